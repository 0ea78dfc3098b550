//===- Dependences.h - Who waits for whom -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows a block twice, as two iterations of an endless loop. What the second
/// iteration takes from the first is carried:
///
///     0  push %rbx                 first      second
///     1  mov  8(%rdi), %rax        0 1 2      0 1 2
///     2  pop  %rcx                 └─→┘ Memory
///
/// Memory is compared by expression: a load takes from a store when both
/// addresses are the same registers, with the same values, plus constants, and
/// the bytes overlap. Values of registers are followed through additions of
/// constants and moves, so that a push is found by its pop. Different registers
/// are taken to be different memory. Stores more than MaxStores back have left
/// for the cache. Dependences over more than one iteration are not found.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_DEPENDENCES_H
#define WINNOW_GRAPH_DEPENDENCES_H

#include "graph/Instruction.h"

namespace winnow::graph {

/// An edge with what latencies depend on. Two that differ in operands only can
/// join the same instructions.
struct Dependence {
  Edge Between;
  /// Indices for LLVM's tables, or Use::None.
  uint8_t DefOperand = Use::None;
  uint8_t UseOperand = Use::None;
  /// Of memory: the store does not hold all that is loaded.
  bool Partial = false;
  bool OfFlags = false;
  /// Cycles more, for bringing rsp up to date after push and pop.
  uint8_t Delay = 0;
};

/// Finds dependences; holds memory to do it fast.
class DependenceFinder {
public:
  /// In order of the consumer, those within the iteration first, each kind in
  /// order of its uses. Valid until the next call.
  const std::vector<Dependence> &
  find(const std::vector<const Instruction *> &Block);

  /// What the last call found.
  const std::vector<Dependence> &found() const { return All; }

  /// Cycles of an iteration in which a cache takes its stores, when it takes
  /// one a cycle, or two that follow each other into the same line of 64 bytes.
  /// Registers are taken to point to the start of a line.
  double storeCycles() const;

  static constexpr size_t MaxStores = 64;

private:
  struct Value {
    uint32_t Root;
    int64_t Offset;
  };
  struct Producer {
    uint32_t Step;
    uint8_t Operand;
    bool Wide;
    uint8_t Delay;
  };
  struct Store {
    uint32_t Base, Index;
    uint8_t Scale;
    char Segment;
    int64_t Start, End;
    uint32_t Step;
  };
  void reset();
  Location turned(Location L) const;
  Store place(const MemoryOperand &M, int64_t CodeOffset) const;
  void step(const Instruction &I, uint32_t Step, uint32_t Size,
            int64_t CodeOffset);
  void add(uint32_t From, uint32_t To, uint32_t Size, EdgeKind Kind,
           uint8_t DefOperand, uint8_t UseOperand, bool Partial = false);
  void changeValues(const Instruction &I);

  static constexpr uint32_t Nobody = ~0u;
  Producer Producers[Locations];
  Value Values[Locations];
  uint32_t NextRoot = 0;
  unsigned Top = 0;
  /// The front end has changed rsp, and the register does not know.
  bool StackAhead = false;
  std::vector<Store> Stores;
  /// Lines of the stores of an iteration, in order: equal numbers are equal.
  std::vector<std::pair<uint64_t, int64_t>> Lines;
  std::vector<Dependence> Within, Carried, All;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_DEPENDENCES_H
