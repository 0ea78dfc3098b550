//===- SpmmTests.cpp - Sparse times dense, at every edge ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"

using namespace winnow;

namespace {

const KernelPair<float> Float[] = {
    {"native", base_spmm_f32, winnow_spmm_f32},
    {"native restrict", base_spmm_restrict_f32, winnow_spmm_restrict_f32},
    {"any x86-64", sse_spmm_f32, winnowsse_spmm_f32},
    {"native, entries innermost", base_spmm_inner_f32, winnow_spmm_inner_f32},
    {"any x86-64, entries innermost", sse_spmm_inner_f32,
     winnowsse_spmm_inner_f32}};
const KernelPair<double> Double[] = {
    {"native", base_spmm_f64, winnow_spmm_f64},
    {"any x86-64", sse_spmm_f64, winnowsse_spmm_f64}};
const KernelPair<float> Constant[] = {
    {"native", base_spmm_16_f32, winnow_spmm_16_f32},
    {"native restrict", base_spmm_16_restrict_f32, winnow_spmm_16_restrict_f32},
    {"any x86-64", sse_spmm_16_f32, winnowsse_spmm_16_f32}};

/// Every tail of a vector, and lengths around one, two and more tiles.
std::vector<int> lengths() {
  std::vector<int> All;
  for (int N = 0; N <= 40; ++N)
    All.push_back(N);
  for (int N : {48, 63, 64, 65, 95, 96, 97, 100, 127, 128, 129, 144, 200, 256,
                257, 300})
    All.push_back(N);
  return All;
}

} // namespace

// No lane beyond the last column is read, written or added, whatever the length
// of the rows of either operand.
TEST(Spmm, EveryLength) {
  const auto F = edgeMatrix<float>(1);
  const auto D = edgeMatrix<double>(2);
  for (int N : lengths()) {
    for (const auto &K : Float)
      compareSpmm(K, F, N);
    for (const auto &K : Double)
      compareSpmm(K, D, N);
  }
}

// A constant number of columns is known before the row.
TEST(Spmm, ConstantLength) {
  for (const auto &K : Constant)
    compareSpmm(K, edgeMatrix<float>(3), 16);
}

// Long, short and empty rows follow each other.
TEST(Spmm, Patterns) {
  for (Pattern P : {Pattern::Uniform, Pattern::PowerLaw, Pattern::EmptyRows})
    for (int N : {1, 5, 16, 33, 130})
      for (const auto &K : Float)
        compareSpmm(K, makeSparse<float>(60, 50, 9, P, 4), N);
}

// A row that ends before it starts has no entries.
TEST(Spmm, BackwardRows) {
  auto A = edgeMatrix<float>(5);
  std::swap(A.RowStart[2], A.RowStart[7]);
  for (int N : {1, 8, 20, 140})
    for (const auto &K : Float)
      compareSpmm(K, A, N);
}

// Infinities and NaNs pass through the sums of their own column only.
TEST(Spmm, Specials) {
  auto A = edgeMatrix<float>(6);
  A.Value[2] = INFINITY;
  A.Value[9] = NAN;
  A.Value[11] = -0.0f;
  for (int N : {3, 16, 21})
    for (const auto &K : Float)
      compareSpmm(K, A, N);
}

// Outputs that lie in an input: each entry sees what the ones before it have
// stored. \p At: from the start of the inputs, in elements.
static std::vector<float> runOverlapped(SpmmKernel<float> *Kernel, int N,
                                        bool WithValues, long At) {
  const auto A = edgeMatrix<float>(7);
  const size_t Outputs = size_t(A.Rows) * size_t(N);
  std::vector<float> Space = makeDense<float>(4 * Outputs + 200, 8);
  float *Inputs = Space.data() + Outputs + 50;
  std::vector<float> Other = makeDense<float>(size_t(A.Rows) * size_t(N), 9);
  std::copy(A.Value.begin(), A.Value.end(), Inputs);
  Kernel(A.Rows, N, A.RowStart.data(), A.Column.data(),
         WithValues ? Inputs : A.Value.data(),
         WithValues ? Other.data() : Inputs, Inputs + At);
  return Space;
}

TEST(Spmm, OutputsOverInputs) {
  for (int N : {1, 7, 16, 40, 130})
    for (bool WithValues : {true, false})
      for (long At = -long(N) * 9 - 3; At <= long(N) * 9 + 3;
           At += N < 16 ? 1 : N / 3)
        for (const auto &K : Float) {
          if (std::string(K.Name).find("restrict") != std::string::npos)
            continue;
          EXPECT_TRUE(sameBits(runOverlapped(K.Plain, N, WithValues, At),
                               runOverlapped(K.Rewritten, N, WithValues, At)))
              << K.Name << ", N = " << N << ", " << (WithValues ? "val" : "b")
              << " at " << At;
        }
}
