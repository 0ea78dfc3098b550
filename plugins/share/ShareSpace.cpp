//===- ShareSpace.cpp - Directions of constant bodies -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/ShareSpace.h"
#include "isl/aff.h"
#include "isl/mat.h"
#include "isl/set.h"
#include "isl/val.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace winnow::share {

namespace {

using Wide = std::vector<int64_t>;

/// Entries beyond this are no reuse that a loop could profit from, and keeping
/// them small means that nothing below can overflow.
constexpr int64_t LargestEntry = 1 << 12;

/// The linear parts in (x,y) of everything the body depends on, one isl_val
/// row each.
class LinearParts {
public:
  ~LinearParts() {
    for (isl_val *V : Entries)
      isl_val_free(V);
  }

  /// \param A  { [x,y] -> [a] }
  void add(isl_aff *A, unsigned Dims) {
    addRow(A, Dims);
    // A floor keeps its value where its argument does. Floors inside others
    // are in the same list.
    isl_size Divs = isl_aff_dim(A, isl_dim_div);
    for (isl_size I = 0; I < Divs; ++I) {
      isl_aff *Argument = isl_aff_get_div(A, I);
      addRow(Argument, Dims);
      isl_aff_free(Argument);
    }
  }

  /// A matrix whose columns span the kernel; null where isl gave up.
  isl_mat *kernel(isl_ctx *Ctx, unsigned Dims) const {
    isl_mat *M = isl_mat_alloc(Ctx, Rows, Dims);
    for (unsigned I = 0; I != Entries.size(); ++I)
      M = isl_mat_set_element_val(M, I / Dims, I % Dims,
                                  isl_val_copy(Entries[I]));
    return isl_mat_right_kernel(M);
  }

  unsigned Rows = 0;

private:
  void addRow(isl_aff *A, unsigned Dims) {
    isl_val *Scale = isl_aff_get_denominator_val(A);
    for (unsigned I = 0; I != Dims; ++I)
      Entries.push_back(isl_val_mul(
          isl_aff_get_coefficient_val(A, isl_dim_in, I), isl_val_copy(Scale)));
    isl_val_free(Scale);
    ++Rows;
  }

  std::vector<isl_val *> Entries;
};

int64_t norm(const Wide &V) {
  int64_t Sum = 0;
  for (int64_t X : V)
    Sum += std::abs(X);
  return Sum;
}

Wide plus(const Wide &A, const Wide &B, int64_t Factor) {
  Wide Sum(A);
  for (size_t I = 0; I != Sum.size(); ++I)
    Sum[I] += Factor * B[I];
  return Sum;
}

/// Shortens \p V by multiples of \p By, as far as that goes.
bool shorten(Wide &V, const Wide &By) {
  bool Changed = false;
  for (int Sign : {1, -1})
    for (;;) {
      Wide Shorter = plus(V, By, Sign);
      if (norm(Shorter) >= norm(V))
        break;
      V = std::move(Shorter);
      Changed = true;
    }
  return Changed;
}

/// Shortens the vectors of a basis by one another. The lattice stays the same.
void reduce(std::vector<Wide> &Basis) {
  // Each round shortens a vector, so this ends; the bound is for safety.
  for (unsigned Round = 0; Round != 64; ++Round) {
    bool Changed = false;
    for (size_t I = 0; I != Basis.size(); ++I)
      for (size_t J = 0; J != Basis.size(); ++J)
        if (I != J)
          Changed |= shorten(Basis[I], Basis[J]);
    if (!Changed)
      return;
  }
}

bool tooLarge(const Wide &V) {
  return std::any_of(V.begin(), V.end(), [](int64_t X) {
    return X > LargestEntry || X < -LargestEntry;
  });
}

/// Row echelon form over the first \p Columns columns by unimodular steps. The
/// pivot rows come first, in the order of their columns.
/// \return  the columns of the pivots; no value where entries grow too large
std::optional<std::vector<unsigned>> echelon(std::vector<Wide> &Rows,
                                             unsigned Columns) {
  std::vector<unsigned> Pivots;
  for (unsigned C = 0; C != Columns; ++C) {
    size_t Top = Pivots.size();
    // Euclid's algorithm on the entries of this column.
    for (;;) {
      size_t Least = Rows.size();
      unsigned Nonzero = 0;
      for (size_t I = Top; I != Rows.size(); ++I)
        if (Rows[I][C]) {
          ++Nonzero;
          if (Least == Rows.size() ||
              std::abs(Rows[I][C]) < std::abs(Rows[Least][C]))
            Least = I;
        }
      if (Nonzero == 0)
        break;
      std::swap(Rows[Top], Rows[Least]);
      for (size_t I = Top + 1; I != Rows.size(); ++I) {
        Rows[I] = plus(Rows[I], Rows[Top], -(Rows[I][C] / Rows[Top][C]));
        if (tooLarge(Rows[I]))
          return std::nullopt;
      }
      if (Nonzero == 1) {
        Pivots.push_back(C);
        break;
      }
    }
  }
  return Pivots;
}

/// The combination of \p Rows whose first entries are the unit vector of
/// dimension \p Carrier, if the lattice has one.
std::optional<Wide> towards(unsigned Carrier, const std::vector<Wide> &Rows,
                            const std::vector<unsigned> &Pivots,
                            unsigned Outer) {
  Wide Rest(Outer, 0), Sum(Rows.front().size(), 0);
  Rest[Carrier] = 1;
  for (size_t I = 0; I != Pivots.size(); ++I) {
    int64_t Pivot = Rows[I][Pivots[I]];
    if (Rest[Pivots[I]] % Pivot)
      return std::nullopt;
    int64_t Factor = Rest[Pivots[I]] / Pivot;
    for (unsigned C = 0; C != Outer; ++C)
      Rest[C] -= Factor * Rows[I][C];
    Sum = plus(Sum, Rows[I], Factor);
    if (tooLarge(Sum) || tooLarge(Rest))
      return std::nullopt;
  }
  if (norm(Rest) != 0)
    return std::nullopt;
  return Sum;
}

} // namespace

