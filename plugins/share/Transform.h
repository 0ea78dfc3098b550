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

#include "share/Complexity.h"
#include "share/ShareSpace.h"
#include "share/Sum.h"
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
  std::vector<int> Reuse;
  /// See Node.
  unsigned Carrier = 0;
  bool Reversed = false;
  /// { [x,y] }  D \ (D + r): terms that the previous answer lacks.
  isl::set Add;
  /// { [x,y] }  (D + r) \ D over x in Answers: terms that it has too many. The
  /// body at such a point has, by the share space, the value that it had at
  /// point - r, which lies in D.
  isl::set Sub;
  Complexity AddSize, SubSize;
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
  /// Arrays that are stored into between them, but with the same values.
  std::vector<std::string> Refilled;

  bool legal() const { return Obstacles.empty(); }
  bool termsLeave() const { return !Sub.is_empty().is_true(); }
};

/// Transforms \p S over \p Domain, which is all of its terms or the residual of
/// a transformation before. What does not pay is not examined further.
///
/// \param Domain  { [x,y] }
/// \param Size    the complexity of \p Domain
/// \param Reuse   with its nonzero outer entry in a loop around the reduction
/// \param First   the root of the plan; all below it regroup
Transform transform(const Reduction &R, const Sum &S, const isl::set &Domain,
                    const Complexity &Size, const IntVector &Reuse, bool First);

/// Whether every term that the answers at x - r and at x have in common is the
/// same at both times, and nothing was stored into it between them.
///
/// \param Domain  { [x,y] }
bool keptTermsStay(const Reduction &R, const Sum &S, const isl::set &Domain,
                   const IntVector &Reuse);

} // namespace winnow::share

#endif // WINNOW_SHARE_TRANSFORM_H
