//===- Window.h - Windows without subtraction -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums over intervals that move, for operators that take nothing away: the
/// terms of an answer are those of an interval of a coordinate t that they
/// depend on, in place of an outer counter x_c:
/// \code
///   Y[i]   max= A[i+j]       0 <= j < W              t = i + j
///   Y[i]   max= A[j]         i <= j <= 2i            t = j
///   Y[i,j] max= A[i+u][j+v]  0 <= u, v < W           t = i + u, t' = j + v
///
///   Y[x] = op of E(t) over lo(x) <= t <= hi(x)
/// \endcode
/// Two ways to compute them, both for any associative operator:
///
///   Queue     Two stacks: suffixes of the interval's first part, which were
///             computed when it was the whole, and one running value of the
///             rest. For lo and hi that never go back. Each term is used a
///             constant number of times; with fixed widths these are the
///             blocks of van Herk (1992) and of Gil and Werman (1993).
///   Doubling  All intervals of one width W from those of width 1, 2, 4, ...,
///             each a table made from the one before by one pass that has no
///             dependences: log2(W) passes, many terms at a time.
///
/// In several dimensions one coordinate after the other: the outermost by a
/// queue of rows, the others by doubling inside each row that enters it.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_WINDOW_H
#define WINNOW_SHARE_WINDOW_H

#include "share/Plan.h"

namespace winnow::share {

/// A chain of Window nodes, each with the next as its only one below, and the
/// leaf of terms at its end.
struct WindowChain {
  std::vector<Node> Nodes;
  /// The points at which the body runs, each a constant number of times.
  Complexity Leaves;
};

/// The chain for the sum of \p S over \p Domain, or nothing. \p S must have no
/// fixed dimensions but those of the answer.
///
/// \param Domain  { [x,y] }
/// \param WhyNot  set where intervals were found that neither way can compute
std::optional<WindowChain> windowsOf(const Reduction &R, const Sum &S,
                                     const isl::set &Domain,
                                     std::string &WhyNot);

} // namespace winnow::share

#endif // WINNOW_SHARE_WINDOW_H
