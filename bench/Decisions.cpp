//===- Decisions.cpp - Times what a rewrite is decided between ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: winnow-decisions [KERNEL...]
///
/// Runs every kernel that is shared in four builds (never, always, and as the
/// model and LLVM's tables decide) over a grid of sizes, in turns, and prints a
/// line of CSV for each size: kernel, n, w (0 where there is none), and
/// nanoseconds of a call. bench/decisions.py makes a page of it.
///
//===----------------------------------------------------------------------===//

#include "Arguments.h"

#include <algorithm>
#include <chrono>
#include <string>

using namespace winnow;

#define KERNEL(Name, Result, Params, ...)                                      \
  typedef Result Name##_type Params;                                           \
  extern "C" Name##_type never_##Name, always_##Name, model_##Name,            \
      target_##Name;
#include "kernels.def"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int Builds = 4, Samples = 11;
/// The shortest sample, and the longest call that is timed at all.
constexpr double SampleSeconds = 15e-6, LongestCall = 3e-3;

double callback(double X) { return 0.5 * X + 1; }

double seconds(Clock::time_point From) {
  return std::chrono::duration<double>(Clock::now() - From).count();
}

/// Prints the times of one size; false where a call takes too long.
template <class R, class... P>
bool measure(const char *Name, const Case &C, bool HasWidth,
             R (*const (&Kernels)[Builds])(P...)) {
  Arguments<R(P...)> Args(C);
  auto Sample = [&](int Build, long Calls) {
    auto Start = Clock::now();
    for (long I = 0; I < Calls; ++I) {
      Args.call(Kernels[Build]);
      asm volatile("" ::: "memory");
    }
    return seconds(Start) / double(Calls);
  };
  long Calls[Builds];
  for (int B = 0; B < Builds; ++B) {
    double Once = std::min(Sample(B, 1), Sample(B, 1));
    if (Once > LongestCall)
      return false;
    Calls[B] = std::max(1L, long(SampleSeconds / std::max(Once, 5e-9)));
  }
  double Times[Builds][Samples];
  for (int S = 0; S < Samples; ++S)
    for (int K = 0; K < Builds; ++K) {
      int B = (K + S) % Builds;
      Times[B][S] = Sample(B, Calls[B]);
    }
  std::printf("%s,%ld,%ld", Name, C.N, HasWidth ? C.Second : 0);
  for (auto &Own : Times) {
    // Disturbances only add.
    std::sort(Own, Own + Samples);
    std::printf(",%.2f", Own[1] * 1e9);
  }
  std::printf("\n");
  return true;
}

Case caseOf(Shape Extent, long N, long Second) {
  Case C;
  C.N = N;
  C.Second = Second;
  C.Extent = Extent;
  C.Seed = 1;
  C.Callback = callback;
  return C;
}

template <class R, class... P>
void measureAll(const char *Name, Shape Extent,
                R (*const (&Kernels)[Builds])(P...)) {
  static constexpr long Lengths[] = {2,  3,  4,  5,  6,  8,  10,  12,  16,
                                     20, 24, 32, 48, 64, 96, 128, 256, 512};
  static constexpr long Few[] = {4, 8, 16, 32};
  static constexpr long Widths[] = {2,   3,   4,   5,    6,   8,  10,
                                    12,  16,  20,  24,   32,  48, 64,
                                    128, 256, 512, 2048, 4096};
  static constexpr long WindowLengths[] = {8, 32, 128, 512};
  switch (Extent) {
  case Shape::Window:
    for (long N : WindowLengths)
      for (long W : Widths)
        if (!measure(Name, caseOf(Extent, N, W), true, Kernels))
          break;
    return;
  case Shape::Image:
  case Shape::Volume:
    for (long N : Few)
      for (long W : {2L, 3L, 4L, 6L, 8L, 12L, 16L, 24L})
        if (!measure(Name, caseOf(Extent, N, W), true, Kernels))
          break;
    return;
  default:
    for (long N : Lengths)
      if (!measure(Name, caseOf(Extent, N, N), false, Kernels))
        break;
  }
}

bool isWanted(const char *Name, int ArgC, char **ArgV) {
  return ArgC == 1 || std::any_of(ArgV + 1, ArgV + ArgC, [&](const char *A) {
           return std::string(A) == Name;
         });
}

constexpr bool Rewritten = true, Kept = false;

} // namespace

int main(int ArgC, char **ArgV) {
  std::printf("kernel,n,w,never,always,model,target\n");
#define KERNEL(Name, Result, Params, Extent, How, Expected, ...)               \
  if (Expected && isWanted(#Name, ArgC, ArgV))                                 \
    measureAll(#Name, Shape::Extent,                                           \
               {never_##Name, always_##Name, model_##Name, target_##Name});
#include "kernels.def"
  return 0;
}
