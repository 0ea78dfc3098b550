//===- Plan.h - How the answers of a reduction are shared -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of the engine: a chain of share transformations (Gautam and
/// Rajopadhye 2006, Theorem 5), each applied to the residual of the one before.
///
///     step 0:   Y[x]  = Y[x-r0]  op  R1[x]   op^-1  S0[x]
///     step 1:   R1[x] = R1[x-r1] op  R2[x]   op^-1  S1[x]
///     ...
///     last:     R_n[x] = op of E over Add_n(x)
///
/// The summed-area table, S[i,j] = sum of a[u,v] over u <= i, v <= j:
/// \code
///     step 0:  S[i,j]  = S[i-1,j]  + R1[i,j]     Add: u = i, v <= j
///     step 1:  R1[i,j] = R1[i,j-1] + a[i,j]      Add: u = i, v = j
/// \endcode
///
/// How an emitter runs it. For every step keep a carry: one cell where the
/// carrier is the innermost outer loop, else an array over the outer loops
/// inside the carrier. Set it to the start (steps after the first, or without a
/// common start: to the identity) each time the carrier loop is entered. At x:
/// \code
///     v = carry_n;  v = v op E(z)  for z in Add_n(x), lexicographic order
///     v = v op^-1 E(z)             for z in Sub_n(x)
///     carry_n = v
///     for k = n-1 .. 0:
///       v = carry_k op v;  v = v op^-1 E(z) for z in Sub_k(x);  carry_k = v
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
};

struct Plan {
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
  /// The derivation, one line a step with its reason, for people.
  std::vector<std::string> Trace;
};

/// What the search may cost.
struct Limits {
  unsigned MaxSteps = 3;
};

/// Finds the chain with the lowest complexity; among equals the one without
/// subtraction, then without reversal, then the shortest.
///
/// Cost: some thousand isl operations a candidate; at most 2 * Outer * 3^d
/// candidates a step, where d <= 4 is the number of directions in which terms
/// of one answer are equal. Where the context's operation limit trips, the
/// answer is the refusal "WorkLimit"; the process is never aborted.
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
