//===- Buckets.h - Guarded terms kept apart by their keys -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums of those terms whose key is what the answer asks for (the histogram of
/// Walia et al., ICFP 2019; the guards of Yang, Atkinson and Carbin, POPL
/// 2021):
///
/// \code
///   for (k...) for (m...) {             for (k...) for (m...) {
///     c = 0;                              if (m is the first)
///     for (i = 0; i < k; i++)       -->     B[z[k-1]] += x[k-1];
///       if (z[i] == m) c += x[i];         c = B[m];
///     ... }                               ... }
/// \endcode
/// The key of a term is not part of any isl set. All terms of all keys are
/// shared as if there were no guard, as one carry whose value is an array of
/// buckets: never one array for each x, since V[x] only needs V[x - r].
///
/// The buckets belong to one loop, the carrier. Loops inside it mostly do not
/// change the terms (they only ask for other keys): the buckets are brought up
/// to date where these have just begun. Those that do change them have buckets
/// for each of their values, as a column prefix has a carry for each. From one
/// iteration of the carrier to the next, terms come, and terms leave:
///
///   taken away   where the operator has an inverse that is exact
///   unwound      `i > k`, any operator: the terms are put in before the first
///                answer, those that stay longest first, and what each found in
///                its bucket is written down. Taking the last one out is
///                putting that back. `i != k` are two sets of buckets.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_BUCKETS_H
#define WINNOW_SHARE_BUCKETS_H

#include "share/Plan.h"

namespace winnow::share {

/// One Buckets node with its leaves, or Pieces of several.
struct BucketTree {
  std::vector<Node> Nodes;
  /// The terms that are put in and out.
  Complexity Leaves;
  bool InOrder = false;
};

/// The buckets for \p R, which has selectors.
///
/// \param Domain   { [x,y] : x in Answers }
/// \param Before   its complexity
/// \param Answers  that of the answers
///
/// Refusals: NothingShared, NoLowerComplexity, NoInverse, InputChanges,
/// NeedsReassociation.
Verdict<BucketTree> bucketsOf(const Reduction &R, const isl::set &Domain,
                              const Complexity &Before,
                              const Complexity &Answers);

} // namespace winnow::share

#endif // WINNOW_SHARE_BUCKETS_H
