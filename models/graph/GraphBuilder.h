//===- GraphBuilder.h - Blocks into graphs ----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Typical usage:
///
///     InstructionTable Table(Decoder);
///     GraphBuilder Builder(Table, Vocabulary);
///     Expected<BlockGraph> G = Builder.build(Block);
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_GRAPHBUILDER_H
#define WINNOW_GRAPH_GRAPHBUILDER_H

#include "graph/BlockGraph.h"
#include "graph/Dependences.h"
#include "graph/InstructionTable.h"
#include "graph/Vocabulary.h"
#include <unordered_map>

namespace winnow::graph {

/// Adds the names of \p B's tokens to \p Counts.
llvm::Error countTokens(InstructionTable &Table, const block::BasicBlock &B,
                        TokenCounts &Counts);

/// Not safe to be shared between threads.
class GraphBuilder {
public:
  /// Both must outlive the builder.
  GraphBuilder(InstructionTable &Table, const Vocabulary &Words);

  /// Some µs a block. An error tells the offset of what is no instruction.
  llvm::Expected<BlockGraph> build(const block::BasicBlock &B);
  /// Of what the table has looked up.
  BlockGraph build(llvm::ArrayRef<const Known *> Block);
  /// Those of the block that was built last.
  const DependenceFinder &dependences() const { return Finder; }

  /// The tokens of the sequence that a Node::Sequence names.
  const std::vector<TokenId> &sequence(uint32_t Number) const {
    return *Sequences[Number];
  }
  /// How many different sequences were met so far.
  size_t numSequences() const { return Sequences.size(); }

private:
  uint32_t sequenceOf(const Instruction &I);

  InstructionTable &Table;
  const Vocabulary &Words;
  DependenceFinder Finder;
  struct Hash {
    size_t operator()(const std::vector<TokenId> &Ids) const {
      uint64_t H = 0xcbf29ce484222325;
      for (TokenId Id : Ids)
        H = (H ^ Id) * 0x100000001b3;
      return size_t(H ^ (H >> 29));
    }
  };
  std::unordered_map<std::vector<TokenId>, uint32_t, Hash> Numbers;
  std::vector<const std::vector<TokenId> *> Sequences;
  /// By Instruction::Number, one more than the sequence's number.
  std::vector<uint32_t> OfInstruction;
  unsigned Generation = 0;
  std::vector<const Instruction *> Read;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_GRAPHBUILDER_H
