//===- RandomGraphs.h - Blocks by chance ------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SERVE_RANDOMGRAPHS_H
#define WINNOW_UNITTESTS_SERVE_RANDOMGRAPHS_H

#include "RandomModel.h"
#include "graph/BlockGraph.h"
#include <array>

namespace winnow::serve::test {

/// A graph with what a Question has beside it.
struct Sample {
  graph::BlockGraph Graph;
  uint32_t Bytes = 0;
  std::array<float, 5> Bounds = {};
  std::vector<uint32_t> Chain;
};

/// Of 1 to \p Most instructions, edges of every kind, some chain.
inline Sample randomSample(std::mt19937 &Random, size_t VocabularySize,
                           uint32_t Most) {
  Sample S;
  uint32_t Nodes = 1 + Random() % Most;
  for (uint32_t N = 0; N < Nodes; ++N) {
    graph::Node Node;
    Node.FirstToken = uint32_t(S.Graph.Tokens.size());
    Node.TokenCount = 1 + Random() % 12;
    for (uint32_t T = 0; T < Node.TokenCount; ++T)
      S.Graph.Tokens.push_back(graph::TokenId(Random() % VocabularySize));
    Node.FirstEdge = uint32_t(S.Graph.Edges.size());
    for (bool Carried : {false, true})
      for (uint32_t E = Random() % 3; E > 0; --E)
        if (Carried || N > 0)
          S.Graph.Edges.push_back(
              {uint32_t(Random() % (Carried ? Nodes : N)), N,
               graph::EdgeKind(Random() % graph::EdgeKinds), Carried});
    Node.EdgeCount = uint32_t(S.Graph.Edges.size()) - Node.FirstEdge;
    S.Graph.Nodes.push_back(Node);
    if (Random() % 2)
      S.Chain.insert(
          S.Chain.begin() + ptrdiff_t(Random() % (S.Chain.size() + 1)), N);
  }
  S.Bytes = Nodes * (1 + Random() % 8);
  for (float &B : S.Bounds)
    B = uniform(Random, 0, 12);
  if (Random() % 8 == 0)
    S.Bounds = {};
  return S;
}

} // namespace winnow::serve::test

#endif // WINNOW_UNITTESTS_SERVE_RANDOMGRAPHS_H
