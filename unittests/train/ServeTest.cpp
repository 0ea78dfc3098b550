//===- ServeTest.cpp - libtorch's answers and our own ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomBlocks.h"
#include "serve/Predictor.h"
#include "train/net/Model.h"
#include "gtest/gtest.h"

namespace winnow::train {
namespace {

graph::BlockGraph graphOf(const tokens::TokenFile &F, const tokens::Block &B) {
  graph::BlockGraph G;
  G.Edges = B.Edges;
  uint32_t NextEdge = 0;
  for (uint32_t I = 0; I < B.Nodes.size(); ++I) {
    const std::vector<graph::TokenId> &Tokens = F.Sequences[B.Nodes[I]];
    graph::Node N;
    N.FirstToken = uint32_t(G.Tokens.size());
    N.TokenCount = uint32_t(Tokens.size());
    G.Tokens.insert(G.Tokens.end(), Tokens.begin(), Tokens.end());
    N.FirstEdge = NextEdge;
    while (NextEdge < G.Edges.size() && G.Edges[NextEdge].To == I)
      ++NextEdge;
    N.EdgeCount = NextEdge - N.FirstEdge;
    N.Sequence = B.Nodes[I];
    G.Nodes.push_back(N);
  }
  return G;
}

/// Trains nothing: both are given the same numbers, some way from the start.
void compare(weights::NetworkShape Shape, uint64_t Seed) {
  torch::manual_seed(int64_t(Seed));
  torch::NoGradGuard NoGradients;
  tokens::TokenFile F = randomBlocks(200, Seed);
  Model M(Shape, F.Words.size(), F.CPUs, Seed, torch::kCPU);
  M.values().add_(torch::randn_like(M.values()), 0.05);
  weights::WeightFile W;
  W.Shape = Shape;
  W.Words = F.Words;
  for (const std::string &CPU : F.CPUs)
    W.Heads.push_back({CPU, 1, 0, 1});
  W.Tensors = M.tensors();
  serve::Predictor P(W);
  serve::Predictor::Memory Memory(P);

  std::vector<uint32_t> All(F.Blocks.size());
  for (uint32_t I = 0; I < All.size(); ++I)
    All[I] = I;
  Batch B = makeBatch(F, Shape, All, torch::kCPU);
  unsigned Compared = 0;
  for (const Prediction &Torch : M.predict(B))
    for (size_t I = 0; I < Torch.Head->Blocks.size(); ++I) {
      const tokens::Block &Block = F.Blocks[Torch.Head->Blocks[I]];
      const tokens::Label &L = Block.Labels[Torch.Head->CPU];
      graph::BlockGraph G = graphOf(F, Block);
      std::vector<uint32_t> Chain(L.Chain.begin(), L.Chain.end());
      serve::Prediction Ours =
          P.predict({G, Block.Bytes, L.Bounds, Chain}, Torch.Head->CPU, Memory);
      double Cycles =
          double(boundOf(L)) *
          std::exp(double(Torch.LogRatio[int64_t(I)].item<float>()));
      double Error = std::exp(double(Torch.LogScale[int64_t(I)].item<float>()));
      EXPECT_NEAR(Ours.Cycles / Cycles, 1, 1e-5);
      EXPECT_NEAR(Ours.Error / Error, 1, 1e-5);
      ++Compared;
    }
  EXPECT_GT(Compared, 200U);
}

// The plain forward pass gives what libtorch gives, to 1e-5, on random graphs.
TEST(ServeTest, DefaultShape) { compare({}, 1); }

// The same with two passes, carried edges and the order of the program.
TEST(ServeTest, PassesAndOrder) {
  weights::NetworkShape Shape;
  Shape.Encoding = 24;
  Shape.State = 17;
  Shape.Pressure = 20;
  Shape.Latency = 9;
  Shape.Hidden = 13;
  Shape.Passes = 2;
  for (uint32_t Edges : {1U, 2U, 3U}) {
    Shape.Edges = Edges;
    compare(Shape, 10 + Edges);
  }
}

} // namespace
} // namespace winnow::train
