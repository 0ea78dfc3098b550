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

/// The values of a body that its terms are made of: all updates, or of
/// differences what is subtracted from.
llvm::SmallVector<llvm::Value *, 4> partsOf(const nest::ReductionNest &N);

class StatementWriter {
public:
  struct Mode {
    /// The terms are not regrouped.
    bool KeepsOrder = false;
    /// The points may lie outside the domain: what the body reads is computed
    /// from its linear form, not by instructions that were made for the domain
    /// alone.
    bool OutsideDomain = false;
    /// The body is written before loops around the reduction: the same goes
    /// for what it reads from their iterations.
    bool Ahead = false;
  };

  /// Writes the updates of all accumulators.
  StatementWriter(
      const nest::ReductionNest &N, const TwoVersions &V,
      const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded,
      llvm::LoopInfo &LI, Mode M);
  /// Computes \p Wanted, values of the body that each iteration computes and
  /// that do not depend on the accumulators.
  StatementWriter(
      const nest::ReductionNest &N, const TwoVersions &V,
      const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded,
      llvm::LoopInfo &LI, Mode M, llvm::ArrayRef<llvm::Value *> Wanted);

  /// Writes the body at the end of the builder's block, for the iteration
  /// \p Z of all dimensions, and leaves the builder in the block behind it.
  /// \param Cells  one memory cell per accumulator.
  void write(llvm::IRBuilderBase &B, llvm::ArrayRef<llvm::Value *> Z,
             llvm::ArrayRef<llvm::Value *> Cells);
  /// The same; \return the wanted values.
  llvm::SmallVector<llvm::Value *, 4> values(llvm::IRBuilderBase &B,
                                             llvm::ArrayRef<llvm::Value *> Z);

  /// With Mode::Ahead: whether a copy may stand before \p L, which contains the
  /// reduction: nothing else of an iteration of L is needed.
  bool canStandBefore(const llvm::Loop &L) const;

private:
  llvm::Value *copyOf(llvm::Value *V);
  llvm::Value *mapped(llvm::Value *Old);
  void collectNeeded();
  void need(llvm::Value *Root);
  void writeBody(llvm::IRBuilderBase &Builder, llvm::ArrayRef<llvm::Value *> Z,
                 llvm::ArrayRef<llvm::Value *> Cells);

  const nest::ReductionNest &N;
  const TwoVersions &V;
  const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded;
  Mode M;
  /// The accumulators' updates, or what was asked for.
  llvm::SmallVector<llvm::Value *, 4> Wanted;
  /// The innermost loop's blocks, each after its predecessors.
  llvm::SmallVector<llvm::BasicBlock *, 4> Blocks;
  /// No branch of the body matters to what is wanted.
  bool Straight = false;
  /// Instructions of the innermost loop that the wanted values need.
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
