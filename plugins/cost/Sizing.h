//===- Sizing.h - The loops of a nest, made so long ------------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A question about a nest is asked for loops of certain lengths; this says
/// which values its parameters have then:
/// \code
///   for (i < n) for (j < w) ...     Trips = 20, Terms = 8   -->   n = 20, w =
///   8 for (i < n) for (j <= i) ...    Trips = 20              -->   n = 20
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_SIZING_H
#define WINNOW_COST_SIZING_H

#include "nest/ReductionNest.h"

namespace winnow::cost {

struct Sizes {
  /// Iterations of each outer loop.
  uint64_t Trips = 0;
  /// Of an answer, each loop at its longest, where they do not grow with the
  /// outer loops.
  uint64_t Terms = 0;
};

class Sizing {
public:
  explicit Sizing(const nest::ReductionNest &N);

  /// The reduction's length grows with the outer loops' counters.
  bool grows() const { return Grows; }
  /// The number of terms, where that is a constant.
  std::optional<uint64_t> constantTerms() const;
  /// Terms can be chosen: they depend on a parameter of their own.
  bool termsAreFree() const { return Free; }

  /// By parameter of the nest; within what it can be.
  llvm::SmallVector<int64_t, 4> parameters(Sizes S) const;
  /// Iterations of the dimension \p D, at its longest.
  double count(unsigned D, llvm::ArrayRef<int64_t> Parameters) const;
  /// All answers, and the terms of one of them, on average.
  double answers(Sizes S) const;
  double terms(Sizes S) const;

private:
  /// Sets \p Param so that the dimension \p D runs \p Count times.
  void solve(unsigned D, unsigned Param, int64_t Count,
             llvm::SmallVectorImpl<int64_t> &Values) const;

  unsigned Outer;
  bool Grows, Free = false;
  llvm::SmallVector<nest::Affine, 4> MaxCounts;
  llvm::SmallVector<std::pair<int64_t, int64_t>, 4> Ranges;
  /// By outer dimension: the parameter that says how long it is.
  llvm::SmallVector<std::optional<unsigned>, 4> Own;
};

} // namespace winnow::cost

#endif // WINNOW_COST_SIZING_H
