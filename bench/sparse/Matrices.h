//===- Matrices.h - Sparse matrices made from a seed ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Inputs for the sparse kernels. The same seed gives the same matrix on every
/// machine.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_SPARSE_MATRICES_H
#define WINNOW_BENCH_SPARSE_MATRICES_H

#include "RandomStream.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace winnow {

/// How long the rows are.
enum class Pattern {
  Uniform,   ///< within a half of the mean
  PowerLaw,  ///< most are short, a few are very long
  EmptyRows, ///< half of them are empty, the others twice as long
};

/// Rows in compressed form: row I has the entries RowStart[I] ..
/// RowStart[I + 1] of Column and Value.
template <class T> struct SparseMatrix {
  int Rows = 0, Columns = 0;
  std::vector<int> RowStart, Row, Column;
  std::vector<T> Value;
};

/// \p Mean: entries in a row, on average. Columns are drawn with repetition and
/// left in that order, as a matrix that was put together from parts may be.
template <class T>
SparseMatrix<T> makeSparse(int Rows, int Columns, double Mean, Pattern P,
                           uint64_t Seed) {
  RandomStream Random(Seed);
  SparseMatrix<T> M;
  M.Rows = Rows;
  M.Columns = Columns;
  M.RowStart.push_back(0);
  for (int I = 0; I < Rows; ++I) {
    double Length = Mean;
    const double U = Random.unit();
    if (P == Pattern::Uniform)
      Length = Mean * (0.5 + U);
    else if (P == Pattern::PowerLaw)
      // Density ~ x^-2.5 from a third of the mean on, the mean kept.
      Length = std::min(Mean / 3 / std::max(1e-6, __builtin_cbrt(U * U)),
                        double(Columns));
    else
      Length = U < 0.5 ? 0 : 2 * Mean;
    for (int N = int(Length + Random.unit()); N > 0; --N) {
      M.Row.push_back(I);
      M.Column.push_back(int(Random.below(unsigned(Columns))));
      M.Value.push_back(T(Random.value()));
    }
    M.RowStart.push_back(int(M.Column.size()));
  }
  return M;
}

template <class T>
std::vector<T> makeDense(size_t Length, uint64_t Seed, double Density = 1) {
  RandomStream Random(Seed);
  std::vector<T> V(Length);
  for (T &X : V)
    X = Random.unit() < Density ? T(Random.value()) : T(0);
  return V;
}

} // namespace winnow

#endif // WINNOW_BENCH_SPARSE_MATRICES_H
