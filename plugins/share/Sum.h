//===- Sum.h - What one node of a plan adds up ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A reduction's body, or what is left of a part of it once factors have been
/// taken out and some of its loops fixed (Gautam and Rajopadhye 2006, sections
/// 5.3 and 5.4: distributivity and decomposition):
///
/// \code
///   Y[i] += a[i][k]*b[k][j]       the whole: fixed i, summed over (j,k)
///
///   Y[i] = sum over k of a[i][k] * T[i,k]
///   T[i,k] += b[k][j]             fixed (i,k), summed over (j)
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_SUM_H
#define WINNOW_SHARE_SUM_H

#include "share/Reduction.h"
#include <optional>

namespace winnow::share {

using IntVector = std::vector<int>;

struct Sum {
  static constexpr int Whole = -1;
  /// The part of the body, or Whole.
  int Part = Whole;
  /// The factors of the part that are in the sum; none: ones are counted.
  std::vector<unsigned> Factors;
  /// How many dimensions are fixed: those of the answer, then those that nodes
  /// above run over.
  unsigned Outer = 0;
  /// The dimensions as linear forms of the reduction's, and those of the
  /// reduction as forms of these. The first ones, of the answer, stay what they
  /// are; behind them the reduction's may be in another order, or replaced by
  /// sums of several (w = j + k).
  std::vector<IntVector> Forms, Back;
  /// { [x,y1] }  where the sum is wanted.
  isl::set Answers;
  /// Of the body or the factors, over the dimensions in this order.
  std::vector<Term> Terms;

  /// No factor is left: the sum counts its terms.
  bool isCount() const { return Part != Whole && Factors.empty(); }
  /// isl gave up.
  bool isNull() const;
};

/// The body of \p R as it is.
Sum wholeBody(const Reduction &R);
/// The product number \p Part of its body.
Sum partOf(const Reduction &R, unsigned Part);

/// \p S without some of its factors.
Sum without(const Reduction &R, const Sum &S,
            const std::vector<unsigned> &Factors);

/// The factors of \p S that have one value for all terms of an answer.
///
/// \param Domain  { [x,y] }
std::vector<unsigned> constantFactors(const Reduction &R, const Sum &S,
                                      const isl::set &Domain);

/// A sum inside another: some loops of the reduction fixed as well.
struct Nested {
  /// The factors that the inner loops do not change, and the sum of the others.
  std::vector<unsigned> Outside;
  Sum Inner;
  /// { [x,y1,y2] }  the terms, reordered.
  isl::set Domain;
  /// { [x,y1] }
  isl::set Pairs;
};

/// The ways to run \p S, of which not all factors change in all directions, as
/// a sum of sums: one for each set of directions that some factor does not
/// change in. Where its index is a sum of counters, that sum becomes a
/// dimension:
/// \code
///   a[i][j+k]*b[k][j]     over (j,k)
///   a[i][w]               over (w), times the sum of b[k][w-k] over (k)
/// \endcode
///
/// \param Domain  { [x,y] }
std::vector<Nested> nestings(const Reduction &R, const Sum &S,
                             const isl::set &Domain);

/// The loops of \p S, whose body is taken whole, that no term changes with,
/// moved inwards: the inner sum is of equal terms. Nothing where the terms
/// change with all loops.
///
/// \param Domain  { [x,y] }
std::optional<Nested> repetition(const Sum &S, const isl::set &Domain);

/// One term for each answer that has any: the first.
///
/// \param Domain  { [x,y] }
isl::set firstTerms(const isl::set &Domain, unsigned Outer);

/// \p Domain without the terms that equal an earlier one of the same answer
/// because the body does not change with some loop; null where it changes with
/// all. For operators that a term changes only once.
///
/// \param Domain  { [x,y] }
isl::set withoutRepetitions(const Sum &S, const isl::set &Domain);

/// \p Terms of factors of part \p S.Part, over the dimensions of \p S.
std::vector<Term> termsOf(const Reduction &R, const Sum &S,
                          const std::vector<unsigned> &Factors);

/// \return  { [z] -> [z'] }  z'_d = sum of Rows[d][i] * z_i, over the space of
///          \p Domain
isl::multi_aff linearMap(const isl::set &Domain,
                         const std::vector<IntVector> &Rows);

/// \return  { [x,y] -> [x] }  without bounds, over the space of \p Domain
isl::map toAnswer(const isl::set &Domain, unsigned Outer);

/// \p Domain as disjoint convex sets.
std::vector<isl::set> disjointPieces(const isl::set &Domain);

/// Whether lines along a dimension of \p Answers have no gaps: convex, no divs.
bool withoutGaps(const isl::set &Answers);

} // namespace winnow::share

#endif // WINNOW_SHARE_SUM_H
