//===- PredictorTest.cpp - The forward pass -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomGraphs.h"
#include "Reference.h"
#include "gtest/gtest.h"

namespace winnow::serve::test {
namespace {

graph::Vocabulary words(unsigned Count) {
  graph::TokenCounts Counts;
  for (unsigned I = 0; I < Count; ++I)
    Counts["op:w" + std::to_string(I)] = 1;
  return graph::Vocabulary::build(Counts);
}

/// Sizes that are and are not whole vectors; passes; kinds of edges.
std::vector<weights::NetworkShape> shapes() {
  std::vector<weights::NetworkShape> All(5);
  All[1] = {5, 3, 2, 9, 7, 1, weights::Dependences};
  All[2] = {17, 33, 1, 40, 20, 2, weights::Dependences | weights::Order};
  All[3] = {64, 64, 64, 32, 64, 3, weights::Order};
  All[4] = {96, 48, 20, 10, 31, 2, weights::Dependences};
  return All;
}

Prediction ask(const Predictor &P, const Sample &S, size_t Head,
               Predictor::Memory &M) {
  return P.predict({S.Graph, S.Bytes, S.Bounds, S.Chain}, Head, M);
}

// What is served is what the formulas say, to 1e-5 of it, for every shape.
TEST(PredictorTest, FollowsTheFormulas) {
  graph::Vocabulary Words = words(40);
  for (const weights::NetworkShape &Shape : shapes()) {
    weights::WeightFile W = randomModel(Shape, Words, {"a", "b"}, 7);
    W.Heads[1].ErrorScale = 1.5;
    Predictor P(W);
    Predictor::Memory M(P);
    Reference R(W);
    std::mt19937 Random(3);
    for (int I = 0; I < 60; ++I) {
      Sample S = randomSample(Random, Words.size(), 12);
      Prediction Served = ask(P, S, size_t(I % 2), M);
      Prediction Right =
          R.predict({S.Graph, S.Bytes, S.Bounds, S.Chain}, size_t(I % 2));
      EXPECT_NEAR(Served.Cycles, Right.Cycles, 1e-5 * Right.Cycles);
      EXPECT_NEAR(Served.Error, Right.Error, 1e-5 * Right.Error);
    }
  }
}

// Every kind of vector gives the same bits.
TEST(PredictorTest, AllWidthsAgree) {
  graph::Vocabulary Words = words(40);
  for (const weights::NetworkShape &Shape : shapes()) {
    weights::WeightFile W = randomModel(Shape, Words, {"a"}, 11);
    const Kernels *First = availableKernels().front();
    Predictor Narrow(W, *First);
    Predictor::Memory M(Narrow);
    for (const Kernels *K : availableKernels()) {
      Predictor Wide(W, *K);
      Predictor::Memory MW(Wide);
      std::mt19937 Random(5);
      for (int I = 0; I < 40; ++I) {
        Sample S = randomSample(Random, Words.size(), 20);
        Prediction A = ask(Narrow, S, 0, M), B = ask(Wide, S, 0, MW);
        EXPECT_EQ(A.Cycles, B.Cycles) << K->Name;
        EXPECT_EQ(A.Error, B.Error) << K->Name;
      }
    }
  }
}

// Instructions that were encoded before the process began, or by another
// kind of vector, change no bit.
TEST(PredictorTest, FrequentIsNoMatter) {
  graph::Vocabulary Words = words(6);
  for (const weights::NetworkShape &Shape : shapes()) {
    weights::WeightFile W = randomModel(Shape, Words, {"a"}, 4);
    const Predictor Without(W);
    const Predictor Narrow(W, *availableKernels().front());
    std::mt19937 Random(6);
    std::vector<Sample> Samples;
    for (int I = 0; I < 40; ++I) {
      Samples.push_back(randomSample(Random, Words.size(), 12));
      // Of every other sample.
      const graph::BlockGraph &G = Samples.back().Graph;
      for (const graph::Node &N : G.Nodes) {
        std::vector<graph::TokenId> Tokens(G.Tokens.begin() + N.FirstToken,
                                           G.Tokens.begin() + N.FirstToken +
                                               N.TokenCount);
        if (I % 2 == 0)
          W.Frequent.push_back({Tokens, Narrow.encoding(Tokens)});
      }
    }
    const Predictor With(W);
    Predictor::Memory A(Without), B(With);
    for (const Sample &S : Samples) {
      Prediction One = ask(Without, S, 0, A), Two = ask(With, S, 0, B);
      EXPECT_EQ(One.Cycles, Two.Cycles);
      EXPECT_EQ(One.Error, Two.Error);
    }
    // They are used: others would be seen.
    for (weights::Encoded &E : W.Frequent)
      for (float &Value : E.Values)
        Value += 1;
    const Predictor Other(W);
    Predictor::Memory C(Other);
    EXPECT_NE(ask(Other, Samples[0], 0, C).Cycles,
              ask(Without, Samples[0], 0, A).Cycles);
  }
}

// An answer does not depend on what was asked before, nor on how much.
TEST(PredictorTest, MemoryIsNoMatter) {
  graph::Vocabulary Words = words(300);
  weights::WeightFile W = randomModel({8, 8, 8, 8, 8, 2, 3}, Words, {"a"}, 2);
  Predictor P(W);
  Predictor::Memory Used(P);
  std::mt19937 Random(9);
  std::vector<Sample> Samples;
  std::vector<double> Fresh;
  for (int I = 0; I < 4000; ++I) {
    Samples.push_back(randomSample(Random, Words.size(), 12));
    Predictor::Memory New(P);
    Fresh.push_back(ask(P, Samples.back(), 0, New).Cycles);
  }
  // More instructions than are kept.
  for (int Round = 0; Round < 2; ++Round)
    for (size_t I = 0; I < Samples.size(); ++I)
      ASSERT_EQ(ask(P, Samples[I], 0, Used).Cycles, Fresh[I]);
}

// Weights that overflow give a number all the same.
TEST(PredictorTest, HugeWeights) {
  graph::Vocabulary Words = words(10);
  weights::WeightFile W = randomModel({}, Words, {"a"}, 4);
  for (std::vector<float> &T : W.Tensors)
    for (float &Value : T)
      Value = Value < 0 ? -3e38F : 3e38F;
  Predictor P(W);
  Predictor::Memory M(P);
  std::mt19937 Random(1);
  for (int I = 0; I < 50; ++I) {
    Prediction Now = ask(P, randomSample(Random, Words.size(), 8), 0, M);
    EXPECT_TRUE(std::isfinite(Now.Cycles) && Now.Cycles > 0);
    EXPECT_TRUE(std::isfinite(Now.Error) && Now.Error > 0);
  }
}

} // namespace
} // namespace winnow::serve::test
