//===- Reduction.h - One reduction as an equation over isl sets -*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The normal form of the share engine (Gautam and Rajopadhye, "Simplifying
/// Reductions", POPL 2006, section 4):
///
///     Y[x] = start  op  E(x,y)  op  E(x,y') ...     for all (x,y) in D
///
/// \code
///   for (i = 0; i < N; i++) {            // x = (i): one answer each
///     s = 0;
///     for (j = 0; j <= i; j++)           // y = (j): the terms of one answer
///       s += a[j];                       // E reads a[j]
///     out[i] = s;
///   }
///
///   Y[i] += a[j] : 0 <= i < N and 0 <= j <= i
/// \endcode
///
/// Every dimension counts the iterations of one loop from 0 upwards, so the
/// source order is the lexicographic order of (x,y), and the answer is always
/// the projection (x,y) -> x.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_REDUCTION_H
#define WINNOW_SHARE_REDUCTION_H

#include "isl/isl-noexceptions.h"
#include <optional>
#include <string>
#include <vector>

namespace winnow::share {

enum class Operator {
  Sum,
  Product,
  Min,
  Max,
  And,
  Or,
  Xor,
  /// Any other update of the accumulator, s = g(s, E): it may only be carried
  /// on from where it stopped, never regrouped.
  Fold
};

/// "sum", "product", "min", ...
const char *name(Operator Op);

/// What the arithmetic allows. Integers: all but Invertible for min, max, and,
/// or. Floats: nothing without reassoc and nsz on the operations themselves.
struct Algebra {
  Operator Op = Operator::Sum;
  /// Terms may be regrouped and reordered.
  bool Reassociates = false;
  /// A term may be taken away again (implies Reassociates): integer sums, xor.
  bool Invertible = false;
  /// But what is left is only accurate under a guard, which knows how to add
  /// the parts of the body up: floating-point sums whose operations carry
  /// reassoc, nsz, nnan and ninf. The body is never shared whole then.
  bool Approximate = false;
  /// A repeated term changes nothing: min, max, and, or. Of several answers in
  /// one loop it must hold for all.
  bool Idempotent = false;
};

/// Something the body of the reduction depends on: an array element, or an
/// index expression. The body has the same value wherever all of these have.
struct Term {
  /// Array name; empty for a plain index expression, as in `s += i*j`.
  std::string Array;
  /// { [x,y] -> [a] }  linear in (x,y). Several rows where the stride is a
  /// parameter: a[i*m+j] is the formal element [i,j]; equal rows mean equal
  /// addresses, unequal rows mean nothing.
  isl::multi_aff Index;
};

/// A statement of the outer iteration that stores into an array that the body
/// reads, be it once or in loops of its own beside the reduction:
/// \code
///   B[i] = f(sum of B[j], j < i)              { [i] }
///   for (k = 0; k < M; k++) d[k] = g(a[k]);   { [i,k] : 0 <= k < M }
/// \endcode
struct Write {
  std::string Array;
  /// { [x,u] }  where it runs, u being the counters of its own loops. It may
  /// hold more points than that only where Value is unknown.
  isl::set Domain;
  /// { [x,u] -> [a] }  in the same rows as the terms of the same array; here
  /// unequal rows do mean unequal elements.
  isl::multi_aff Index;
  /// Where it stands in the iteration of the innermost outer loop, seen from
  /// the reduction.
  enum class Position { Before, After, Unknown } Where = Position::Unknown;
  /// { [x,u] -> [a] }  what the stored value depends on, when it is stored;
  /// nothing where that is unknown.
  std::optional<std::vector<Term>> Value = std::nullopt;
  /// Of two writes on the same side of the reduction, that of the lower rank
  /// has run all its loops when the other begins. Equal ranks tell nothing.
  unsigned Rank = 0;
};

/// What one factor of a product depends on, like Reduction::Terms.
struct Factor {
  std::vector<Term> Terms;
};

/// One product of a body that is a sum of products:
/// \code
///   s += 3*a[i]*b[j] - c[j]    parts: a[i] * b[j] and c[j]
/// \endcode
/// Their coefficients do not matter here. Operators other than sums have no
/// parts.
struct Part {
  std::vector<Factor> Factors;
};

/// `if (z[i] == m)` around the body: a term counts only for those answers whose
/// value of this iteration equals the term's key. The terms of all answers can
/// be kept apart by their keys, in buckets.
/// \code
///   for (m...)                            Y[m] += a[i] if z[i] == m
///     for (i...) if (z[i] == m) s += a[i];
/// \endcode
struct Selector {
  /// What the key depends on: z[i].
  std::vector<Term> Key;
  /// What it is compared with, for people: "m"; empty where it has no name.
  std::string With;
  /// The terms may only be read while this dimension runs, which has every key
  /// that there is a bucket for: what no answer asks for might not be readable.
  std::optional<unsigned> Within = std::nullopt;
};

struct Reduction {
  /// Name of the answer, for people: "out", "s".
  std::string Answer;
  /// Number of answer dimensions: x is the first Outer dimensions of Domain.
  unsigned Outer = 0;
  /// { [x] }  where the reduction runs. Convex, without divs.
  isl::set Answers;
  /// { [x,y] : x in Answers }  the terms. May be a union.
  isl::set Domain;
  Algebra Alg;
  std::vector<Term> Terms;
  /// E taken apart; empty where it is to be taken whole.
  std::vector<Part> Parts;
  std::vector<Write> Writes;
  /// All of these must hold for a term to count; Terms and Parts are those of
  /// the body where they do.
  std::vector<Selector> Selectors;
  /// All answers start from the same value (0, or something that the outer
  /// loops do not change). Otherwise the terms are shared from the operator's
  /// identity on and the start is added last, which regroups.
  bool CommonStart = true;
  /// Otherwise, along this dimension and those inside it they still do.
  std::optional<unsigned> AlikeFrom = std::nullopt;
  /// What is shared is a sum about a point that moves from answer to answer,
  /// which is several numbers and not the answer yet: no start can be carried
  /// on.
  bool AboutPoint = false;
  /// Tables may be kept beside the loops, and terms be read ahead of their
  /// iteration where nothing stores into them: each iteration is sure to run.
  bool Tables = true;
  /// Per answer dimension: its iterations are independent but for this
  /// reduction, so that the loop may run backwards. Size Outer.
  std::vector<bool> Reversible;

  /// Answers that flow along \p Carrier start from the same value.
  bool startAlike(unsigned Carrier) const {
    return CommonStart || (AlikeFrom && Carrier >= *AlikeFrom);
  }
};

} // namespace winnow::share

#endif // WINNOW_SHARE_REDUCTION_H
