//===- FlowCounter.h - How often each block of a function runs -*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows the control flow of a function for given arguments, and counts. What
/// becomes of a loop in the optimizer (vector body, remainder, checks) needs no
/// recognizing: it is run, on integers and addresses alone.
/// \code
///   f(a, out, n = 20)      entry 1, vector.ph 1, vector.body 2, rest 4, ...
/// \endcode
/// A branch on what memory holds goes by !prof where there is one; else a loop
/// is left every 32nd time, and others go either way alternately. A loop of one
/// block is counted without being run through, where its counters are linear.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_FLOWCOUNTER_H
#define WINNOW_COST_FLOWCOUNTER_H

#include "cost/Folding.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include <vector>

namespace winnow::cost {

/// Of one block.
struct BlockCount {
  double Visits = 0;
  /// Of a loop's header: visits that came from outside the loop.
  double Entries = 0;
  /// It loads from where something in the function stores.
  bool ReadsStored = false;
};

struct FlowCounts {
  /// By the block's place in the function.
  std::vector<BlockCount> Blocks;
  /// Calls of functions, without intrinsics; those that allocate or free.
  double Calls = 0, Allocations = 0;
  /// Bytes that loads and stores moved, and how much memory they touched.
  double BytesMoved = 0, Footprint = 0;
  /// The function returned before the limit was reached.
  bool Complete = false;
  /// What it returned, where that is known.
  Number Returned;
};

class FlowCounter {
public:
  /// \p F must not change while the counter lives.
  explicit FlowCounter(const llvm::Function &F);

  /// Runs F for \p Arguments, unknown ones among them, for up to \p MaxSteps
  /// instructions: some 10 ns each.
  FlowCounts run(llvm::ArrayRef<Number> Arguments, uint64_t MaxSteps) const;

  unsigned indexOf(const llvm::BasicBlock *BB) const {
    return Indices.lookup(BB);
  }
  /// The header of the innermost loop around the block \p Index.
  std::optional<unsigned> headerOf(unsigned Index) const {
    return Nodes[Index].Header;
  }
  /// The loop with the header \p Outer contains that with the header \p Inner.
  bool isInside(unsigned Inner, unsigned Outer) const {
    return Inner != Outer && Nodes[Outer].Members.contains(Inner);
  }

private:
  struct Op {
    const llvm::Instruction *I = nullptr;
    unsigned Result = 0;
    llvm::SmallVector<unsigned, 3> Operands;
    /// Getelementptr: what each operand is multiplied by, and its bits.
    llvm::SmallVector<std::pair<int64_t, unsigned>, 3> Scales;
    int64_t Offset = 0;
    /// A load or store of so many bytes; the address is the only operand, and
    /// Result is its number among them.
    unsigned MemoryBytes = 0;
    bool IsStore = false;
  };
  struct Phi {
    unsigned Result = 0, Bits = 0;
    llvm::SmallVector<std::pair<unsigned, unsigned>, 2> Incoming;
  };
  struct Node {
    std::vector<Phi> Phis;
    std::vector<Op> Ops;
    unsigned Condition = 0, Returned = 0;
    /// The comparison at the end of a loop of one block, by its operands.
    const llvm::ICmpInst *LoopTest = nullptr;
    unsigned TestLeft = 0, TestRight = 0;
    llvm::SmallVector<unsigned, 2> Successors;
    /// Of the first successor, where the condition is unknown.
    double Likely = 0.5;
    unsigned Calls = 0, Allocations = 0;
    std::optional<unsigned> Header;
    /// Of a header: its loop's blocks.
    llvm::SmallDenseSet<unsigned, 8> Members;
  };
  struct Run;

  unsigned slotOf(const llvm::Value &V);
  void addOp(Node &N, const llvm::Instruction &I);
  void addEnd(Node &N, const llvm::BasicBlock &BB);

  const llvm::Function &F;
  llvm::DenseMap<const llvm::BasicBlock *, unsigned> Indices;
  llvm::DenseMap<const llvm::Value *, unsigned> Slots;
  /// What slots hold at first: constants, and addresses of globals.
  std::vector<Number> Initial;
  std::vector<Node> Nodes;
  unsigned MemoryOps = 0;
};

} // namespace winnow::cost

#endif // WINNOW_COST_FLOWCOUNTER_H
