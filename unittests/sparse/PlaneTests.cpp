//===- PlaneTests.cpp - Sparse sums into lines of outputs -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SparseTests.h"
#include <sys/mman.h>

using namespace winnow;

#define PLANES(K)                                                              \
  K(long_f32)                                                                  \
  K(unsigned_plane_f32)                                                        \
  K(lines_f32)                                                                 \
  K(upward_f32)                                                                \
  K(overlapping_f32)                                                           \
  K(two_f32)                                                                   \
  K(by_line_f32)                                                               \
  K(inner_f32)                                                                 \
  K(inner_relu_f32)                                                            \
  K(inner_memory_f32)                                                          \
  K(inner_unsigned_f32)                                                        \
  K(inner_overlapping_f32)
#define DECLARE(Name) extern "C" ConvKernel shapes_##Name, winnowshapes_##Name;
PLANES(DECLARE)
DECLARE(constant_f32)

namespace {

struct ConvPair {
  const char *Name;
  ConvKernel *Plain, *Rewritten;
};
#define PAIR(Name) {#Name, shapes_##Name, winnowshapes_##Name},
const ConvPair All[] = {
    {"native", base_sparse_conv_f32, winnow_sparse_conv_f32},
    {"any x86-64", sse_sparse_conv_f32, winnowsse_sparse_conv_f32},
    {"native, weights innermost", base_sparse_conv_inner_f32,
     winnow_sparse_conv_inner_f32},
    {"any x86-64, weights innermost", sse_sparse_conv_inner_f32,
     winnowsse_sparse_conv_inner_f32},
    PLANES(PAIR)};
const ConvPair Wrapping[] = {PAIR(unsigned_plane_f32) PAIR(inner_unsigned_f32)};
const ConvPair Constant[] = {PAIR(constant_f32)};

/// Filters of every length, each over two channels of the input.
struct Layer {
  int Channels, H, W;
  SparseMatrix<float> Weights;
  size_t inputs() const { return 2 * size_t(H + 2) * size_t(W + 2); }
  size_t outputs() const { return size_t(Channels * H) * size_t(W); }
};

Layer makeLayer(int H, int W, uint64_t Seed) {
  Layer L = {0, H, W, edgeMatrix<float>(Seed)};
  L.Channels = L.Weights.Rows;
  RandomStream Random(Seed);
  for (int &At : L.Weights.Column) {
    const int Tap = int(Random.below(18));
    At = Tap / 9 * (H + 2) * (W + 2) + Tap % 9 / 3 * (W + 2) + Tap % 3;
  }
  return L;
}

std::vector<float> run(ConvKernel *Kernel, const Layer &L, Fence Side) {
  const Fenced<int> RowStart(L.Weights.RowStart, Side),
      Offset(L.Weights.Column, Side);
  const Fenced<float> Value(L.Weights.Value, Side);
  const Fenced<float> In(makeDense<float>(L.inputs(), 5), Side);
  const Fenced<float> Out(makeDense<float>(L.outputs(), 6), Side);
  Kernel(L.Channels, L.H, L.W, RowStart.data(), Offset.data(), Value.data(),
         In.data(), Out.data());
  return Out.copy();
}

void compare(const ConvPair &K, const Layer &L) {
  for (Fence Side : {Fence::Before, Fence::After})
    EXPECT_TRUE(sameBits(run(K.Plain, L, Side), run(K.Rewritten, L, Side)))
        << K.Name << ", " << L.H << " x " << L.W;
}

} // namespace

// No lane beyond the last column and no line beyond the last is read, written
// or added.
TEST(Planes, EverySize) {
  for (int W = 0; W <= 40; ++W)
    for (int H : {0, 1, 2, 3, 4, 7, 8, 9, 17})
      for (const auto &K : All)
        compare(K, makeLayer(H, W, uint64_t(W)));
  for (int W : {47, 48, 49, 63, 64, 65, 96, 112, 127, 128, 130})
    for (int H : {1, 2, 5})
      for (const auto &K : All)
        compare(K, makeLayer(H, W, uint64_t(W)));
}

// A constant number of columns is cut into tiles once and for all.
TEST(Planes, ConstantWidth) {
  for (int H = 0; H <= 17; ++H)
    for (const auto &K : Constant)
      compare(K, makeLayer(H, 28, 3));
}

// A filter that ends before it starts has no weights.
TEST(Planes, BackwardRows) {
  Layer L = makeLayer(5, 13, 5);
  std::swap(L.Weights.RowStart[2], L.Weights.RowStart[7]);
  for (const auto &K : All)
    compare(K, L);
}

TEST(Planes, Specials) {
  Layer L = makeLayer(6, 21, 6);
  L.Weights.Value[2] = INFINITY;
  L.Weights.Value[9] = NAN;
  L.Weights.Value[11] = -0.0f;
  for (const auto &K : All)
    compare(K, L);
}

// Outputs that lie in the weights or in the input: each weight sees what the
// ones before it have stored.
TEST(Planes, OutputsOverInputs) {
  const Layer L = makeLayer(3, 5, 7);
  const long Span = long(L.inputs() + L.outputs()) + 40;
  for (bool InWeights : {true, false})
    for (long At = -long(L.outputs()) - 3; At <= long(L.inputs()) + 3; ++At)
      for (const auto &K : All) {
        std::vector<float> Out[2];
        for (bool Plain : {true, false}) {
          std::vector<float> Space = makeDense<float>(size_t(3 * Span), 8);
          float *Input = Space.data() + Span;
          std::copy(L.Weights.Value.begin(), L.Weights.Value.end(), Input);
          const auto Other = makeDense<float>(L.inputs(), 9);
          (Plain ? K.Plain
                 : K.Rewritten)(L.Channels, L.H, L.W, L.Weights.RowStart.data(),
                                L.Weights.Column.data(),
                                InWeights ? Input : L.Weights.Value.data(),
                                InWeights ? Other.data() : Input, Input + At);
          Out[Plain] = std::move(Space);
        }
        EXPECT_TRUE(sameBits(Out[0], Out[1]))
            << K.Name << ", " << (InWeights ? "val" : "in") << " at " << At;
      }
}

// An index that wraps at 2^32 goes from the end of the input to its start.
TEST(Planes, IndexWraps) {
  const size_t Bytes = (size_t(1) << 32) * sizeof(float);
  void *Space = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Space == MAP_FAILED)
    GTEST_SKIP() << "no 16 GB of addresses";
  auto *In = static_cast<float *>(Space);
  const auto Edge = makeDense<float>(400, 3);
  std::copy(Edge.begin(), Edge.begin() + 200, In);
  std::copy(Edge.begin() + 200, Edge.end(), In + (size_t(1) << 32) - 200);
  const std::vector<int> RowStart = {0, 3, 6};
  const auto Value = makeDense<float>(6, 4);
  for (int From : {-200, -60, -20, -1, 0})
    for (int W : {1, 6, 16, 19}) {
      const std::vector<int> Offset = {1, 0, From, From, 2, 3};
      std::vector<float> Out[2];
      for (const ConvPair &K : Wrapping) {
        for (bool Plain : {true, false}) {
          Out[Plain] = makeDense<float>(size_t(2 * 3 * W), 5);
          (Plain ? K.Plain : K.Rewritten)(2, 3, W, RowStart.data(),
                                          Offset.data(), Value.data(), In,
                                          Out[Plain].data());
        }
        EXPECT_TRUE(sameBits(Out[0], Out[1]))
            << K.Name << " from " << From << ", W " << W;
      }
    }
  munmap(Space, Bytes);
}
