//===- SkipTests.cpp - Zero-skipping products -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"

using namespace winnow;

namespace {

template <class T> struct SkipPair {
  const char *Name;
  SkipGemmKernel<T> *Plain, *Rewritten;
};
const SkipPair<float> Float[] = {
    {"native", base_skip_gemm_f32, winnow_skip_gemm_f32},
    {"any x86-64", sse_skip_gemm_f32, winnowsse_skip_gemm_f32}};
const SkipPair<double> Double[] = {
    {"native", base_skip_gemm_f64, winnow_skip_gemm_f64},
    {"any x86-64", sse_skip_gemm_f64, winnowsse_skip_gemm_f64}};

template <class T>
std::vector<T> run(SkipGemmKernel<T> *Kernel, const std::vector<T> &A, long M,
                   long N, long Depth, Fence Side,
                   const std::vector<T> &Dense) {
  const Fenced<T> Left(A, Side), Right(Dense, Side);
  const Fenced<T> C(makeDense<T>(size_t(M * N), 6), Side);
  Kernel(M, N, Depth, Left.data(), Right.data(), C.data());
  return C.copy();
}

template <class T>
void compare(const SkipPair<T> &K, const std::vector<T> &A, long M, long N,
             long Depth, const std::vector<T> &Dense) {
  for (Fence Side : {Fence::Before, Fence::After})
    EXPECT_TRUE(sameBits(run(K.Plain, A, M, N, Depth, Side, Dense),
                         run(K.Rewritten, A, M, N, Depth, Side, Dense)))
        << K.Name << ", N = " << N << ", depth " << Depth;
}

} // namespace

// No lane beyond the last column is touched; no entry is lost or counted twice
// where a piece of collected entries ends.
TEST(SkipGemm, EveryLength) {
  for (long Depth : {0, 1, 30, 511, 512, 513, 1025})
    for (long N = 0; N <= 40; N += Depth > 100 ? 7 : 1) {
      const auto B = makeDense<float>(size_t(Depth * N), 2);
      for (const auto &K : Float)
        compare(K, makeDense<float>(size_t(3 * Depth), 1, 0.4), 3, N, Depth, B);
    }
  for (long N : {1, 8, 13, 64, 65, 130}) {
    const auto B = makeDense<double>(size_t(40 * N), 2);
    for (const auto &K : Double)
      compare(K, makeDense<double>(3 * 40, 1, 0.4), 3, N, 40, B);
  }
}

// A skipped entry is not multiplied: 0 times Inf or NaN never comes up. NaN is
// no zero, -0 is one.
TEST(SkipGemm, Specials) {
  const long M = 4, N = 19, Depth = 25;
  auto A = makeDense<float>(size_t(M * Depth), 1, 0.3);
  auto B = makeDense<float>(size_t(Depth * N), 2);
  A[3] = NAN;
  A[30] = -0.0f;
  A[60] = INFINITY;
  for (long K = 0; K < Depth; K += 2)
    B[size_t(K * N + K % N)] = K % 4 ? NAN : INFINITY;
  for (const auto &K : Float)
    compare(K, A, M, N, Depth, B);
}

// A row of which every entry is skipped is not written, not even with what it
// holds: its outputs may be read-only.
TEST(SkipGemm, WritesNothingForSkippedRows) {
  const long N = 24, Depth = 600;
  const std::vector<float> A(size_t(2 * Depth), 0.0f);
  const auto B = makeDense<float>(size_t(Depth * N), 2);
  const size_t Page = size_t(sysconf(_SC_PAGESIZE));
  const Fenced<float> C(std::vector<float>(Page / sizeof(float)),
                        Fence::Before);
  ASSERT_EQ(mprotect(C.data(), Page, PROT_READ), 0);
  for (const auto &K : Float)
    K.Rewritten(2, N, Depth, A.data(), B.data(), C.data());
  ASSERT_EQ(mprotect(C.data(), Page, PROT_READ | PROT_WRITE), 0);
  EXPECT_EQ(C.data()[0], 0.0f);
}

// Outputs that lie in either input change what is skipped and what is added.
TEST(SkipGemm, OutputsOverInputs) {
  const long M = 3, Depth = 11;
  for (long N : {1, 5, 20})
    for (bool InA : {true, false})
      for (long At = -M * N - 2; At <= Depth * N + 2; ++At)
        for (const auto &K : Float) {
          std::vector<float> Out[2];
          for (bool Plain : {true, false}) {
            std::vector<float> Space = makeDense<float>(2000, 3, 0.5);
            float *Input = Space.data() + 500;
            const auto A = makeDense<float>(size_t(M * Depth), 1, 0.5);
            const auto B = makeDense<float>(size_t(Depth * N), 2);
            (Plain ? K.Plain : K.Rewritten)(M, N, Depth, InA ? Input : A.data(),
                                            InA ? B.data() : Input, Input + At);
            Out[Plain] = std::move(Space);
          }
          EXPECT_TRUE(sameBits(Out[0], Out[1]))
              << K.Name << ", N = " << N << ", " << (InA ? "a" : "b") << " at "
              << At;
        }
}
