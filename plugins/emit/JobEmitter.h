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

#include "emit/Arithmetic.h"
#include "emit/Carry.h"
#include "emit/MovedArithmetic.h"
#include "emit/RowLoops.h"
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
  JobEmitter(const Job &J, FastLoops &Fast, const nest::Analyses &A);

  /// In the check block, before the loop is copied: expands what the job needs.
  void prepare(Expansion &E, CarryMemory &Memory);
  /// In the copy; \p Block is the memory of the array carries, if any.
  void rewrite(llvm::Value *Block);

private:
  using Values = Arithmetic::Values;
  /// Where the cells of one value of a carry are.
  struct ArraySpec {
    llvm::Value *Offset = nullptr, *Count = nullptr;
    llvm::SmallVector<int64_t, 2> Firsts;
    llvm::SmallVector<llvm::Value *, 2> Extents;
  };
  /// What is emitted for one node.
  struct NodeState {
    /// Carry: one per value of the node's arithmetic.
    llvm::SmallVector<ArraySpec, 2> Specs;
    llvm::SmallVector<Carry, 2> Carries;
    /// Terms, Scale: the body or the factors, at points of the domain and
    /// outside it.
    std::unique_ptr<StatementWriter> Inside, Outside;
  };

  /// What is emitted for one chain of windows.
  struct WindowState {
    /// In the check block: by accumulator, where its memory begins; the rest of
    /// a row; how many elements it has, and with its padding; see WindowLayout.
    struct Memory {
      llvm::Value *Table = nullptr, *Running = nullptr, *Answers = nullptr,
                  *Scratch = nullptr;
    };
    llvm::SmallVector<Memory, 2> Memories;
    llvm::SmallVector<llvm::Value *, 2> Firsts, Counts;
    llvm::Value *Capacity = nullptr, *Total = nullptr, *Pitch = nullptr;
    /// Of a queue: the interval that has been seen ends before End; that which
    /// the first stack holds before Middle, from Base on. The running values
    /// of the rest, where they are no rows.
    llvm::AllocaInst *Base = nullptr, *Middle = nullptr, *End = nullptr;
    Values Running;
    std::unique_ptr<StatementWriter> Body;
  };

  /// What is emitted for one Buckets node.
  struct BucketState {
    /// In the check block, by selector: the key of the first bucket, in the
    /// key's type, and how many there are; by accumulator, where the buckets
    /// lie; where it is written down which bucket each term found, and with
    /// what in it.
    llvm::SmallVector<llvm::Value *, 2> Lows, Extents, Offsets, OldOffsets;
    /// How many values each dimension of Node::Apart has.
    llvm::SmallVector<llvm::Value *, 2> ApartExtents;
    llvm::Value *Count = nullptr, *FoundOffset = nullptr;
    /// How many there may be: where the keys show that they need no more, and
    /// where nothing is known of them; how many the loops alone call for.
    llvm::Value *Most = nullptr, *Few = nullptr, *Known = nullptr;
    /// The same as addresses, and how many terms are written down.
    llvm::SmallVector<llvm::Value *, 2> Tables, Old;
    llvm::Value *Found = nullptr;
    llvm::AllocaInst *Depth = nullptr;
    /// By selector, at points of the domain and outside it.
    std::vector<std::unique_ptr<StatementWriter>> Inside, Outside;
  };

  llvm::AllocaInst *slot(llvm::Type *T, const llvm::Twine &Name);
  /// In which the sums of \p Of are computed.
  const Arithmetic &arithmetic(const share::Node &Of) const;
  /// The rewritten loop is run only under the conditions that no loop changes
  /// and under which the reduction runs: the equation takes them for granted,
  /// and what stands before its loops must too.
  void requireSteadyConditions(Expansion &E, CarryMemory &Memory);
  void makeCarries(llvm::Value *Block);

  // Windows.cpp
  void prepareWindows(Expansion &E, CarryMemory &Memory);
  /// Writes what precedes the loops inside the carriers of windows.
  void makeWindows(llvm::Value *Block);
  void makeQueue(const WindowLayout &L, WindowState &State);
  /// The value of the window \p K, the first of its chain, at X.
  Values slid(unsigned K);
  Values slidInQueue(const WindowLayout &L, WindowState &State,
                     llvm::Value *Low, llvm::Value *High);
  Values slidInTable(const WindowLayout &L, WindowState &State);
  void updateRows(const WindowLayout &L, WindowState &State);
  /// Writes the row for \p T, the coordinate of a queue, or without one.
  void makeRow(const WindowLayout &L, WindowState &State,
               llvm::ArrayRef<llvm::Value *> Rows, llvm::Value *T);
  /// The sum of the terms of the leaf of \p L, for the coordinate \p T.
  Values termsAt(const WindowLayout &L, WindowState &State, llvm::Value *T);
  /// Values that rows are combined of together: those of one accumulator, or
  /// of sums about a point all.
  struct RowGroup {
    const Arithmetic *In;
    unsigned First, Count;
    /// Those of the group, of \p All.
    llvm::SmallVector<llvm::Value *, 4>
    of(llvm::ArrayRef<llvm::Value *> All) const {
      auto Own = All.slice(First, Count);
      return {Own.begin(), Own.end()};
    }
  };
  std::vector<RowGroup> rowGroups();
  /// The terms are added up in place: a repeated one changes nothing.
  bool inPlace() const { return N.Equation.Alg.Idempotent; }
  /// Where \p Block, which has a terminator, ends.
  void atEndOf(llvm::BasicBlock *Block, llvm::function_ref<void()> Write);
  void whileLess(llvm::AllocaInst *Counter, llvm::Value *End,
                 llvm::function_ref<void(llvm::Value *)> Body);
  void onlyIf(llvm::Value *Condition, llvm::function_ref<void()> Then,
              llvm::function_ref<void()> Else);

  // Buckets.cpp
  void prepareBuckets(Expansion &E, CarryMemory &Memory);
  /// Writes what precedes the carriers of buckets.
  void makeBuckets(llvm::Value *Block);
  /// Brings all buckets up to date for X.
  void updateBuckets();
  /// The outermost of the loops in which the answers do nothing but ask, so
  /// that the buckets may be brought up to date before it; Outer if none.
  unsigned firstAskingLoop() const;
  /// Does so there; false where it must be done in the reduction's place.
  bool updatedBefore();
  /// Writes the choice of the buckets for selectors without a range.
  void chooseBuckets(unsigned K);
  /// Writes the search for the least key of selector \p S of node \p K and for
  /// the greatest; \return both as i64, the first unsigned below the second
  /// where there is any. Nulls where they cannot be looked for.
  std::pair<llvm::Value *, llvm::Value *> keyRange(unsigned K, unsigned S);
  void putIn(unsigned K, llvm::ArrayRef<llvm::Value *> Z);
  void takeOut(unsigned K, llvm::ArrayRef<llvm::Value *> Z);
  void unwind(unsigned K);
  /// Writes down that a term found \p Index, or no bucket.
  void writeDown(unsigned K, llvm::Value *Index, bool InBucket);
  /// Runs \p Then with the number of the bucket for the term at \p Z, \p Else
  /// where it has none.
  void withBucket(unsigned K, llvm::ArrayRef<llvm::Value *> Z, bool Outside,
                  llvm::function_ref<void(llvm::Value *Index)> Then,
                  llvm::function_ref<void()> Else);
  /// \p Key in the numbering of selector \p S: i64, at least the number of
  /// buckets where it has none.
  llvm::Value *numbered(unsigned K, unsigned S, llvm::Value *Key);
  /// The number of the bucket at X for the numbers by selector.
  llvm::Value *indexOf(unsigned K, llvm::ArrayRef<llvm::Value *> Numbers);
  llvm::Value *bucketAt(unsigned K, unsigned Accumulator, llvm::Value *Index);
  /// i1: there are buckets for what X asks for; null where there always are.
  llvm::Value *isCounted();
  /// What the buckets of node \p K hold for X.
  Values lookedUp(unsigned K);
  /// The top loop stays, for answers that are not \p Known. The builder is left
  /// where they are.
  void keepLoop(llvm::Value *Known);
  bool usesBuckets() const;

  void reverseHost();

  /// What a writer of the whole body is asked for: the factors of its terms
  /// where these are added up about a point of their own.
  std::unique_ptr<StatementWriter> wholeBody(StatementWriter::Mode M);
  /// Adds the term of \p Body at the original point \p Z to the sum in
  /// \p Cells.
  void addTerm(StatementWriter &Body, llvm::ArrayRef<llvm::Value *> Z,
               llvm::ArrayRef<llvm::Value *> Cells);
  StatementWriter &body(unsigned K, bool Outside);
  /// The point \p Y behind X, in the order of the reduction's dimensions.
  llvm::SmallVector<llvm::Value *, 4> original(const share::Node &Of,
                                               llvm::ArrayRef<llvm::Value *> Y);
  /// The original point of \p Own, all dimensions of \p Of.
  llvm::SmallVector<llvm::Value *, 4>
  originalOf(const share::Node &Of, llvm::ArrayRef<llvm::Value *> Own);
  /// The factors of node \p K at the original point \p Z, in the accumulator's
  /// type.
  llvm::SmallVector<llvm::Value *, 4>
  factors(unsigned K, llvm::ArrayRef<llvm::Value *> Z, bool Outside);

  /// \p From, and after it the value of node \p K at X. \p Outside: its points
  /// may lie outside the reduction's domain.
  Values onto(Values From, unsigned K, bool Outside);
  Values carried(unsigned K, bool Outside);
  /// The term of node \p K as often as it has points, for one X.
  Values repeated(unsigned K);
  /// The number of terms of node \p K at X behind \p From.
  Values counted(Values From, unsigned K);
  /// \p Sum where it is accurate, else the terms of node \p K at X.
  Values accurate(Values Sum, unsigned K, bool Outside);
  /// The terms of node \p K at X behind \p From.
  Values withTerms(Values From, unsigned K, bool Outside);
  /// Runs \p Write with \p From in cells; \return what they hold then.
  Values
  inCells(Values From,
          llvm::function_ref<void(llvm::ArrayRef<llvm::Value *> Cells)> Write);
  /// Runs \p Statement over the loops of node \p K, with \p From in cells.
  Values
  overPoints(Values From, unsigned K,
             llvm::function_ref<void(llvm::ArrayRef<llvm::Value *> Y,
                                     llvm::ArrayRef<llvm::Value *> Cells)>
                 Statement);
  /// What the accumulators begin with.
  Values starts();
  /// The start and all parts at X, one value per accumulator.
  Values answers();
  /// \p Sum moved to where the answer at X wants it.
  Values moved(const Values &Sum);
  /// i1: \p Answers are what the top loop would compute; null where they
  /// always are.
  llvm::Value *isKnownGood(llvm::ArrayRef<llvm::Value *> Answers);
  /// Stores \p Answers where the loop would.
  void storeAnswers(llvm::ArrayRef<llvm::Value *> Answers);
  void replaceLoop(llvm::ArrayRef<llvm::Value *> Answers);
  /// Makes \p Answers leave from the builder's place as from the top loop.
  void leaveWith(llvm::ArrayRef<llvm::Value *> Answers);

  const nest::ReductionNest &N;
  const share::Plan &P;
  const std::vector<isl::ast_node> &Loops;
  const std::vector<llvm::SmallVector<CellRange, 2>> &Cells;
  const std::vector<WindowLayout> &Windows;
  FastLoops &Fast;
  const nest::Analyses &A;
  llvm::StringMap<llvm::Value *> Names;
  /// The point x: one counter per outer loop, then those of Loops nodes around.
  llvm::SmallVector<llvm::Value *, 4> X;
  std::vector<NodeState> States;
  std::vector<WindowState> WindowStates;
  std::vector<BucketState> BucketStates;
  /// What the answer at X asks for, by selector.
  llvm::SmallVector<llvm::Value *, 2> Asked;
  /// Of the whole body, and of each of its parts.
  std::unique_ptr<Arithmetic> Whole;
  /// The same as Whole, for sums of differences; null otherwise.
  MovedArithmetic *Moved = nullptr;
  std::vector<std::unique_ptr<Arithmetic>> Parts;
  /// Of each accumulator, for rows.
  std::vector<std::unique_ptr<Arithmetic>> Each;
  llvm::MapVector<llvm::PHINode *, nest::LinearForm> HostCounters;
  std::unique_ptr<llvm::IRBuilder<>> B;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_JOBEMITTER_H
