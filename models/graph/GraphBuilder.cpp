//===- GraphBuilder.cpp - Blocks into graphs ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/GraphBuilder.h"
#include "graph/Tokens.h"

using namespace llvm;

namespace winnow::graph {

Error countTokens(InstructionTable &Table, const block::BasicBlock &B,
                  TokenCounts &Counts) {
  Expected<ArrayRef<const Known *>> Block = Table.look(B);
  if (!Block)
    return Block.takeError();
  for (const Known *K : *Block)
    for (const std::string &Token : tokensOf(K->Read))
      ++Counts[Token];
  return Error::success();
}

GraphBuilder::GraphBuilder(InstructionTable &Table, const Vocabulary &Words)
    : Table(Table), Words(Words), Generation(Table.generation()) {}

uint32_t GraphBuilder::sequenceOf(const Instruction &I) {
  if (Generation != Table.generation()) {
    OfInstruction.clear();
    Generation = Table.generation();
  }
  if (I.Number >= OfInstruction.size())
    OfInstruction.resize(I.Number + 1);
  uint32_t &Known = OfInstruction[I.Number];
  if (Known)
    return Known - 1;
  // Made when they are asked for: kept, they would be most of the memory.
  std::vector<std::string> Tokens = tokensOf(I);
  std::vector<TokenId> Ids;
  Ids.reserve(Tokens.size());
  for (const std::string &Token : Tokens)
    Ids.push_back(Words[Token]);
  auto [At, New] = Numbers.emplace(std::move(Ids), uint32_t(Sequences.size()));
  if (New)
    Sequences.push_back(&At->first);
  Known = At->second + 1;
  return At->second;
}

Expected<BlockGraph> GraphBuilder::build(const block::BasicBlock &B) {
  Expected<ArrayRef<const Known *>> Block = Table.look(B);
  if (!Block)
    return Block.takeError();
  return build(*Block);
}

BlockGraph GraphBuilder::build(ArrayRef<const Known *> Block) {
  BlockGraph G;
  Read.clear();
  for (const Known *K : Block)
    Read.push_back(&K->Read);
  const std::vector<Dependence> &Found = Finder.find(Read);
  G.Nodes.reserve(Block.size());
  auto D = Found.begin();
  for (uint32_t I = 0; I < Read.size(); ++I) {
    Node N;
    N.Sequence = sequenceOf(*Read[I]);
    const std::vector<TokenId> &Tokens = sequence(N.Sequence);
    N.FirstToken = uint32_t(G.Tokens.size());
    N.TokenCount = uint32_t(Tokens.size());
    G.Tokens.insert(G.Tokens.end(), Tokens.begin(), Tokens.end());
    N.FirstEdge = uint32_t(G.Edges.size());
    for (; D != Found.end() && D->Between.To == I; ++D) {
      auto First = G.Edges.begin() + N.FirstEdge;
      // Two flags, or a register used twice, are one edge.
      if (std::find(First, G.Edges.end(), D->Between) != G.Edges.end())
        continue;
      G.Edges.push_back(D->Between);
      if (!D->Between.Carried)
        N.Level = std::max(N.Level, G.Nodes[D->Between.From].Level + 1);
    }
    N.EdgeCount = uint32_t(G.Edges.size()) - N.FirstEdge;
    N.Marks = Read[I]->Marks;
    N.Length = Read[I]->Length;
    G.Nodes.push_back(N);
  }
  return G;
}

} // namespace winnow::graph
