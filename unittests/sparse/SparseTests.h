//===- SparseTests.h - Inputs with edges for the sparse kernels -*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arrays that end, or begin, at an unreadable page, and the comparison of two
/// builds of a kernel on them.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SPARSE_SPARSETESTS_H
#define WINNOW_UNITTESTS_SPARSE_SPARSETESTS_H

#define SPARSE_BUILDS(K) K(base_) K(winnow_) K(sse_) K(winnowsse_)
#include "Kernels.h"
#include "Matrices.h"
#include "Memory.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>

namespace winnow {

/// An array at the edge of its memory.
template <class T> class Fenced {
public:
  Fenced(const std::vector<T> &From, Fence Side)
      : Memory(From.size() * sizeof(T), Side), Length(From.size()) {
    if (Length)
      std::memcpy(Memory.data(), From.data(), Length * sizeof(T));
  }
  T *data() const { return static_cast<T *>(Memory.data()); }
  std::vector<T> copy() const { return {data(), data() + Length}; }

private:
  GuardedMemory Memory;
  size_t Length;
};

/// The same bits; one NaN is as good as another, LLVM leaves its payload open.
template <class T>
::testing::AssertionResult sameBits(const std::vector<T> &X,
                                    const std::vector<T> &Y) {
  for (size_t I = 0; I != X.size(); ++I)
    if (std::memcmp(&X[I], &Y[I], sizeof(T)) != 0 &&
        !(std::isnan(X[I]) && std::isnan(Y[I])))
      return ::testing::AssertionFailure()
             << "element " << I << ": " << X[I] << " and " << Y[I];
  return ::testing::AssertionSuccess();
}

/// Row lengths that meet every case of the loops over entries: none, one, a
/// few, many, the same column again and again.
template <class T> SparseMatrix<T> edgeMatrix(uint64_t Seed) {
  RandomStream Random(Seed);
  SparseMatrix<T> M;
  M.Columns = 7;
  M.RowStart.push_back(0);
  for (int Length : {0, 1, 3, 0, 0, 2, 17, 1, 0}) {
    for (int N = 0; N < Length; ++N) {
      M.Column.push_back(Length == 3 ? 4 : int(Random.below(7)));
      M.Value.push_back(T(Random.value()));
    }
    M.RowStart.push_back(int(M.Column.size()));
  }
  M.Rows = int(M.RowStart.size()) - 1;
  return M;
}

/// What a kernel of the form of SpMM leaves in its output.
template <class T>
std::vector<T> runSpmm(SpmmKernel<T> *Kernel, const SparseMatrix<T> &A, int N,
                       Fence Side) {
  const Fenced<int> RowStart(A.RowStart, Side), Column(A.Column, Side);
  const Fenced<T> Value(A.Value, Side);
  // A row of the dense operand for each row, too: some kernels read it.
  const size_t Rows = size_t(std::max(A.Rows, A.Columns));
  const Fenced<T> B(makeDense<T>(Rows * size_t(N), 5), Side);
  const Fenced<T> C(makeDense<T>(size_t(A.Rows) * size_t(N), 6), Side);
  Kernel(A.Rows, N, RowStart.data(), Column.data(), Value.data(), B.data(),
         C.data());
  return C.copy();
}

/// Two builds of one kernel.
template <class T> struct KernelPair {
  const char *Name;
  SpmmKernel<T> *Plain, *Rewritten;
};

template <class T>
void compareSpmm(const KernelPair<T> &K, const SparseMatrix<T> &A, int N) {
  for (Fence Side : {Fence::Before, Fence::After})
    EXPECT_TRUE(sameBits(runSpmm(K.Plain, A, N, Side),
                         runSpmm(K.Rewritten, A, N, Side)))
        << K.Name << ", N = " << N;
}

} // namespace winnow

#endif // WINNOW_UNITTESTS_SPARSE_SPARSETESTS_H
