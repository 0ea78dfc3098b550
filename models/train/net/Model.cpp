//===- Model.cpp - The network of Network.h, to be trained ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Model.h"
#include "train/net/Recurrent.h"
#include "train/net/Rows.h"
#include <cmath>
#include <random>

using torch::Tensor;

namespace winnow::train {

/// A head: its tensors in the order of weights::tensorsOf.
enum { HiddenBias, Hidden, SecondBias, Second, OutBias, Out, TensorsOfHead };

static bool endsWith(const std::string &Text, const char *End) {
  const std::string E(End);
  return Text.size() >= E.size() &&
         Text.compare(Text.size() - E.size(), E.size(), E) == 0;
}

/// Uniform within ±1/sqrt(inputs), as is usual; zero for biases and what moves
/// the result of a head, so that it starts from the bound.
static void initialise(const weights::TensorShape &S, float *To,
                       std::mt19937_64 &Random) {
  float Limit = 1 / std::sqrt(float(S.Rows));
  if (S.Name == "TokenGates")
    Limit = 0.5F;
  if (endsWith(S.Name, "Bias") || endsWith(S.Name, "Shift") ||
      endsWith(S.Name, ".Out"))
    Limit = 0;
  for (size_t I = 0; I < S.size(); ++I) {
    // Of the bits, not of a library's distribution: the same everywhere.
    float Unit = float(Random() >> 40) / float(1 << 24);
    To[I] = S.Name == "EncodingScale" ? 1 : Limit * (2 * Unit - 1);
  }
  // An LSTM that remembers at first learns faster: f starts near 1.
  if (S.Name == "NodeBias")
    std::fill(To + S.size() / 4, To + S.size() / 2, 1.0F);
  if (S.Name == "TokenGates")
    for (size_t Row = 0; Row < S.Rows; ++Row)
      for (size_t I = S.Columns / 4; I < S.Columns / 2; ++I)
        To[Row * S.Columns + I] += 1;
  if (endsWith(S.Name, ".OutBias"))
    To[1] = std::log(0.1F);
}

Model::Model(const weights::NetworkShape &Shape, size_t VocabularySize,
             const std::vector<std::string> &CPUs, uint64_t Seed,
             torch::Device Device)
    : Shape(Shape), Shapes(weights::tensorsOf(Shape, VocabularySize, CPUs)) {
  size_t Total = 0;
  for (const weights::TensorShape &S : Shapes)
    Total += S.size();
  Values = torch::zeros({int64_t(Total)});
  std::mt19937_64 Random(Seed);
  float *At = Values.data_ptr<float>();
  for (const weights::TensorShape &S : Shapes) {
    initialise(S, At, Random);
    At += S.size();
  }
  Values = Values.to(Device);
  Gradients = torch::zeros_like(Values);
  Parts.reserve(Shapes.size());
  int64_t First = 0;
  for (const weights::TensorShape &S : Shapes) {
    const auto Size = int64_t(S.size());
    auto View = [&](const Tensor &Of) {
      return Of.narrow(0, First, Size).view({S.Rows, S.Columns}).detach();
    };
    Tensor Part = View(Values).set_requires_grad(true);
    Part.mutable_grad() = View(Gradients);
    Parts.push_back(Part);
    First += Size;
  }
  FirstOfHeads = Shapes.size() - CPUs.size() * TensorsOfHead;
}

const Tensor &Model::operator[](const char *Name) const {
  for (size_t I = 0; I < FirstOfHeads; ++I)
    if (Shapes[I].Name == Name)
      return Parts[I];
  TORCH_INTERNAL_ASSERT(false, "no tensor ", Name);
}

std::vector<std::vector<float>> Model::tensors() const {
  Tensor Here = Values.to(torch::kCPU).contiguous();
  const float *At = Here.data_ptr<float>();
  std::vector<std::vector<float>> All;
  All.reserve(Shapes.size());
  for (const weights::TensorShape &S : Shapes) {
    All.emplace_back(At, At + S.size());
    At += S.size();
  }
  return All;
}

void Model::setTensors(const std::vector<std::vector<float>> &All) {
  torch::NoGradGuard NoGradients;
  for (size_t I = 0; I < Parts.size(); ++I)
    Parts[I].copy_(torch::tensor(All[I], torch::kFloat).view(Parts[I].sizes()));
}

void Model::freezeTrunk() {
  Frozen = true;
  for (size_t I = 0; I < FirstOfHeads; ++I)
    Parts[I].set_requires_grad(false);
}

Tensor Model::learnt(const std::vector<bool> &Heads) const {
  Tensor Mask = torch::zeros_like(Values);
  int64_t First = 0;
  for (size_t I = 0; I < Shapes.size(); ++I) {
    const auto Size = int64_t(Shapes[I].size());
    if (I < FirstOfHeads ? !Frozen : Heads[(I - FirstOfHeads) / TensorsOfHead])
      Mask.narrow(0, First, Size).fill_(1);
    First += Size;
  }
  return Mask;
}

std::vector<Prediction> Model::predict(const Batch &B) const {
  const Model &M = *this;
  Tensor H = encode(M["TokenGates"], M["TokenRecurrent"], B.Encoder);
  Tensor E = Without.Norm ? H
                          : torch::layer_norm(H, {int64_t(Shape.Encoding)},
                                              M["EncodingScale"].view(-1),
                                              M["EncodingShift"].view(-1),
                                              weights::NormEpsilon);
  Tensor X = torch::addmm(M["NodeBias"], E, M["NodeInput"]);
  Tensor A = torch::addmm(M["UseBias"], E, M["UseInput"]);
  Tensor States = pickRows(
      recur(X, M["NodeRecurrent"], M["EdgeShift"], B.Recurrence), B.NodeRow);
  Tensor Uses = torch::relu(
      torch::addmm(pickRows(A, B.NodeSequence), States, M["UseState"]));
  Tensor Nodes = torch::arange(B.NodeRow.size(0), B.NodeRow.options());
  Tensor Pressure =
      sumRows(Uses.narrow(1, 0, Shape.Pressure), Nodes, B.NodeBlock, B.Blocks);
  Tensor LatencyUses = Uses.narrow(1, Shape.Pressure, Shape.Latency);
  Tensor Longest = largestRows(States, B.NodeBlock, B.Blocks);
  if (Without.Pressure)
    Pressure = torch::zeros_like(Pressure);
  if (Without.Latency)
    LatencyUses = torch::zeros_like(LatencyUses);
  if (Without.Longest)
    Longest = torch::zeros_like(Longest);

  std::vector<Prediction> All;
  All.reserve(B.Heads.size());
  for (const HeadBatch &Head : B.Heads) {
    const Tensor *P = &Parts[FirstOfHeads + Head.CPU * TensorsOfHead];
    Tensor Latency = sumRows(LatencyUses, Head.ChainNode, Head.ChainLabel,
                             int64_t(Head.Blocks.size()));
    Tensor Z = torch::cat({pickRows(Pressure, Head.Place) * Head.InverseBound,
                           Latency * Head.InverseBound,
                           pickRows(Longest, Head.Place), Head.Known},
                          1);
    Tensor Y = torch::relu(torch::addmm(P[HiddenBias], Z, P[Hidden]));
    Y = Y + torch::relu(torch::addmm(P[SecondBias], Y, P[Second]));
    Tensor Both = torch::addmm(P[OutBias], Y, P[Out])
                      .clamp(-weights::MaxOut, weights::MaxOut);
    All.push_back({&Head, Both.select(1, 0), Both.select(1, 1)});
  }
  return All;
}

} // namespace winnow::train
