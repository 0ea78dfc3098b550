//===- KernelBench.cpp - Times kernels with and without the plugin --------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: winnow-bench [--benchmark_filter=REGEX ...]
///
/// Times every kernel of kernels.def as plain clang -O3 builds it and as the
/// plugin builds it, in one process and in random order, and prints the tables
/// of the results page: exponents and speed-ups, the headline, and the cost of
/// a call on a few elements.
///
//===----------------------------------------------------------------------===//

#include "Compare.h"
#include "ResultTables.h"

#include <benchmark/benchmark.h>

#include <memory>

using namespace winnow;

#define KERNEL(Name, Result, Params, ...)                                      \
  typedef Result Name##_type Params;                                           \
  extern "C" Name##_type base_##Name, o3_##Name;
#include "kernels.def"

namespace {

double callback(double X) { return 0.5 * X + 1; }

Case caseOf(Shape Extent, long N) {
  Case C;
  C.N = N;
  bool IsWindow = Extent == Shape::Window || Extent == Shape::Image ||
                  Extent == Shape::Volume;
  C.Second = IsWindow ? (N + 1) / 2 : N;
  C.Extent = Extent;
  C.Seed = 1;
  C.Callback = callback;
  return C;
}

/// Arguments are made anew for each measurement: a kernel that accumulates into
/// its output starts from the same numbers in both builds.
template <class R, class... P>
void time(benchmark::State &State, R (*Kernel)(P...), const Case &C) {
  Arguments<R(P...)> Args(C);
  for (auto _ : State) {
    if constexpr (std::is_void_v<R>)
      Args.call(Kernel);
    else
      benchmark::DoNotOptimize(Args.call(Kernel));
    benchmark::ClobberMemory();
  }
}

template <class R, class... P>
void add(const std::string &Name, R (*Kernel)(P...), const Case &C,
         double Seconds, int Repetitions) {
  benchmark::RegisterBenchmark(
      Name.c_str(),
      [Kernel, C](benchmark::State &State) { time(State, Kernel, C); })
      ->MinTime(Seconds)
      ->Repetitions(Repetitions);
}

template <class R, class... P>
void addKernel(ResultTables &Tables, KernelInfo Info, R (*Base)(P...),
               R (*Other)(P...), Shape Extent) {
  if (Info.N == 0)
    return;
  for (long N : {Info.N, 2 * Info.N}) {
    add(Info.key(N, "base"), Base, caseOf(Extent, N), 0.01, 5);
    add(Info.key(N, "winnow"), Other, caseOf(Extent, N), 0.002, 15);
  }
  for (long N : ResultTables::SmallSizes) {
    add(Info.key(N, "base"), Base, caseOf(Extent, N), 0.0005, 25);
    add(Info.key(N, "winnow"), Other, caseOf(Extent, N), 0.0005, 25);
  }
  Case C = caseOf(Extent, Info.N);
  C.Kind = Values::Wide;
  Info.SameBits = difference(Base, Other, C, Exactness::Bits).empty();
  Tables.add(Info);
}

} // namespace

int main(int ArgC, char **ArgV) {
  ResultTables Tables;

#define KERNEL(Name, Result, Params, Extent, How, Expected, Lie, MaxN, BenchN, \
               Best)                                                           \
  addKernel(Tables, KernelInfo{#Name, BenchN, Best, false}, base_##Name,       \
            o3_##Name, Shape::Extent);
#include "kernels.def"

  const long Headline = ResultTables::HeadlineSize;
  add("headline/base", base_prefix_sum_f64, caseOf(Shape::Line, Headline), 0.01,
      1);
  add("headline/winnow", o3_prefix_sum_f64, caseOf(Shape::Line, Headline), 0.1,
      7);

  // Interleaving spreads a disturbance of the machine over both builds.
  std::string Interleave = "--benchmark_enable_random_interleaving=true";
  std::vector<char *> Args(ArgV, ArgV + ArgC);
  Args.insert(Args.begin() + 1, Interleave.data());
  int Count = int(Args.size());
  benchmark::Initialize(&Count, Args.data());
  if (benchmark::ReportUnrecognizedArguments(Count, Args.data()))
    return 1;

  TimeCollector Collector;
  benchmark::RunSpecifiedBenchmarks(&Collector);
  Tables.print(Collector);
  return 0;
}
