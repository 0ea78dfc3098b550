//===- NetTest.cpp - The network and its gradients ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomBlocks.h"
#include "train/Optimizer.h"
#include "train/net/Loss.h"
#include "train/net/Recurrent.h"
#include "train/net/Rows.h"
#include "gtest/gtest.h"
#include <functional>
#include <map>

using torch::Tensor;

namespace winnow::train {
namespace {

weights::NetworkShape smallShape() {
  weights::NetworkShape S;
  S.Encoding = 6;
  S.State = 5;
  S.Pressure = 4;
  S.Latency = 3;
  S.Hidden = 7;
  S.Passes = 2;
  S.Edges = weights::Dependences | weights::Order;
  return S;
}

std::vector<uint32_t> allOf(const tokens::TokenFile &F) {
  std::vector<uint32_t> All(F.Blocks.size());
  for (uint32_t I = 0; I < All.size(); ++I)
    All[I] = I;
  return All;
}

Tensor random(torch::IntArrayRef Size) {
  return torch::randn(Size, torch::kDouble);
}

/// Compares the gradient of a weighted sum of \p Of(Inputs) with differences,
/// along a random direction of each input; in doubles, so that a hundred
/// thousandth can be told.
void checkGradient(const std::function<Tensor(std::vector<Tensor> &)> &Of,
                   std::vector<Tensor> Inputs) {
  for (Tensor &T : Inputs)
    T = T.detach().clone().set_requires_grad(true);
  Tensor Out = Of(Inputs);
  Tensor Weights = random(Out.sizes());
  (Out * Weights).sum().backward();
  torch::NoGradGuard NoGradients;
  for (size_t I = 0; I < Inputs.size(); ++I) {
    Tensor Direction = random(Inputs[I].sizes());
    auto At = [&](double Way) {
      std::vector<Tensor> Moved = Inputs;
      Moved[I] = Inputs[I].detach() + Way * Direction;
      return (Of(Moved) * Weights).sum().item<double>();
    };
    const double Way = 1e-6;
    double Difference = (At(Way) - At(-Way)) / (2 * Way);
    double Gradient = (Inputs[I].grad() * Direction).sum().item<double>();
    EXPECT_NEAR(Gradient, Difference, 1e-5 * (1 + std::fabs(Difference)))
        << "input " << I;
  }
}

/// The plain loops, of floats, against libtorch's operators, of doubles.
void checkFloats(const std::function<Tensor(std::vector<Tensor> &)> &Of,
                 std::vector<Tensor> Doubles) {
  std::vector<Tensor> Floats;
  for (Tensor &T : Doubles)
    Floats.push_back(T.detach().to(torch::kFloat).set_requires_grad(true));
  for (Tensor &T : Doubles)
    T = T.detach().set_requires_grad(true);
  Tensor Exact = Of(Doubles), Ours = Of(Floats);
  EXPECT_TRUE(torch::allclose(Ours.to(torch::kDouble), Exact, 1e-4, 1e-5));
  Exact.sum().backward();
  Ours.sum().backward();
  for (size_t I = 0; I < Doubles.size(); ++I)
    EXPECT_TRUE(torch::allclose(Floats[I].grad().to(torch::kDouble),
                                Doubles[I].grad(), 1e-3, 1e-4))
        << "input " << I;
}

class NetTest : public testing::Test {
protected:
  NetTest() { torch::manual_seed(1); }
  tokens::TokenFile File = randomBlocks(40, 3);
  weights::NetworkShape Shape = smallShape();
  Batch B = makeBatch(File, Shape, allOf(File), torch::kCPU);
};

// The written-out gradient of the encoder is that of its formulas.
TEST_F(NetTest, EncoderGradient) {
  auto Of = [&](std::vector<Tensor> &In) {
    return encode(In[0], In[1], B.Encoder);
  };
  std::vector<Tensor> In = {random({int64_t(File.Words.size()), 24}),
                            random({6, 24})};
  checkGradient(Of, In);
  checkFloats(Of, In);
}

// The same of the recurrence over the graph, maxima and shifts included.
TEST_F(NetTest, RecurrenceGradient) {
  auto Of = [&](std::vector<Tensor> &In) {
    return recur(In[0], In[1], In[2], B.Recurrence);
  };
  std::vector<Tensor> In = {random({B.Encoder->Sequences, 20}), random({5, 20}),
                            random({weights::EdgeShifts, 5})};
  checkGradient(Of, In);
  checkFloats(Of, In);
}

// Rows that are summed, picked and compared give their gradients back.
TEST_F(NetTest, RowGradients) {
  Tensor Index = torch::tensor({3, 0, 3, 1}, torch::kLong);
  Tensor To = torch::tensor({0, 0, 1, 3}, torch::kLong);
  std::vector<Tensor> In = {random({4, 3})};
  for (const auto &Of :
       std::vector<std::function<Tensor(std::vector<Tensor> &)>>{
           [&](std::vector<Tensor> &T) { return sumRows(T[0], Index, To, 5); },
           [&](std::vector<Tensor> &T) { return pickRows(T[0], Index); },
           [&](std::vector<Tensor> &T) { return largestRows(T[0], To, 5); }}) {
    checkGradient(Of, In);
    checkFloats(Of, In);
  }
}

// A segment without rows has a maximum of 0, as a node without parents has.
TEST_F(NetTest, EmptySegment) {
  RowMax Max =
      maxRows(torch::full({1, 2}, -3.0F), torch::tensor({1}, torch::kLong), 3);
  EXPECT_EQ(Max.Value[0][0].item<float>(), 0);
  EXPECT_EQ(Max.Value[1][0].item<float>(), -3);
  EXPECT_EQ(Max.Row[2][1].item<int64_t>(), -1);
}

// What a block is predicted does not depend on the blocks beside it.
TEST_F(NetTest, BatchesAreIndependent) {
  Model M(Shape, File.Words.size(), File.CPUs, 5, torch::kCPU);
  M.values().normal_(0, 0.3);
  torch::NoGradGuard NoGradients;
  std::map<std::pair<uint32_t, size_t>, float> Together;
  for (const Prediction &P : M.predict(B))
    for (size_t I = 0; I < P.Head->Blocks.size(); ++I)
      Together[{P.Head->Blocks[I], P.Head->CPU}] =
          P.LogRatio[int64_t(I)].item<float>();
  EXPECT_FALSE(Together.empty());
  for (uint32_t Block : allOf(File)) {
    Batch Alone = makeBatch(File, Shape, {Block}, torch::kCPU);
    for (const Prediction &P : M.predict(Alone)) {
      float Expected = Together[{Block, P.Head->CPU}];
      EXPECT_NEAR(P.LogRatio[0].item<float>(), Expected,
                  1e-4 * (1 + std::fabs(Expected)));
    }
  }
}

// An untrained model predicts the bound: it learns from there.
TEST_F(NetTest, StartsFromTheBound) {
  Model M(Shape, File.Words.size(), File.CPUs, 5, torch::kCPU);
  torch::NoGradGuard NoGradients;
  for (const Prediction &P : M.predict(B))
    EXPECT_EQ(P.LogRatio.abs().max().item<float>(), 0);
}

// The loss is the relative error where the prediction is near the label.
TEST_F(NetTest, LossIsRelativeError) {
  HeadBatch H;
  H.Target = torch::tensor({0.0F, 0.0F});
  H.Weight = torch::tensor({1.0F, 0.0F});
  Prediction P;
  P.Head = &H;
  P.LogRatio = torch::tensor({std::log(1.25F), 3.0F});
  P.LogScale = torch::tensor({0.0F, 0.0F});
  EXPECT_NEAR(lossOf({P}).item<double>(), 0.25 + ScaleShare * std::log(1.25),
              1e-5);
  // A block that is predicted a thousand times too long does not outweigh all.
  P.LogRatio = torch::tensor({std::log(1000.0F), 0.0F});
  EXPECT_LT(lossOf({P}).item<double>(), 20);
}

// The optimiser finds the least square of a small problem.
TEST(OptimizerTest, Descends) {
  Options O;
  O.WeightDecay = 0;
  Tensor Values = torch::tensor({3.0F, -2.0F});
  Optimizer A(O, Values);
  for (int Step = 0; Step < 2000; ++Step) {
    Tensor Gradient = 2 * (Values - torch::tensor({1.0F, 1.0F}));
    A.step(Values, Gradient, 0.01);
  }
  EXPECT_NEAR(Values[0].item<float>(), 1, 1e-2);
  EXPECT_NEAR(Values[1].item<float>(), 1, 1e-2);
}

// The rate rises, has its highest value, and falls to a hundredth of it.
TEST(OptimizerTest, LearningRate) {
  Options O;
  O.LearningRate = 1;
  O.WarmUp = 10;
  EXPECT_NEAR(learningRate(O, 0, 1000), 0.1, 1e-12);
  EXPECT_NEAR(learningRate(O, 9, 1000), 1, 1e-12);
  EXPECT_GT(learningRate(O, 10, 1000), 0.99);
  EXPECT_NEAR(learningRate(O, 1000, 1000), 0.01, 1e-12);
}

} // namespace
} // namespace winnow::train
