//===- SampledTests.cpp - Products of rows at the entries of a matrix -----===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"

using namespace winnow;

template <class T>
using SampledKernel = void(int M, int N, const int *Start, const int *Column,
                           const T *Value, const T *A, const T *B, T *Out);

#define SINGLES(K)                                                             \
  K(sddmm_f32)                                                                 \
  K(sddmm_added_f32)                                                           \
  K(sddmm_onto_f32)
#define DECLARE(Name)                                                          \
  extern "C" SampledKernel<float> shapes_##Name, winnowshapes_##Name;
SINGLES(DECLARE)
extern "C" SampledKernel<double> shapes_sddmm_f64, winnowshapes_sddmm_f64;

namespace {

template <class T> struct SampledPair {
  const char *Name;
  SampledKernel<T> *Plain, *Rewritten;
};
#define PAIR(Name) {#Name, shapes_##Name, winnowshapes_##Name},
const SampledPair<float> Singles[] = {SINGLES(PAIR)};
const SampledPair<double> Doubles[] = {
    {"sddmm_f64", shapes_sddmm_f64, winnowshapes_sddmm_f64}};

/// One row of each of \p Lengths.
SparseMatrix<float> rowsOf(std::initializer_list<int> Lengths) {
  RandomStream Random(3);
  SparseMatrix<float> M;
  M.Columns = 7;
  M.RowStart.push_back(0);
  for (int Length : Lengths) {
    for (int N = 0; N < Length; ++N)
      M.Column.push_back(int(Random.below(7)));
    M.RowStart.push_back(int(M.Column.size()));
  }
  M.Rows = int(Lengths.size());
  return M;
}

template <class T>
std::vector<T> run(SampledKernel<T> *Kernel, const SparseMatrix<float> &M,
                   int N, Fence Side) {
  const size_t Width = size_t(N);
  const Fenced<int> Start(M.RowStart, Side), Column(M.Column, Side);
  const Fenced<T> Value(makeDense<T>(M.Column.size(), 4), Side),
      A(makeDense<T>(size_t(M.Rows) * Width, 5), Side),
      B(makeDense<T>(size_t(M.Columns) * Width, 6), Side),
      Out(makeDense<T>(M.Column.size(), 7), Side);
  Kernel(M.Rows, N, Start.data(), Column.data(), Value.data(), A.data(),
         B.data(), Out.data());
  return Out.copy();
}

template <class T>
void compareSizes(const SampledPair<T> &K, const SparseMatrix<float> &M) {
  for (int N : {0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 64, 100})
    for (Fence Side : {Fence::Before, Fence::After})
      EXPECT_TRUE(
          sameBits(run(K.Plain, M, N, Side), run(K.Rewritten, M, N, Side)))
          << K.Name << ", N = " << N << ", " << M.Column.size() << " entries";
}

/// The outputs \p At from the first number of what \p Over holds.
enum class Over { Value, A, B };
std::vector<float> runOver(SampledKernel<float> *Kernel,
                           const SparseMatrix<float> &M, int N, Over Which,
                           long At) {
  std::vector<float> Space = makeDense<float>(1500, 5);
  float *Inputs = Space.data() + 500;
  const auto Other = makeDense<float>(500, 6), Third = makeDense<float>(500, 7);
  Kernel(M.Rows, N, M.RowStart.data(), M.Column.data(),
         Which == Over::Value ? Inputs : Other.data(),
         Which == Over::A ? Inputs : Third.data(),
         Which == Over::B ? Inputs : Other.data() + 100, Inputs + At);
  return Space;
}

} // namespace

// No entry's row is read beyond its end or that of the matrix, wherever groups
// of entries and vectors of a row end.
TEST(Sampled, EverySize) {
  for (const auto &M : {rowsOf({}), rowsOf({0, 1, 0, 15, 16, 17, 18, 0, 33, 2}),
                        rowsOf({100}), rowsOf({7, 8, 9, 10, 50, 51})}) {
    for (const auto &K : Singles)
      compareSizes(K, M);
    for (const auto &K : Doubles)
      compareSizes(K, M);
  }
}

// An entry reads what the ones before it have stored, in either operand.
TEST(Sampled, OutputsOverInputs) {
  const auto M = rowsOf({18, 0, 37});
  for (Over Which : {Over::Value, Over::A, Over::B})
    for (int N : {16, 19})
      for (long At = -60; At <= 7 * N + 3; ++At)
        for (const auto &K : Singles)
          EXPECT_TRUE(sameBits(runOver(K.Plain, M, N, Which, At),
                               runOver(K.Rewritten, M, N, Which, At)))
              << K.Name << ", N = " << N << ", operand " << int(Which) << " at "
              << At;
}
