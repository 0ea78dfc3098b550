//===- Nesting.cpp - Sums of sums -------------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Sum.h"
#include "isl/aff.h"
#include "isl/set.h"
#include "isl/space.h"
#include "isl/val.h"
#include <algorithm>
#include <cstdlib>

namespace winnow::share {

namespace {

/// Coefficients beyond this are no sums of counters.
constexpr int MaxCoefficient = 64;

int dot(const IntVector &A, const IntVector &B) {
  int Sum = 0;
  for (size_t I = 0; I != A.size(); ++I)
    Sum += A[I] * B[I];
  return Sum;
}

IntVector unit(unsigned D, unsigned Dims) {
  IntVector V(Dims, 0);
  V[D] = 1;
  return V;
}

/// The linear parts of \p Terms over \p Dims dimensions. What stands in a floor
/// counts as a row of its own for each dimension. No value for large numbers.
std::optional<std::vector<IntVector>> rowsOf(const std::vector<Term> &Terms,
                                             unsigned Dims) {
  std::vector<IntVector> Rows;
  for (const Term &T : Terms) {
    isl_size Count = isl_multi_aff_dim(T.Index.get(), isl_dim_out);
    if (Count < 0)
      return std::nullopt;
    for (isl_size I = 0; I < Count; ++I) {
      isl::aff A = isl::manage(isl_multi_aff_get_at(T.Index.get(), I));
      bool Floors = isl_aff_dim(A.get(), isl_dim_div) != 0;
      IntVector Row(Dims, 0);
      for (unsigned D = 0; D != Dims; ++D) {
        if (Floors) {
          if (isl_aff_involves_dims(A.get(), isl_dim_in, D, 1) !=
              isl_bool_false)
            Rows.push_back(unit(D, Dims));
          continue;
        }
        isl_val *V = isl_aff_get_coefficient_val(A.get(), isl_dim_in, D);
        bool Small = isl_val_is_int(V) == isl_bool_true &&
                     isl_val_cmp_si(V, MaxCoefficient) <= 0 &&
                     isl_val_cmp_si(V, -MaxCoefficient) >= 0;
        Row[D] = Small ? int(isl_val_get_num_si(V)) : 0;
        isl_val_free(V);
        if (!Small)
          return std::nullopt;
      }
      if (!Floors)
        Rows.push_back(Row);
    }
  }
  return Rows;
}

/// New dimensions (x, w, y2) for (x, y): w holds all that some factor depends
/// on beside x.
class Coordinates {
public:
  Coordinates(unsigned Outer, unsigned Dims) : Outer(Outer), Dims(Dims) {}

  /// False where \p Rows are no sums of counters that can stand for one of
  /// them.
  bool cover(const std::vector<IntVector> &Rows) {
    for (const IntVector &Row : Rows)
      if (!add(Row))
        return false;
    return true;
  }

  /// How many of the new dimensions are x and w.
  unsigned fixed() const { return Outer + W.size(); }

  /// The new dimensions as forms of the old ones.
  std::vector<IntVector> forms() const {
    std::vector<IntVector> Forms;
    for (unsigned D = 0; D != Outer; ++D)
      Forms.push_back(unit(D, Dims));
    Forms.insert(Forms.end(), W.begin(), W.end());
    for (unsigned D = Outer; D != Dims; ++D)
      if (!isPivot(D))
        Forms.push_back(unit(D, Dims));
    return Forms;
  }

  /// The old dimensions as forms of the new ones.
  std::vector<IntVector> back() const {
    std::vector<IntVector> New = forms(), Back(Dims, IntVector(Dims, 0));
    for (unsigned Q = 0; Q != Dims; ++Q)
      if (Q < Outer || Q >= fixed()) {
        unsigned D =
            std::find(New[Q].begin(), New[Q].end(), 1) - New[Q].begin();
        Back[D][Q] = 1;
      }
    // w = y_p + rest, and the rest has no pivots.
    for (unsigned K = 0; K != W.size(); ++K) {
      IntVector &Row = Back[Pivots[K]];
      Row[Outer + K] = 1;
      for (unsigned Q = fixed(); Q != Dims; ++Q)
        Row[Q] = -dot(W[K], New[Q]);
    }
    return Back;
  }

private:
  bool isPivot(unsigned D) const {
    return std::find(Pivots.begin(), Pivots.end(), D) != Pivots.end();
  }

