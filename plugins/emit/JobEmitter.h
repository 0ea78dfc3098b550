//===- JobEmitter.h - One reduction in the copied loop ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Replaces one reduction of the fast version by what its plan says: carries
/// before the carrier loops, residual loops in place of the reduction's.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_JOBEMITTER_H
#define WINNOW_EMIT_JOBEMITTER_H

#include "emit/Carry.h"
#include "emit/ShareEmitter.h"
#include "emit/Statement.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"
#include <memory>

namespace winnow::emit {

/// The fast version's loops, common to all jobs.
struct FastLoops {
  TwoVersions V;
  /// Values of the check block.
  llvm::DenseMap<const llvm::SCEV *, llvm::Value *> Expanded;
  /// The iteration counter of each outer loop, from 0 upwards in source order.
  llvm::DenseMap<const llvm::Loop *, llvm::Value *> Counters;
  /// Scalars in memory, to be promoted to registers at the end.
  llvm::SmallVector<llvm::AllocaInst *> Slots;
};

/// Rewrites one job in the fast version.
class JobEmitter {
public:
  JobEmitter(const Job &J, FastLoops &Fast, const nest::Analyses &A)
      : N(*J.Nest), P(*J.Plan), Loops(J.Loops), Fast(Fast), A(A) {}

  /// In the check block, before the loop is copied: expands what the job needs.
  void prepare(Expansion &E, CarryMemory &Memory);
  /// In the copy; \p Block is the memory of the array carries, if any.
  void rewrite(llvm::Value *Block);

private:
  struct ArraySpec {
    llvm::Value *Offset, *Count;
    llvm::SmallVector<llvm::Value *, 2> Extents;
  };

  llvm::AllocaInst *slot(llvm::Type *T, const llvm::Twine &Name);
  llvm::Value *identity(const nest::Accumulator &Acc) const;
  llvm::Value *combine(const nest::Accumulator &Acc, llvm::Value *L,
                       llvm::Value *R);
  void makeCarries(llvm::Value *Block);
  void reverseHost();
  using Values = llvm::SmallVector<llvm::Value *, 2>;
  /// The value of the sum that step \p K shares at X, one per accumulator, with
  /// \p Body for its terms.
  Values valueOf(unsigned K, StatementWriter &Body);
  /// \p From, and the terms at \p Points after it.
  Values withPoints(Values From, const isl::ast_node &Points,
                    StatementWriter &Body);
  void replaceLoop(llvm::ArrayRef<llvm::Value *> Answers);

  const nest::ReductionNest &N;
  const share::Plan &P;
  const std::vector<StepLoops> &Loops;
  FastLoops &Fast;
  const nest::Analyses &A;
  llvm::StringMap<llvm::Value *> Names;
  /// The point x: one counter per outer loop.
  llvm::SmallVector<llvm::Value *, 4> X;
  llvm::SmallVector<ArraySpec, 4> Specs;
  /// Carries[step][accumulator].
  llvm::SmallVector<llvm::SmallVector<Carry, 2>, 2> Carries;
  llvm::MapVector<llvm::PHINode *, nest::LinearForm> HostCounters;
  /// Bodies for points of the domain, and for those outside it.
  std::unique_ptr<StatementWriter> Inside, Outside;
  std::unique_ptr<llvm::IRBuilder<>> B;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_JOBEMITTER_H
