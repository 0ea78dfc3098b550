//===- Batch.cpp - Blocks to be computed together -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Batch.h"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

using torch::Tensor;

namespace winnow::train {

/// A spread of this share of the cycles halves what a label counts.
static constexpr float HalvingSpread = 0.05F;

float weightOf(const tokens::Label &L) {
  return 1 / (1 + L.Spread / (HalvingSpread * L.Cycles));
}

float boundOf(const tokens::Label &L) {
  float Bound = weights::MinBound;
  for (float B : L.Bounds)
    Bound = std::max(Bound, B);
  return Bound;
}

namespace {

Tensor indices(const std::vector<int64_t> &Values, torch::Device Device) {
  return torch::tensor(Values, torch::kLong).to(Device);
}

Tensor matrix(const std::vector<float> &Values, int64_t Columns,
              torch::Device Device) {
  return torch::tensor(Values, torch::kFloat).view({-1, Columns}).to(Device);
}

/// The edges into a node of the unrolled graph.
struct Parent {
  uint32_t Node;
  int64_t Kind;
};

/// A block, unrolled: pass after pass, and node after node.
struct Unrolled {
  std::vector<std::vector<Parent>> Parents;
  std::vector<uint32_t> Levels;
};

class Builder {
public:
  Builder(const tokens::TokenFile &File, const weights::NetworkShape &S,
          torch::Device Device)
      : File(File), S(S), Device(Device) {}

  Batch build(const std::vector<uint32_t> &Blocks) {
    collectSequences(Blocks);
    Out.Blocks = int64_t(Blocks.size());
    Out.Encoder = encoder();
    Out.Recurrence = recurrence(Blocks);
    for (size_t CPU = 0; CPU < File.CPUs.size(); ++CPU)
      addHead(Blocks, CPU);
    return std::move(Out);
  }

private:
  void collectSequences(const std::vector<uint32_t> &Blocks);
  c10::intrusive_ptr<EncoderPlan> encoder();
  Unrolled unroll(const tokens::Block &B) const;
  c10::intrusive_ptr<RecurrencePlan>
  recurrence(const std::vector<uint32_t> &Blocks);
  void addHead(const std::vector<uint32_t> &Blocks, size_t CPU);