  bool add(IntVector Row) {
    // x is fixed anyway.
    std::fill(Row.begin(), Row.begin() + Outer, 0);
    for (unsigned K = 0; K != W.size(); ++K)
      if (int Factor = Row[Pivots[K]])
        for (unsigned D = 0; D != Dims; ++D)
          Row[D] -= Factor * W[K][D];
    auto Used = std::find_if(Row.begin(), Row.end(), [](int C) { return C; });
    if (Used == Row.end())
      return true;
    if (*Used < 0)
      for (int &C : Row)
        C = -C;
    // All of one sign, so that w runs from 0 upwards.
    if (std::any_of(Row.begin(), Row.end(), [](int C) { return C < 0; }))
      return false;
    bool Alone = std::count(Row.begin(), Row.end(), 0) == long(Dims) - 1;
    unsigned Pivot = Used - Row.begin();
    if (Alone)
      Row[Pivot] = 1;
    else
      while (Pivot != Dims && Row[Pivot] != 1)
        ++Pivot;
    if (Pivot == Dims ||
        std::any_of(W.begin(), W.end(),
                    [&](const IntVector &F) { return F[Pivot] != 0; }))
      return false;
    W.push_back(std::move(Row));
    Pivots.push_back(Pivot);
    return true;
  }

  unsigned Outer, Dims;
  std::vector<IntVector> W;
  std::vector<unsigned> Pivots;
};

/// \p Outer of \p Inner: substitutes.
std::vector<IntVector> product(const std::vector<IntVector> &Outer,
                               const std::vector<IntVector> &Inner) {
  std::vector<IntVector> Rows;
  for (const IntVector &Row : Outer) {
    IntVector Sum(Row.size(), 0);
    for (size_t I = 0; I != Row.size(); ++I)
      for (size_t J = 0; J != Sum.size(); ++J)
        Sum[J] += Row[I] * Inner[I][J];
    Rows.push_back(std::move(Sum));
  }
  return Rows;
}

} // namespace

std::vector<Nested> nestings(const Reduction &R, const Sum &S,
                             const isl::set &Domain) {
  std::vector<Nested> Found;
  std::vector<std::vector<IntVector>> Seen;
  const unsigned Dims = S.Back.size();
  for (unsigned F : S.Factors) {
    auto Own = rowsOf(termsOf(R, S, {F}), Dims);
    Coordinates New(S.Outer, Dims);
    // The directions in which this factor does not change go inwards.
    if (!Own || !New.cover(*Own) || New.fixed() == S.Outer ||
        New.fixed() == Dims)
      continue;
    std::vector<IntVector> Forms = New.forms(), Back = New.back();
    if (std::find(Seen.begin(), Seen.end(), Forms) != Seen.end())
      continue;
    Seen.push_back(Forms);

    Nested N;
    N.Inner.Part = S.Part;
    N.Inner.Outer = New.fixed();
    N.Inner.Forms = product(Forms, S.Forms);
    N.Inner.Back = product(S.Back, Back);
    for (unsigned G : S.Factors) {
      auto Rows = rowsOf(termsOf(R, N.Inner, {G}), Dims);
      bool Changes = !Rows;
      for (size_t K = 0; Rows && K != Rows->size(); ++K)
        for (unsigned D = New.fixed(); D != Dims; ++D)
          Changes |= (*Rows)[K][D] != 0;
      (Changes ? N.Inner.Factors : N.Outside).push_back(G);
    }
    N.Domain = Domain.reset_tuple_id().preimage(linearMap(Domain, Back));
    N.Pairs = isl::manage(isl_set_project_out(N.Domain.copy(), isl_dim_set,
                                              New.fixed(), Dims - New.fixed()));
    N.Pairs = N.Pairs.coalesce();
    // A carry of the inner sum needs an unbroken line of predecessors.
    if (!withoutGaps(N.Pairs))
      continue;
    N.Inner.Answers = N.Pairs;
    N.Inner.Terms = termsOf(R, N.Inner, N.Inner.Factors);
    Found.push_back(std::move(N));
  }
  return Found;
}

} // namespace winnow::share
