//===- Complexity.h - The size of a set, as people write it -----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// N^2, N*W, 1: the order of growth of the number of points of a set. isl has
/// no counting function; the degree is found one dimension at a time: a
/// dimension counts where its extent, given the dimensions before it, is not
/// bounded by a small constant (the effective dimension, so that thin slabs
/// count as flat). A large constant is a size like any other: 1000^2 -> 1000.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_COMPLEXITY_H
#define WINNOW_SHARE_COMPLEXITY_H

#include "isl/isl-noexceptions.h"
#include <string>
#include <vector>

namespace winnow::share {

struct Complexity {
  /// One entry per unbounded dimension, sorted: {"N","N","W"} is N^2*W.
  std::vector<std::string> Factors;

  unsigned degree() const { return Factors.size(); }
  /// "N^2*W"; "1" without factors.
  std::string text() const;
};

/// \param S  { [z] }  may be a union: the largest piece counts.
Complexity complexityOf(const isl::set &S);

/// The one of higher degree; the first of equals.
Complexity larger(const Complexity &A, const Complexity &B);

} // namespace winnow::share

#endif // WINNOW_SHARE_COMPLEXITY_H
