//===- Metrics.h - How far predictions are off ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What accuracy means, in one place. p is predicted, m measured, in cycles.
///
///     error of a block      |p - m| / m
///     MAPE, median          mean and median of the errors
///     within 10 %, 25 %     the share of blocks with at most that error
///     τ                     Kendall's tau-b: how well the order of the blocks
///                           is told. (C - D) / sqrt((P - X) (P - Y)), where of
///                           all P pairs C are ordered alike, D the other way
///                           round, X equal in p and Y equal in m
///
/// The standard library only.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_METRICS_METRICS_H
#define WINNOW_METRICS_METRICS_H

#include <cstddef>
#include <utility>
#include <vector>

namespace winnow::metrics {

/// Cycles of a block; Measured is above 0.
struct Pair {
  double Predicted = 0;
  double Measured = 0;
};

/// Shares and errors are fractions of 1.
struct Score {
  size_t Count = 0;
  double Mape = 0;
  double Median = 0;
  double Tau = 0;
  double Within10 = 0;
  double Within25 = 0;
};

/// All 0 of no pair. O(n log n).
Score score(std::vector<Pair> Pairs);

/// tau-b, by Knight's algorithm (1966): O(n log n). 0 where all are equal.
double kendallTau(std::vector<Pair> Pairs);

} // namespace winnow::metrics

#endif // WINNOW_METRICS_METRICS_H