  const tokens::TokenFile &File;
  const weights::NetworkShape &S;
  torch::Device Device;
  Batch Out;
  /// The distinct sequences, the longest first, and the place of each.
  std::vector<uint32_t> Sequences;
  std::unordered_map<uint32_t, int64_t> PlaceOf;
  /// The first node of each block.
  std::vector<int64_t> FirstNode;
};

} // namespace

void Builder::collectSequences(const std::vector<uint32_t> &Blocks) {
  int64_t Nodes = 0;
  FirstNode.reserve(Blocks.size());
  for (uint32_t B : Blocks) {
    FirstNode.push_back(Nodes);
    Nodes += int64_t(File.Blocks[B].Nodes.size());
    for (uint32_t Sequence : File.Blocks[B].Nodes)
      if (PlaceOf.emplace(Sequence, 0).second)
        Sequences.push_back(Sequence);
  }
  std::sort(Sequences.begin(), Sequences.end(), [&](uint32_t A, uint32_t B) {
    size_t SizeA = File.Sequences[A].size(), SizeB = File.Sequences[B].size();
    return SizeA != SizeB ? SizeA > SizeB : A < B;
  });
  for (size_t I = 0; I < Sequences.size(); ++I)
    PlaceOf[Sequences[I]] = int64_t(I);
}

c10::intrusive_ptr<EncoderPlan> Builder::encoder() {
  auto Plan = c10::make_intrusive<EncoderPlan>();
  Plan->Sequences = int64_t(Sequences.size());
  std::vector<int64_t> Tokens;
  const size_t Longest =
      Sequences.empty() ? 0 : File.Sequences[Sequences[0]].size();
  Plan->Steps.reserve(Longest);
  size_t Active = 0;
  for (size_t Step = 0; Step < Longest; ++Step) {
    const size_t Left = Longest - Step;
    while (Active < Sequences.size() &&
           File.Sequences[Sequences[Active]].size() >= Left)
      ++Active;
    Plan->Steps.push_back({int64_t(Tokens.size()), int64_t(Active)});
    for (size_t I = 0; I < Active; ++I) {
      const std::vector<graph::TokenId> &T = File.Sequences[Sequences[I]];
      Tokens.push_back(T[T.size() - Left]);
    }
  }
  Plan->Tokens = indices(Tokens, Device);
  return Plan;
}

Unrolled Builder::unroll(const tokens::Block &B) const {
  const auto Size = uint32_t(B.Nodes.size());
  const uint32_t Total = Size * S.Passes;
  Unrolled U;
  U.Parents.resize(Total);
  U.Levels.resize(Total);
  if (S.Edges & weights::Dependences)
    for (const graph::Edge &E : B.Edges)
      for (uint32_t Pass = E.Carried ? 1 : 0; Pass < S.Passes; ++Pass) {
        uint32_t From = E.From + Size * (E.Carried ? Pass - 1 : Pass);
        U.Parents[E.To + Size * Pass].push_back({From, int64_t(E.Kind)});
      }
  if (S.Edges & weights::Order)
    for (uint32_t Node = 1; Node < Total; ++Node)
      U.Parents[Node].push_back({Node - 1, weights::OrderShift});
  for (uint32_t Node = 0; Node < Total; ++Node)
    for (const Parent &P : U.Parents[Node])
      U.Levels[Node] = std::max(U.Levels[Node], U.Levels[P.Node] + 1);
  return U;
}

c10::intrusive_ptr<RecurrencePlan>
Builder::recurrence(const std::vector<uint32_t> &Blocks) {
  auto Plan = c10::make_intrusive<RecurrencePlan>();
  std::vector<Unrolled> Graphs;
  Graphs.reserve(Blocks.size());
  std::vector<int64_t> LevelSize;
  for (uint32_t B : Blocks) {
    Graphs.push_back(unroll(File.Blocks[B]));
    for (uint32_t Level : Graphs.back().Levels) {
      if (Level >= LevelSize.size())
        LevelSize.resize(Level + 1);
      ++LevelSize[Level];
    }
  }
  Plan->Levels.resize(LevelSize.size());
  int64_t Rows = 0;
  std::vector<int64_t> Next;
  Next.reserve(LevelSize.size());
  for (size_t L = 0; L < LevelSize.size(); ++L) {
    Plan->Levels[L].Rows = {Rows, LevelSize[L]};
    Next.push_back(Rows);
    Rows += LevelSize[L];
  }

  struct Edges {
    std::vector<int64_t> From, Kind, To;
  };
  std::vector<Edges> Into(LevelSize.size());
  std::vector<int64_t> Sequence(static_cast<size_t>(Rows)), NodeRow,
      NodeSequence, NodeBlock, Row;
  for (size_t I = 0; I < Blocks.size(); ++I) {
    const tokens::Block &B = File.Blocks[Blocks[I]];
    const Unrolled &U = Graphs[I];
    const size_t Size = B.Nodes.size();
    Row.clear();
    for (size_t Node = 0; Node < U.Levels.size(); ++Node) {
      const uint32_t Level = U.Levels[Node];
      Row.push_back(Next[Level]++);
      Sequence[size_t(Row[Node])] = PlaceOf[B.Nodes[Node % Size]];
      for (const Parent &P : U.Parents[Node]) {
        Into[Level].From.push_back(Row[P.Node]);
        Into[Level].Kind.push_back(P.Kind);
        Into[Level].To.push_back(Row[Node] - Plan->Levels[Level].Rows.First);
      }
    }
    for (size_t Node = U.Levels.size() - Size; Node < U.Levels.size(); ++Node) {
      NodeRow.push_back(Row[Node]);
      NodeSequence.push_back(Sequence[size_t(Row[Node])]);
      NodeBlock.push_back(int64_t(I));
    }
  }
  for (size_t L = 1; L < Into.size(); ++L) {
    Plan->Levels[L].From = indices(Into[L].From, Device);
    Plan->Levels[L].Kind = indices(Into[L].Kind, Device);
    Plan->Levels[L].To = indices(Into[L].To, Device);
  }
  Plan->Sequence = indices(Sequence, Device);
  Out.NodeRow = indices(NodeRow, Device);
  Out.NodeSequence = indices(NodeSequence, Device);
  Out.NodeBlock = indices(NodeBlock, Device);
  return Plan;
}

void Builder::addHead(const std::vector<uint32_t> &Blocks, size_t CPU) {
  HeadBatch H;
  H.CPU = CPU;
  std::vector<int64_t> Place, ChainNode, ChainLabel;
  std::vector<float> Inverse, Known, Target, Weight;
  for (size_t I = 0; I < Blocks.size(); ++I) {
    const tokens::Block &B = File.Blocks[Blocks[I]];
    const tokens::Label &L = B.Labels[CPU];
    if (!(L.Cycles > 0))
      continue;
    for (uint16_t Node : L.Chain) {
      ChainNode.push_back(FirstNode[I] + Node);
      ChainLabel.push_back(int64_t(H.Blocks.size()));
    }
    H.Blocks.push_back(Blocks[I]);
    Place.push_back(int64_t(I));
    const float Bound = boundOf(L), Size = float(B.Nodes.size());
    Inverse.push_back(1 / Bound);
    for (float One : L.Bounds)
      Known.push_back(One / Bound);
    Known.insert(Known.end(),
                 {std::log(Bound), std::log(Size), Size / (8 * Bound),
                  float(B.Bytes) / (32 * Bound)});
    Target.push_back(std::log(L.Cycles / Bound));
    Weight.push_back(weightOf(L));
  }
  if (H.Blocks.empty())
    return;
  H.Place = indices(Place, Device);
  H.ChainNode = indices(ChainNode, Device);
  H.ChainLabel = indices(ChainLabel, Device);
  H.InverseBound = matrix(Inverse, 1, Device);
  H.Known = matrix(Known, 9, Device);
  H.Target = matrix(Target, 1, Device).squeeze(1);
  H.Weight = matrix(Weight, 1, Device).squeeze(1);
  Out.Heads.push_back(std::move(H));
}

Batch makeBatch(const tokens::TokenFile &File, const weights::NetworkShape &S,
                const std::vector<uint32_t> &Blocks, torch::Device Device) {
  return Builder(File, S, Device).build(Blocks);
}

} // namespace winnow::train
