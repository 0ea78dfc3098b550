//===- RowTests.cpp - Sums of several rows at a time ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"

using namespace winnow;

#define ROWS(K)                                                                \
  K(step_f32)                                                                  \
  K(upward_rows_f32)                                                           \
  K(distance_f32)                                                              \
  K(windows_f32)                                                               \
  K(bytes_f32)                                                                 \
  K(same_place_f32)                                                            \
  K(chained_f32)                                                               \
  K(fed_back_f32)                                                              \
  K(leaving_f32)                                                               \
  K(double_rows_f32)
#define DECLARE(Name)                                                          \
  extern "C" MatvecKernel shapes_##Name, winnowshapes_##Name;
ROWS(DECLARE)

namespace {

struct RowPair {
  const char *Name;
  MatvecKernel *Plain, *Rewritten;
};
#define PAIR(Name) {#Name, shapes_##Name, winnowshapes_##Name},
const RowPair All[] = {{"native", base_matvec_f32, winnow_matvec_f32},
                       {"any x86-64", sse_matvec_f32, winnowsse_matvec_f32},
                       ROWS(PAIR)};

std::vector<float> run(MatvecKernel *Kernel, int M, int N, Fence Side) {
  const size_t Rows = size_t(M), Entries = size_t(N);
  const Fenced<float> W(makeDense<float>(Rows * (Entries + 2) + Entries, 4),
                        Side),
      X(makeDense<float>(Rows + Entries, 5), Side),
      Y(makeDense<float>(2 * Rows + 2, 6), Side);
  Kernel(M, N, W.data(), X.data(), Y.data());
  return Y.copy();
}

/// The inputs between an array's own numbers, the outputs \p At from them.
std::vector<float> runOver(MatvecKernel *Kernel, int M, int N, bool InW,
                           long At) {
  std::vector<float> Space = makeDense<float>(3000, 5);
  float *Inputs = Space.data() + 1000;
  const auto Other = makeDense<float>(1500, 6);
  Kernel(M, N, InW ? Inputs : Other.data(), InW ? Other.data() : Inputs,
         Inputs + At);
  return Space;
}

} // namespace

// No row or entry beyond the last is read or written, and none is lost where
// vectors of rows or of entries end.
TEST(Rows, EverySize) {
  for (int M = 0; M <= 40; ++M)
    for (int N : {0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 40, 64, 100})
      for (const auto &K : All)
        for (Fence Side : {Fence::Before, Fence::After})
          EXPECT_TRUE(
              sameBits(run(K.Plain, M, N, Side), run(K.Rewritten, M, N, Side)))
              << K.Name << ", " << M << " x " << N;
}

// A row reads what the ones before it have stored.
TEST(Rows, OutputsOverInputs) {
  const int M = 19, N = 17;
  for (bool InW : {true, false})
    for (long At = -45; At <= (InW ? M * (N + 2) + N : M + N) + 3;
         At += At > 60 && At < 300 ? 7 : 1)
      for (const auto &K : All) {
        // Doubles lie at even places.
        const long Place = At / 2 * 2;
        EXPECT_TRUE(sameBits(runOver(K.Plain, M, N, InW, Place),
                             runOver(K.Rewritten, M, N, InW, Place)))
            << K.Name << ", " << (InW ? "w" : "x") << " at " << Place;
      }
}
