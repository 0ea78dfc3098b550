//===- BlockGraph.h - What a model sees of a block --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A basic block as tokens and dependences. Plain data, of the standard library
/// only, so that a trainer can hold it without LLVM.
///
///     0  imul %rsi, %rax      Nodes    0          1          2
///     1  add  $8, %rsi                 │          │          │
///     2  add  (%rsi), %rax    Tokens   op:imul …  op:add …   op:add …
///                             Edges    0 ─Data→ 2, 1 ─Address→ 2, and carried
///                                      2 ─Data→ 0, 1 ─Data→ 0, 1 ─Data→ 1
///
/// The block is taken to be repeated endlessly: a carried edge leads from an
/// iteration to the next one. Only carried edges go backwards or to themselves.
///
/// Tokens of an instruction, in this order (see Tokens.h for the names):
///
///     prefixes, idiom marks, mnemonic, <S> sources, <D> destinations
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_BLOCKGRAPH_H
#define WINNOW_GRAPH_BLOCKGRAPH_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace winnow::graph {

/// The number of a token in a Vocabulary.
using TokenId = uint16_t;

/// What a consumer takes from a producer.
enum class EdgeKind : uint8_t {
  Data,    ///< a register's value, to compute with
  Address, ///< a register's value, to address memory with
  Flags,   ///< carry, overflow, or the group of sign, zero, parity
  Memory,  ///< what a store left at the same address expression
  Merge    ///< the bits of a register or the flags that a write keeps
};
constexpr unsigned EdgeKinds = 5;

struct Edge {
  /// Indices of nodes.
  uint32_t From = 0;
  uint32_t To = 0;
  EdgeKind Kind = EdgeKind::Data;
  /// From an iteration to the next.
  bool Carried = false;

  bool operator==(const Edge &E) const {
    return From == E.From && To == E.To && Kind == E.Kind &&
           Carried == E.Carried;
  }
};

/// Bits of Node::Marks.
enum Mark : uint16_t {
  ZeroIdiom = 1 << 0, ///< xor %eax, %eax: a zero, whatever was there
  OnesIdiom = 1 << 1, ///< pcmpeqd %xmm0, %xmm0: all ones
  PlainMove = 1 << 2, ///< register to register: renaming may do it
  SlowLea = 1 << 3,   ///< lea of three parts, or of rip, or scaled by more
  Loads = 1 << 4,
  Stores = 1 << 5,
  StackEngine = 1 << 6,    ///< changes rsp as push and pop do, in the front end
  LengthChanging = 1 << 7, ///< a prefix changes the length of the immediate
  Serializes = 1 << 8,     ///< waits for all before it: cpuid, mfence
  NoWork = 1 << 9          ///< a nop
};

struct Node {
  /// Tokens[FirstToken, FirstToken + TokenCount).
  uint32_t FirstToken = 0;
  uint32_t TokenCount = 0;
  /// Incoming edges: Edges[FirstEdge, FirstEdge + EdgeCount), those within the
  /// iteration before the carried ones.
  uint32_t FirstEdge = 0;
  uint32_t EdgeCount = 0;
  /// 0 without producers within the iteration, else one more than the highest
  /// level among them: nodes of a level can be computed together.
  uint32_t Level = 0;
  /// Equal numbers are equal token sequences, among graphs of one builder.
  uint32_t Sequence = 0;
  /// Bits of Mark.
  uint16_t Marks = 0;
  /// Bytes of the encoding, 1 to 15.
  uint8_t Length = 0;
};

struct BlockGraph {
  /// To be raised whenever a token name, an edge or a mark changes its meaning:
  /// a model trained on one version cannot be asked about another.
  static constexpr uint32_t Version = 1;

  std::vector<Node> Nodes;
  std::vector<TokenId> Tokens;
  std::vector<Edge> Edges;

  /// The number of instructions.
  size_t size() const { return Nodes.size(); }
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_BLOCKGRAPH_H
