//===- Plan.h - How the answers of a reduction are shared -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of the engine: a tree of share transformations (Gautam and
/// Rajopadhye 2006, Theorem 5). Both residuals of a step, the terms that come
/// and those that leave, are reductions themselves and may be shared in turn:
///
///     step 0:   Y[x] = Y[x-r0]  op  A[x]  op^-1  S[x]
///     step 1:   A[x] = A[x-r1]  op  ...             (AddBy of step 0)
///     step 2:   S[x] = S[x-r2]  op  ...             (SubBy of step 0)
///     a residual without a step: op of E over its terms
///
/// The summed-area table, S[i,j] = sum of a[u,v] over u <= i, v <= j, and a box
/// filter of height H and width W, with R and T the row sums at its edges:
/// \code
///     S[i,j] = S[i-1,j] + R[i,j]               R[i,j] = R[i,j-1] + a[i,j]
///
///     B[i,j] = B[i-1,j] + R[i,j] - T[i,j]      R[i,j] = R[i,j-1] + a - a
///                                              T[i,j] = T[i,j-1] + a - a
/// \endcode
///
/// How an emitter runs it. For every step keep a carry: one cell where the
/// carrier is the innermost outer loop, else an array over the outer loops
/// inside the carrier. Set it to the start (steps after the first, or without a
/// common start: to the identity) each time the carrier loop is entered. At x:
/// \code
///     valueOf(step):
///       v = carry of step
///       v = v op E(z), z in Add(x) in lexicographic order; or v op
///       valueOf(AddBy) v = v op^-1 (op of E(z), z in Sub(x));             or
///       of valueOf(SubBy) carry of step = v
/// \endcode
/// No case is needed for the first answers: there Add(x) is all of D(x).
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_PLAN_H
#define WINNOW_SHARE_PLAN_H

#include "share/Complexity.h"
#include "share/Reduction.h"
#include "share/Verdict.h"

namespace winnow::share {

struct Step {
  /// The reuse vector over (x,y): Y[x] is computed from Y[x - its x part].
  /// Exactly one of the first Outer entries is nonzero, and it is 1 or -1.
  std::vector<int> Reuse;
  /// The outer dimension along which answers flow.
  unsigned Carrier = 0;
  /// The flow is against the loop: the carrier loop must run backwards.
  bool Reversed = false;
  /// { [x,y] }  D \ (D + reuse): terms that the previous answer lacks.
  isl::set Add;
  /// { [x,y] }  (D + reuse) \ D over x in Answers: terms that it has too many.
  /// The body at such a point has, by the share space, the value that it had at
  /// point - reuse, which lies in D. Empty unless the operator is invertible.
  isl::set Sub;
  /// The steps that share the residuals, behind this one; 0: none, the terms
  /// are read one by one.
  unsigned AddBy = 0, SubBy = 0;

  bool termsLeave() const { return !Sub.is_empty().is_true(); }
};

struct Plan {
  /// The root first, each before the steps of its residuals.
  std::vector<Step> Steps;
  Complexity Before, After;
  /// Every answer's fold literally extends the one before it, so the result is
  /// bit-identical for any operator. Then there is one step, without Sub.
  bool InOrder = false;
  /// The outermost carrier of all steps: what loops around it have in common
  /// with the plan is only that they contain it.
  unsigned outermostCarrier() const;
  /// Some carrier loop must run backwards.
  bool runsBackwards() const;
  /// The derivation, one line per step with its reason, for people.
  std::vector<std::string> Trace;
};

/// What the search may cost.
struct Limits {
  /// The most steps between the root of the tree and a leaf.
  unsigned MaxDepth = 3;
};

/// Finds the tree with the lowest complexity; among equals the one with fewest
/// subtractions, then without reversal, then the smallest.
///
/// Cost: some thousand isl operations a candidate, of which each residual has
/// one per class of reuse vectors (Facets.h). Where the context's operation
/// limit trips, the answer is the refusal "WorkLimit"; the process is never
/// aborted.
///
/// Refusals (Missed = false where there is nothing to share):
///   NothingShared    no two answers have a term in common      (not missed)
///   NoLowerComplexity  sharing would save nothing              (not missed)
///   NeedsReassociation  only regrouping the terms would share
///   NoInverse        terms leave, and the operator cannot take them away
///   InputChanges     a term is overwritten between the two answers
///   NotReversible    only a backward loop would share
///   GappedAnswers    an outer iteration may lack an answer, so that the carry
///                    would hold an older one than needed
///   WorkLimit
Verdict<Plan> share(const Reduction &R, const Limits &L = {});

} // namespace winnow::share

#endif // WINNOW_SHARE_PLAN_H
