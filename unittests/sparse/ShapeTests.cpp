//===- ShapeTests.cpp - Other forms of sparse sums ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"

using namespace winnow;

#define SHAPES(K)                                                              \
  K(pointers_f32)                                                              \
  K(unsigned_f32)                                                              \
  K(terms_f32)                                                                 \
  K(largest_f32)                                                               \
  K(strided_f32)                                                               \
  K(scaled_f32)                                                                \
  K(integers_f32)                                                              \
  K(thinned_f32)                                                               \
  K(backward_f32)                                                              \
  K(seven_f32)                                                                 \
  K(inner_sum_f32)                                                             \
  K(inner_memory_spmm_f32)                                                     \
  K(inner_blend_f32)                                                           \
  K(inner_numbered_f32)                                                        \
  K(inner_largest_f32)                                                         \
  K(inner_last_f32)
#define DECLARE(Name)                                                          \
  extern "C" SpmmKernel<float> shapes_##Name, winnowshapes_##Name;
SHAPES(DECLARE)

// Whatever the loops are written like, rewritten or not, the bits are the same.
TEST(SparseShapes, SameBits) {
#define PAIR(Name) {#Name, shapes_##Name, winnowshapes_##Name},
  const KernelPair<float> All[] = {SHAPES(PAIR)};
  for (const auto &K : All)
    for (int N = 0; N <= 40; ++N)
      compareSpmm(K, edgeMatrix<float>(uint64_t(N)), N);
}

// Outputs that lie in an input, whatever the order of the loops.
TEST(SparseShapes, OutputsOverInputs) {
  const KernelPair<float> All[] = {SHAPES(PAIR)};
  const auto A = edgeMatrix<float>(7);
  for (const auto &K : All)
    for (int N : {1, 7, 20})
      for (long At = -long(N) * 9 - 3; At <= long(N) * 9 + 3;
           At += N < 16 ? 1 : N / 3)
        for (bool InValues : {true, false}) {
          std::vector<float> Out[2];
          for (bool Plain : {true, false}) {
            const size_t Outputs = size_t(A.Rows) * size_t(N);
            std::vector<float> Space = makeDense<float>(4 * Outputs + 200, 8);
            float *Inputs = Space.data() + Outputs + 50;
            const auto Other = makeDense<float>(Outputs, 9);
            std::copy(A.Value.begin(), A.Value.end(), Inputs);
            (Plain ? K.Plain : K.Rewritten)(
                A.Rows, N, A.RowStart.data(), A.Column.data(),
                InValues ? Inputs : A.Value.data(),
                InValues ? Other.data() : Inputs, Inputs + At);
            Out[Plain] = std::move(Space);
          }
          EXPECT_TRUE(sameBits(Out[0], Out[1]))
              << K.Name << ", N = " << N << " at " << At;
        }
}

// An overlap that comes to light after hundreds of entries: what has been added
// until then is not added again.
TEST(SparseShapes, GoesOnWithTheOriginal) {
  const int N = 20, Entries = 1300;
  for (int Overlap : {0, 511, 512, 700, 1299}) {
    std::vector<float> Out[2];
    for (bool Plain : {true, false}) {
      const std::vector<int> RowStart = {0, Entries};
      std::vector<int> Column(Entries);
      for (int K = 0; K < Entries; ++K)
        Column[size_t(K)] = K == Overlap ? 9 : K % 9;
      auto Value = makeDense<float>(Entries, 2);
      Value[size_t(Overlap)] = 0.5f;
      // The outputs are the last row of the dense operand.
      std::vector<float> B = makeDense<float>(10 * N, 3);
      (Plain ? shapes_thinned_f32 : winnowshapes_thinned_f32)(
          1, N, RowStart.data(), Column.data(), Value.data(), B.data(),
          B.data() + 9 * N);
      Out[Plain] = std::move(B);
    }
    EXPECT_TRUE(sameBits(Out[0], Out[1])) << "overlap at entry " << Overlap;
  }
}
