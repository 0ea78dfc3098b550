//===- RowFrame.h - A rewritten row between its neighbours ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What surrounds the rewritten loops of a row, whatever they are:
/// \code
///   before ── a check fails ──────────────────────► original loop, from 0
///     │                                                     ▲
///   piece ► collect ► rewritten ── overlap found ─► from the piece's start
///     ▲                 │
///     └──── next ───────┴──────────────► exit ◄──── original loop
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_ROWFRAME_H
#define WINNOW_SPARSE_ROWFRAME_H

#include "sparse/Footprint.h"
#include "sparse/IterationCopy.h"

namespace winnow::sparse {

class RowFrame {
public:
  RowFrame(const Accumulation &Sum, const Footprint &Memory, const Analyses &A);
  virtual ~RowFrame() = default;
  RowFrame(const RowFrame &) = delete;
  RowFrame &operator=(const RowFrame &) = delete;

  void run();

protected:
  /// The rewritten loops, from the builder's place; they go to \p Behind.
  virtual void emitRow(llvm::BasicBlock *Behind) = 0;

  /// A counter of the new loops, from zero.
  struct Counted {
    llvm::BasicBlock *Header;
    llvm::PHINode *Counter;
  };
  llvm::BasicBlock *block(const llvm::Twine &Name);
  Counted beginLoop(const llvm::Twine &Name);
  /// Ends the loop at the builder's place: Counter += Step while that is below
  /// \p Bound, else to \p Exit.
  void endLoop(const Counted &L, uint64_t Step, llvm::Value *Bound,
               llvm::BasicBlock *Exit, unsigned Unroll = 1);

  /// The branch that ends a loop.
  void branchBack(llvm::Value *Again, llvm::BasicBlock *Header,
                  llvm::BasicBlock *Exit, unsigned Unroll = 1);

  /// \p S before the row.
  llvm::Value *expand(const llvm::SCEV *S, llvm::Type *Ty = nullptr);
  /// Counters of the loops, in these iterations.
  void setEntry(IterationCopy &Copy, llvm::Value *Number);
  void setCounters(IterationCopy &Copy, llvm::Value *Entry, llvm::Value *Line,
                   llvm::Value *Column);
  /// The same, but of the entries.
  void setPlace(IterationCopy &Copy, llvm::Value *Line, llvm::Value *Column);
  /// How many entries there are to go through, and which one is number
  /// \p Counter of them.
  llvm::Value *entryCount() const { return Numbers ? NumberCount : Entries; }
  llvm::Value *entryNumber(llvm::Value *Counter);
  /// Goes on with the original from the start of the piece \p When it holds.
  void giveUp(llvm::Value *When);

  const Accumulation &Sum;
  const Footprint &Memory;
  const Analyses &A;
  llvm::Function &F;
  llvm::IRBuilder<> B;
  llvm::Type *const Cell;
  const uint64_t CellBytes;

  /// How many there are, and the address of the first output.
  llvm::Value *Entries = nullptr, *Lines = nullptr, *Columns = nullptr,
              *Output = nullptr;

private:
  void splitOff();
  void expandCounts();
  void leaveSmallRows();
  llvm::Value *rangesOverlap();
  llvm::Value *linesOverlap();
  llvm::Value *counterAt(llvm::PHINode &Phi, const llvm::Loop &L,
                         llvm::Value *Number);
  void setLoop(IterationCopy &Copy, const llvm::Loop &L, llvm::Value *Number);
  /// Fills Numbers; leaves the builder where NumberCount is set and not zero.
  void collect(llvm::BasicBlock *None);
  void toOriginal(llvm::Value *When, llvm::BasicBlock *Else);
  void resumeOriginal();

  /// Before the row, and ahead of that where sizes are compared.
  llvm::BasicBlock *Before = nullptr, *Gate = nullptr;
  llvm::BasicBlock *OriginalPreheader = nullptr;
  /// The first entry of the piece, its length, and where numbers of entries
  /// are collected: an array, of which NumberCount are in use.
  llvm::Value *PieceStart = nullptr, *Numbers = nullptr, *NumberCount = nullptr;
  bool GivesUp = false;
};

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_ROWFRAME_H