std::optional<std::vector<IntVector>>
shareSpace(isl::ctx Ctx, const std::vector<Term> &Terms, unsigned Dims) {
  std::vector<IntVector> Basis;
  LinearParts Parts;
  for (const Term &T : Terms) {
    isl_size Rows = isl_multi_aff_dim(T.Index.get(), isl_dim_out);
    if (Rows < 0 ||
        isl_multi_aff_dim(T.Index.get(), isl_dim_in) != isl_size(Dims))
      return std::nullopt;
    for (isl_size I = 0; I < Rows; ++I) {
      isl::aff A = isl::manage(isl_multi_aff_get_at(T.Index.get(), I));
      if (A.is_null())
        return std::nullopt;
      Parts.add(A.get(), Dims);
    }
  }
  if (Parts.Rows == 0) {
    // A body of constants is the same everywhere.
    for (unsigned I = 0; I < Dims; ++I) {
      Basis.emplace_back(Dims, 0);
      Basis.back()[I] = 1;
    }
    return Basis;
  }
  isl_mat *Kernel = Parts.kernel(Ctx.get(), Dims);
  isl_size Columns = isl_mat_cols(Kernel);
  if (Columns < 0) {
    isl_mat_free(Kernel);
    return std::nullopt;
  }
  bool Failed = false, Large = false;
  for (isl_size C = 0; C < Columns; ++C) {
    IntVector V(Dims, 0);
    for (unsigned I = 0; I < Dims; ++I) {
      isl_val *Entry = isl_mat_get_element_val(Kernel, I, C);
      if (!Entry)
        Failed = true;
      else if (isl_val_cmp_si(Entry, LargestEntry) > 0 ||
               isl_val_cmp_si(Entry, -LargestEntry) < 0)
        Large = true;
      else
        V[I] = isl_val_get_num_si(Entry);
      isl_val_free(Entry);
    }
    Basis.push_back(std::move(V));
  }
  isl_mat_free(Kernel);
  if (Failed)
    return std::nullopt;
  if (Large)
    Basis.clear();
  return Basis;
}

std::vector<IntVector> reuseVectors(std::vector<IntVector> Basis,
                                    unsigned Outer, unsigned Carriers) {
  std::vector<IntVector> Vectors;
  if (Basis.empty())
    return Vectors;
  std::vector<Wide> Rows;
  Rows.reserve(Basis.size());
  for (const IntVector &V : Basis)
    Rows.emplace_back(V.begin(), V.end());
  reduce(Rows);
  std::optional<std::vector<unsigned>> Pivots = echelon(Rows, Outer);
  if (!Pivots)
    return Vectors;
  // What remains below the pivots leads from one term of an answer to another
  // one of the same value.
  std::vector<Wide> Within(Rows.begin() + Pivots->size(), Rows.end());
  reduce(Within);
  // 81 vectors a direction are plenty.
  size_t Used = std::min<size_t>(Within.size(), 4);
  unsigned Combinations = 1;
  for (size_t I = 0; I != Used; ++I)
    Combinations *= 3;

  for (unsigned Carrier = 0; Carrier != Carriers; ++Carrier) {
    std::optional<Wide> V = towards(Carrier, Rows, *Pivots, Outer);
    if (!V)
      continue;
    for (const Wide &W : Within)
      shorten(*V, W);
    for (unsigned Code = 0; Code != Combinations; ++Code) {
      Wide Sum = *V;
      unsigned Digits = Code;
      for (size_t I = 0; I != Used; ++I, Digits /= 3)
        Sum = plus(Sum, Within[I], int(Digits % 3) - 1);
      Vectors.emplace_back(Sum.begin(), Sum.end());
      for (int64_t &X : Sum)
        X = -X;
      Vectors.emplace_back(Sum.begin(), Sum.end());
    }
  }
  auto Length = [](const IntVector &V) {
    int Sum = 0;
    for (int X : V)
      Sum += std::abs(X);
    return Sum;
  };
  // Shortest first; of equals the one along the loop, outer loops first.
  std::sort(Vectors.begin(), Vectors.end(),
            [&](const IntVector &A, const IntVector &B) {
              int LengthA = Length(A), LengthB = Length(B);
              return LengthA != LengthB ? LengthA < LengthB : A > B;
            });
  return Vectors;
}

} // namespace winnow::share
