//===- Demo.cpp - A few kernels with and without the plugin ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: demo [colour]
///
/// Built and run by demo.sh: times a few kernels as plain clang builds them and
/// as the plugin builds them, and prints an aligned table.
///
//===----------------------------------------------------------------------===//

#include "Compare.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace winnow;

#define KERNEL(Name, Result, Params, ...)                                      \
  typedef Result Name##_type Params;                                           \
  extern "C" Name##_type base_##Name, winnow_##Name;
#include "kernels.def"

namespace {

struct Milliseconds {
  double Value;
};

template <class R, class... P>
Milliseconds fastest(R (*Kernel)(P...), const Case &C) {
  using Clock = std::chrono::steady_clock;
  double Best = 1e30, Total = 0;
  for (int Run = 0; Run < 3 || (Run < 50 && Total < 20); ++Run) {
    Arguments<R(P...)> Args(C);
    const Clock::time_point Start = Clock::now();
    Args.call(Kernel);
    const std::chrono::duration<double, std::milli> Taken =
        Clock::now() - Start;
    Best = std::min(Best, Taken.count());
    Total += Taken.count();
  }
  return {Best};
}

bool Colour = false;
bool AllEqual = true;

template <class R, class... P>
void show(const char *What, R (*Base)(P...), R (*Winnow)(P...), Shape Extent,
          long N) {
  Case C;
  C.N = C.Second = N;
  C.Extent = Extent;
  C.Seed = 1;
  const bool Same = difference(Base, Winnow, C, Exactness::Bits).empty();
  AllEqual &= Same;
  const double Before = fastest(Base, C).Value;
  const double After = fastest(Winnow, C).Value;
  const double Gain = Before / After;
  const char *Begin = !Colour ? "" : Gain > 2 ? "\033[1;32m" : "\033[33m";
  std::printf("%-44s %6ld %12.3f %11.3f %s%9.1fx%s   %s\n", What, N, Before,
              After, Begin, Gain, Colour ? "\033[0m" : "",
              Same ? "same bits" : "DIFFERENT");
  std::fflush(stdout);
}

} // namespace

int main(int ArgC, char **) {
  Colour = ArgC > 1;
  std::printf("%s%-44s %6s %12s %11s %10s%s\n", Colour ? "\033[1m" : "",
              "kernel", "N", "clang -O3 ms", "winnow ms", "speed-up",
              Colour ? "\033[0m" : "");
  show("prefix sum of doubles", base_prefix_sum_f64, winnow_prefix_sum_f64,
       Shape::Line, 20000);
  show("suffix sum of ints", base_suffix_sum_i32, winnow_suffix_sum_i32,
       Shape::Line, 40000);
  show("drawdown: running maximum minus price", base_drawdown, winnow_drawdown,
       Shape::Line, 20000);
  show("running mean and variance, two sums a loop", base_running_moments,
       winnow_running_moments, Shape::Line, 20000);
  show("renewal: b[i] = f(sum of all b before)", base_renewal_f64,
       winnow_renewal_f64, Shape::Line, 20000);
  show("summed-area table of N x N pixels", base_summed_area_u32,
       winnow_summed_area_u32, Shape::Grid, 128);
  show("moving sum of ints, run-time width", base_window_sum_i32,
       winnow_window_sum_i32, Shape::Window, 20000);
  show("box filter of N x N over N x N pixels", base_box_filter_i32,
       winnow_box_filter_i32, Shape::Image, 64);
  show("row sums of an N x N matrix product", base_product_row_sums,
       winnow_product_row_sums, Shape::Square, 400);
  show("squared differences of all pairs of ints", base_squared_differences,
       winnow_squared_differences, Shape::Line, 20000);
  show("std::accumulate over a std::vector", base_accumulate_sum,
       winnow_accumulate_sum, Shape::Line, 20000);
  return AllEqual ? 0 : 1;
}
