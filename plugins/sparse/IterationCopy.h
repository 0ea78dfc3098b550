//===- IterationCopy.h - An iteration, computed elsewhere -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Copies of what the loops compute in one entry and from one column on:
/// \code
///   c[j] += val[k] * b[col[k]*n+j]     k = entry 7, j = 32 .. 47
///     scalar:  val[7], &b[col[7]*n+32]
///     lanes:   <16 x float> of b, times a splat of val[7], plus the outputs
/// \endcode
/// Each instruction is copied once, where its first user needs it.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_ITERATIONCOPY_H
#define WINNOW_SPARSE_ITERATIONCOPY_H

#include "sparse/Accumulation.h"
#include "llvm/IR/IRBuilder.h"

namespace winnow::sparse {

/// One vector's worth of columns. All lanes are in use where Mask is null; else
/// the first Used of them, an i32.
struct LaneGroup {
  unsigned Lanes = 1;
  /// Columns between the first of the copy and the first of the group.
  unsigned Offset = 0;
  llvm::Value *Mask = nullptr, *Used = nullptr;
  /// Lines between that of the copy and that of the group.
  unsigned Line = 0;
};

class IterationCopy {
public:
  /// \param B  where copies go; the caller moves it on
  IterationCopy(const Accumulation &Sum, llvm::IRBuilder<> &B)
      : Sum(Sum), B(B) {}

  /// Says what counter \p Phi of either loop is in this iteration.
  void set(llvm::PHINode &Phi, llvm::Value *Now) { Known[&Phi] = Now; }

  /// Says how many bytes behind its place in the copy \p Row begins in each of
  /// the lines of groups.
  void setRow(const llvm::LoadInst &Row, llvm::ArrayRef<llvm::Value *> Bytes) {
    RowBytes[&Row].assign(Bytes.begin(), Bytes.end());
  }

  /// \p V in this iteration: in the first column if it varies with them.
  llvm::Value *scalar(llvm::Value *V);

  /// What the sums of \p G start with, \p Old what their outputs hold; null
  /// where nobody reads it.
  llvm::Value *start(const LaneGroup &G, llvm::Value *Old);
  /// The sums of \p G after the entry, \p Before those before it.
  llvm::Value *sum(const LaneGroup &G, llvm::Value *Before, llvm::Value *Old);
  /// What is stored to the outputs of \p G, \p Sums those after the last entry.
  llvm::Value *stored(const LaneGroup &G, llvm::Value *Sums, llvm::Value *Old);

private:
  void begin(const LaneGroup &G, llvm::Value *Cells);
  llvm::Value *lanes(llvm::Value *V);

  const Accumulation &Sum;
  llvm::IRBuilder<> &B;
  llvm::DenseMap<llvm::Value *, llvm::Value *> Known, Wide;
  llvm::DenseMap<const llvm::LoadInst *, llvm::SmallVector<llvm::Value *, 8>>
      RowBytes;
  LaneGroup Group;
};

/// \p I for \p Lanes columns or rows at once. \p Wide gives its operands, and
/// \p Single those that an operation has one of for all lanes.
llvm::Value *widen(llvm::IRBuilder<> &B, llvm::Instruction &I, unsigned Lanes,
                   llvm::function_ref<llvm::Value *(llvm::Value *)> Wide,
                   llvm::function_ref<llvm::Value *(llvm::Value *)> Single);

/// An operation whose lanes can be computed beside each other.
bool isLanewise(const llvm::Instruction &I);

/// Where \p G begins, \p Address that of the copy's first column. Beyond the
/// last column it may leave its array, so it promises nothing.
llvm::Value *groupAddress(llvm::IRBuilder<> &B, const LaneGroup &G,
                          llvm::Type *Element, llvm::Value *Address);

/// Loads the lanes of \p G at \p Address, that of the copy's first column.
llvm::Value *loadLanes(llvm::IRBuilder<> &B, const LaneGroup &G,
                       llvm::Type *Element, llvm::Value *Address,
                       llvm::Align Alignment);

/// Stores them, in whole pieces:
/// \code
///   13 of 16 lanes:   8 | 4 | - | 1
/// \endcode
/// A load that comes soon after a masked store, of what lies behind its last
/// lane in use, waits until the store is done: on Zen 5 a row of 8 columns then
/// takes 7.6 ns, with pieces 3.2 ns. May add blocks; \p B is left behind them,
/// at the end of a block that is not ended.
void storeLanes(llvm::IRBuilder<> &B, const LaneGroup &G, llvm::Value *Lanes,
                llvm::Value *Address, llvm::Align Alignment);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_ITERATIONCOPY_H
