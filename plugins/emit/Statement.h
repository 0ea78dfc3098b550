//===- Statement.h - One iteration of a reduction's body --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Copies the innermost body of a reduction for one point of its domain:
/// counters become values of the point, accumulators become memory cells,
/// guards become true. Only what the accumulators need is copied. Metadata and
/// debug locations are kept; where terms are regrouped, nsw, nuw, nnan and ninf
/// of the updates are not, since other partial results come about.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_STATEMENT_H
#define WINNOW_EMIT_STATEMENT_H

#include "emit/Expansion.h"
#include "emit/Versioning.h"

namespace winnow::emit {

class StatementWriter {
public:
  /// \param KeepsOrder     the terms are not regrouped.
  /// \param OutsideDomain  the points may lie outside the domain: what the
  ///                       body reads is computed from its linear form, not by
  ///                       instructions that were made for the domain alone.
  StatementWriter(
      const nest::ReductionNest &N, const TwoVersions &V,
      const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded,
      llvm::LoopInfo &LI, bool KeepsOrder, bool OutsideDomain = false);

  /// Writes the body at the end of the builder's block, for the iteration
  /// \p Z of all dimensions, and leaves the builder in the block behind it.
  /// \param Cells  one memory cell per accumulator.
  void write(llvm::IRBuilderBase &B, llvm::ArrayRef<llvm::Value *> Z,
             llvm::ArrayRef<llvm::Value *> Cells);

private:
  llvm::Value *copyOf(llvm::Value *V);
  void collectNeeded();

  const nest::ReductionNest &N;
  const TwoVersions &V;
  const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded;
  bool OutsideDomain;
  /// The innermost loop's blocks, each after its predecessors.
  llvm::SmallVector<llvm::BasicBlock *, 4> Blocks;
  /// Instructions of the innermost loop that the accumulators need.
  llvm::SmallPtrSet<llvm::Instruction *, 16> Needed;
  /// Instructions whose flags depend on the order of the terms.
  llvm::SmallPtrSet<llvm::Instruction *, 8> Reordered;

  // The statement being written.
  llvm::IRBuilderBase *B = nullptr;
  llvm::ArrayRef<llvm::Value *> Point;
  llvm::DenseMap<llvm::Value *, llvm::Value *> Copies;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_STATEMENT_H
