//===- Differences.h - Bodies that are products of differences --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums about a point that only the answer knows, such as its mean:
/// \code
///   s += (x[j] - m) * (x[j] - m)        variance about m
///   s += (x[j] - m) * (y[j] - k)        covariance
/// \endcode
/// Neighbouring answers have the terms x[j] and y[j] in common, but not m and
/// k. So they share the sums about a point c of their own, and move them to m
/// at the end: x - m = (x - c) + (c - m). See emit/MovedArithmetic.h.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_DIFFERENCES_H
#define WINNOW_NEST_DIFFERENCES_H

#include "nest/Guards.h"
#include "nest/NestBuilder.h"

namespace winnow::nest {

/// Fills Differences, or leaves it empty where an accumulator adds up something
/// else or where all that is subtracted is the same for all answers.
/// Accumulators and guards are known.
void findDifferences(ReductionNest &N, const Analyses &A,
                     const GuardView &View);

} // namespace winnow::nest

#endif // WINNOW_NEST_DIFFERENCES_H
