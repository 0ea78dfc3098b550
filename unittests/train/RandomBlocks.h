//===- RandomBlocks.h - Graphs and labels of a seed -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_TRAIN_RANDOMBLOCKS_H
#define WINNOW_UNITTESTS_TRAIN_RANDOMBLOCKS_H

#include "tokens/TokenFile.h"
#include <algorithm>
#include <random>

namespace winnow::train {

/// Blocks of one to eight instructions for two CPUs. Labels follow from bounds
/// and instructions, so that something can be learnt; one in five is missing.
inline tokens::TokenFile randomBlocks(size_t Count, uint64_t Seed) {
  std::mt19937_64 Random(Seed);
  auto Below = [&](uint64_t N) { return uint32_t(Random() % N); };
  tokens::TokenFile F;
  F.Words = graph::Vocabulary::build({{"op:add", 9},
                                      {"op:imul", 8},
                                      {"op:mov", 7},
                                      {"r:rax.64", 6},
                                      {"r:rbx.64", 5}});
  F.CPUs = {"haswell", "znver4"};
  for (int I = 0; I < 12; ++I) {
    std::vector<graph::TokenId> Tokens(1 + Below(5));
    for (graph::TokenId &T : Tokens)
      T = graph::TokenId(Below(F.Words.size()));
    F.Sequences.push_back(Tokens);
  }
  for (size_t I = 0; I < Count; ++I) {
    tokens::Block B;
    B.In = I % 10 == 8   ? tokens::Part::Validation
           : I % 10 == 9 ? tokens::Part::Test
                         : tokens::Part::Train;
    const uint32_t Size = 1 + Below(8);
    B.Bytes = uint16_t(4 * Size);
    float Work = 0;
    for (uint32_t Node = 0; Node < Size; ++Node) {
      B.Nodes.push_back(Below(F.Sequences.size()));
      Work += 0.1F * float(B.Nodes.back());
      for (uint32_t From = 0; From < Node; ++From)
        if (Below(3) == 0)
          B.Edges.push_back(
              {From, Node, graph::EdgeKind(Below(graph::EdgeKinds)), false});
      if (Below(2) == 0)
        B.Edges.push_back({Below(Size), Node, graph::EdgeKind::Data, true});
    }
    for (size_t CPU = 0; CPU < F.CPUs.size(); ++CPU) {
      tokens::Label L;
      if (Below(5) != 0) {
        for (float &Bound : L.Bounds)
          Bound = 0.25F * float(1 + Below(4 * Size));
        L.Chain = {uint16_t(Below(Size))};
        L.Cycles = *std::max_element(L.Bounds.begin(), L.Bounds.end()) *
                   (1 + 0.2F * Work / float(Size));
        L.Spread = 0.01F;
      }
      B.Labels.push_back(L);
    }
    F.Blocks.push_back(B);
  }
  return F;
}

} // namespace winnow::train

#endif // WINNOW_UNITTESTS_TRAIN_RANDOMBLOCKS_H
