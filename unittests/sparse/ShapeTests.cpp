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
  K(seven_f32)
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
