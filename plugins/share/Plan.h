//===- Plan.h - How the answers of a reduction are shared -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of the engine: a tree whose nodes each compute a sum at a point x
/// from the sums below (Gautam and Rajopadhye 2006, sections 5 and 6):
///
/// \code
///   Carry   V[x] = V[x-r]  op  Add[x]  op^-1  Sub[x]   Theorem 5
///   Scale   V[x] = F[x] * Inner[x]                     distributivity
///   Loops   V[x] = op of Inner[x,y1] over y1           decomposition
///   Split   V[x] = Inner1[x] op Inner2[x] ...          hoisting
///   Terms   V[x] = op of E(x,y) over y                 a leaf
///   Repeat  V[x] = op of count times E(x)              a leaf
///   Window  V[x] = op of Inner[x,t], lo(x) <= t <= hi(x)  Window.h
///   Pieces  V[x] = Inner1[x] op Inner2[x] ...          disjoint sets of terms
///   Buckets V[x] = B[the value that x asks for]        Buckets.h
/// \endcode
///
/// A leaf of ones or of equal terms is not run through: its last dimension's
/// bounds count it. An equal term is repeated by doubling, as a power is
/// computed by squaring.
///
/// A summed-area table, a box filter with R and T the row sums at its edges,
/// and the row sums of a matrix product:
/// \code
///   S[i,j] = S[i-1,j] + R[i,j]               R[i,j] = R[i,j-1] + a[i,j]
///
///   B[i,j] = B[i-1,j] + R[i,j] - T[i,j]      R[i,j] = R[i,j-1] + a - a
///                                            T[i,j] = T[i,j-1] + a - a
///
///   Y[i] = sum over k of R[i,k]              R[i,k] = a[i,k] * T[i,k]
///                                            T[i,k] = T[i-1,k] + nothing,
///                                            but sum of b[k,j] at i = 0
/// \endcode
///
/// How an emitter runs it. A Carry keeps one cell where its carrier is the last
/// of its fixed dimensions, else an array over the fixed dimensions inside the
/// carrier. It is set to the start (below the root, or without a common start:
/// to the identity) each time the carrier loop is entered. At x:
/// \code
///     v = carry;  v = v op Add;  v = v op^-1 Sub;  carry = v
/// \endcode
/// No case is needed for the first answers: there Add(x) is all of the domain.
/// Where Add is a leaf its terms are folded onto v one by one, so that a fold
/// in order stays in order.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_PLAN_H
#define WINNOW_SHARE_PLAN_H

#include "share/Complexity.h"
#include "share/Reduction.h"
#include "share/Sum.h"
#include "share/Verdict.h"

namespace winnow::share {

struct Node {
  enum class Kind {
    Terms,
    Carry,
    Scale,
    Loops,
    Split,
    Repeat,
    Window,
    Pieces,
    Buckets
  };
  Kind K = Kind::Terms;
  /// What is summed here; at a Scale, what is left in the sum below.
  Sum What;
  /// In the dimensions of What.
  ///   Terms, Carry  { [x,y] }   the terms
  ///   Repeat        { [x,y] }   the terms, of which those of one x are equal
  ///   Scale         { [x,y] }   one term for each x that has any: the factors
  ///                             have the same value at all of them
  ///   Loops         { [x,y1] }  where the sum below is computed
  ///   Window        { [x,t] }   the intervals
  ///   Pieces        { [x,y] }   the terms
  ///   Buckets       { [x,y] }   the terms, of all keys
  isl::set Domain;
  /// Indices of the nodes below, all behind this one.
  ///   Carry         Add, then Sub where terms leave
  ///   Scale, Loops  Inner
  ///   Split         one per part of the body
  ///   Window        Inner, which does not change with the carrier's counter
  ///   Pieces        two or more
  ///   Buckets       Terms that come, then Terms that leave where any do
  std::vector<unsigned> Below;
  /// Scale: the factors that are multiplied, of the part What.Part.
  std::vector<unsigned> Factors;

  // Carry and Buckets.
  /// The reuse vector over (x,y). Exactly one of its entries for the outer
  /// loops of the reduction is nonzero, and it is 1 or -1.
  std::vector<int> Reuse;
  /// The outer dimension along which answers flow. Of a Window: the one that
  /// its interval moves with. Of Buckets: the one that they are filled along.
  unsigned Carrier = 0;
  /// The flow is against the loop: the carrier loop must run backwards.
  bool Reversed = false;

  // Window alone.
  enum class Slide { Queue, Doubling } Method = Slide::Queue;
  /// { [x,lo,hi] }  for those x of the answer that have terms, one point each.
  isl::set Bounds;
  /// Doubling: { [w] }  hi - lo, which only the parameters determine.
  isl::set Width;

  // Buckets alone.
  /// Terms leave in the order against that in which they came: what each found
  /// in its bucket is put back. Else they are taken away.
  bool Unwinds = false;
  /// The dimensions inside the carrier that the terms change with: for each of
  /// their values there are buckets of its own.
  std::vector<unsigned> Apart;

  /// One line for people: why this is allowed, and what it saves.
  std::string Reason;

  /// Terms are taken away.
  bool termsLeave() const {
    return (K == Kind::Carry || K == Kind::Buckets) && Below.size() == 2 &&
           !Unwinds;
  }
};

struct Plan {
  /// The root first, each before the nodes below it.
  std::vector<Node> Nodes;
  Complexity Before, After;
  /// Every answer's fold literally extends the one before it, so the result is
  /// bit-identical for any operator. Then the plan is a Carry of Terms.
  bool InOrder = false;
  /// The outermost carrier of all: what loops around it have in common with the
  /// plan is only that they contain it. The host where nothing is carried.
  unsigned outermostCarrier() const;
  /// Some carrier loop must run backwards.
  bool runsBackwards() const;
  unsigned carries() const;
};

/// What the search may cost.
struct Limits {
  /// The most carries and decompositions between the root and a leaf.
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
/// A reduction with selectors is shared through buckets (Buckets.h), or not at
/// all.
/// NoInverse is the answer only where no window or complement (Window.h) does
/// without.
Verdict<Plan> share(const Reduction &R, const Limits &L = {});

} // namespace winnow::share

#endif // WINNOW_SHARE_PLAN_H
