//===- Transform.h - One share transformation -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The share transformation for one reuse vector r (Gautam and Rajopadhye 2006,
/// Theorem 5), and what stands in its way:
///
/// \code
///   D            terms of Y[x]
///   D + r        terms of Y[x - r], named as Y[x] would name them
///   D \ (D + r)  Add       (D + r) \ D  Sub       D and (D + r)  kept
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_TRANSFORM_H
#define WINNOW_SHARE_TRANSFORM_H

#include "share/Plan.h"
#include "share/ShareSpace.h"
#include <vector>

namespace winnow::share {

/// Why a transformation must not be done. In the order in which they are told:
/// the first ones are the hardest to remove.
enum class Obstacle {
  GappedAnswers,
  NoInverse,
  InputChanges,
  NeedsReassociation,
  NotReversible,
};

struct Transform {
  Step S;
  Complexity Add, Sub;
  /// Two answers have a term in common.
  bool Shares = false;
  /// Add has fewer terms than the domain, and Sub too.
  bool Pays = false;
  /// Every kept term precedes every added one in the fold, and none leaves.
  bool InOrder = false;
  /// Empty where the transformation is legal; ascending. GappedAnswers is the
  /// caller's to add: it is the same for all vectors.
  std::vector<Obstacle> Obstacles;
  /// The array that changes between the two answers.
  std::string Changed;

  bool legal() const { return Obstacles.empty(); }
};

/// Transforms the reduction over \p Domain, which is R.Domain or the residual
/// of a step before. What does not pay is not examined further.
///
/// \param Domain  { [x,y] }
/// \param Size    the complexity of \p Domain
/// \param First   whether this is the first step; later ones regroup
Transform transform(const Reduction &R, const isl::set &Domain,
                    const Complexity &Size, const IntVector &Reuse, bool First);

/// Whether lines along a dimension of \p Answers have no gaps: convex, no divs.
bool withoutGaps(const isl::set &Answers);

} // namespace winnow::share

#endif // WINNOW_SHARE_TRANSFORM_H
