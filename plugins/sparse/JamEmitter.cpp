//===- JamEmitter.cpp - Rows side by side ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The group hangs beside the original loop, which sums a row wherever a group
/// may not be formed:
/// \code
///   header ► before ► long, and rows left? ──► the other rows' before
///     ▲                 │ no                     │ short, or in the outputs
///     │                 ▼                        ▼
///     │              single ◄────────────────────┤
///     │                 ▼                        ▼
///     │              entries ► behind     entries of all rows ► rest of each
///     │                          │                                    ▼
///     └──────────────────────────┴───────────────────── behind of all rows
/// \endcode
/// A group is formed only where a row is left after it, so that it never has to
/// leave the loop.
///
//===----------------------------------------------------------------------===//

#include "sparse/RowJam.h"
#include "sparse/TileEmitter.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

using Values = DenseMap<Value *, Value *>;

class JamEmitter {
public:
  JamEmitter(const RowJam &Jam, const Analyses &A)
      : Jam(Jam), A(A), F(*Jam.Store->getFunction()), B(F.getContext()),
        Header(Jam.Entries->getHeader()), Rows(Jam.width()) {
    B.SetCurrentDebugLocation(Jam.Store->getDebugLoc());
  }

  void run();

private:
  BasicBlock *block(const Twine &Name) {
    return BasicBlock::Create(F.getContext(), "winnow." + Name, &F, Header);
  }
  void splitOff();
  void startRows();
  void compareRanges();
  void sumTogether();
  void sumRest(unsigned Row);
  void finishRow(unsigned Row);
  /// To the original for one row \p When it holds.
  void giveUp(Value *When, bool Rare = true);

  /// \p V of row \p Row, outside the entries.
  Value *ofRow(unsigned Row, Value *V);
  /// In an entry of it; counters and the sum are in \p Entry.
  Value *ofEntry(unsigned Row, Value *V, Values &Entry);
  Value *copy(Instruction &I, function_ref<Value *(Value *)> Operand);
  Value *overlaps(Value *Low, Value *High);
  Value *entryOverlaps(unsigned Row, Values &Entry);

  const RowJam &Jam;
  const Analyses &A;
  Function &F;
  IRBuilder<> B;
  BasicBlock *const Header;
  const unsigned Rows;

  BasicBlock *Before = nullptr, *Single = nullptr;
  /// Whether a row is longer than the least, as of the original's row.
  Value *Last = nullptr, *RowsLeft = nullptr;
  /// Counters that move alike in all rows.
  SmallPtrSet<PHINode *, 4> Alike;
  SmallVector<Values, 8> Known;
  /// Less one: entries of each row, and of the shortest.
  SmallVector<Value *, 8> Lasts;
  Value *Shortest = nullptr;
  /// The bytes of the group's outputs, as numbers.
  Value *OutputLow = nullptr, *OutputBytes = nullptr;
  /// Each row's counters and sum behind the entries that were summed together,
  /// and what they are there.
  SmallVector<Values, 8> Reached;
  SmallVector<Value *, 8> Sums;
};

} // namespace

Value *JamEmitter::copy(Instruction &I,
                        function_ref<Value *(Value *)> Operand) {
  Instruction *Copy = I.clone();
  // Scopes speak of the order that the rows had.
  Copy->setMetadata(LLVMContext::MD_alias_scope, nullptr);
  Copy->setMetadata(LLVMContext::MD_noalias, nullptr);
  for (Use &U : Copy->operands())
    U.set(Operand(U));
  B.Insert(Copy, I.getName());
  return Copy;
}

Value *JamEmitter::ofRow(unsigned Row, Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Jam.Rows->contains(I))
    return V;
  if (Value *Done = Known[Row].lookup(V))
    return Done;
  if (Value *From = Jam.joined(V))
    return ofRow(Row, From);
  // The first row's are there already.
  if (Row == 0 && is_contained(Jam.Body.Before, I->getParent()))
    return V;
  assert(!isa<PHINode>(I) && "a counter without a value");
  Value *Copy = copy(*I, [&](Value *Operand) { return ofRow(Row, Operand); });
  Known[Row][V] = Copy;
  return Copy;
}

Value *JamEmitter::ofEntry(unsigned Row, Value *V, Values &Entry) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Jam.Entries->contains(I))
    return ofRow(Row, V);
  if (Value *Done = Entry.lookup(V))
    return Done;
  Value *Copy =
      copy(*I, [&](Value *Operand) { return ofEntry(Row, Operand, Entry); });
  Entry[V] = Copy;
  return Copy;
}

void JamEmitter::giveUp(Value *When, bool Rare) {
  BasicBlock *Rest = block("group");
  B.CreateCondBr(When, Single, Rest,
                 Rare ? MDBuilder(F.getContext()).createUnlikelyBranchWeights()
                      : nullptr);
  B.SetInsertPoint(Rest);
}

/// Everything that scalar evolution knows is asked for before a block changes.
void JamEmitter::splitOff() {
  Before = Jam.Entries->getLoopPreheader();
  for (PHINode &Phi : Header->phis())
    if (&Phi != Jam.Sum &&
        isa<SCEVConstant>(
            cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi))->getStepRecurrence(A.SE)))
      Alike.insert(&Phi);
  SCEVExpander Expander(A.SE, "winnow.jam");
  Instruction *At = Before->getTerminator();
  Type *I64 = B.getInt64Ty();
  Last = Expander.expandCodeFor(A.SE.getNoopOrZeroExtend(Jam.LastEntry, I64),
                                I64, At->getIterator());
  const SCEV *LastRow = A.SE.getNoopOrZeroExtend(Jam.LastRow, I64);
  const SCEV *Left = A.SE.getAddRecExpr(LastRow, A.SE.getMinusOne(I64),
                                        Jam.Rows, SCEV::FlagAnyWrap);
  RowsLeft = Expander.expandCodeFor(Left, I64, At->getIterator());

  Single = block("single");
  Header->replacePhiUsesWith(Before, Single);
  B.SetInsertPoint(At);
  Value *Group =
      B.CreateAnd(B.CreateICmpUGE(Last, B.getInt64(Jam.leastEntries() - 1)),
                  B.CreateICmpUGE(RowsLeft, B.getInt64(Rows)));
  BasicBlock *Start = block("rows");
  B.CreateCondBr(Group, Start, Single);
  At->eraseFromParent();
  B.SetInsertPoint(Single);
  B.CreateBr(Header);
  B.SetInsertPoint(Start);
}

/// What comes before the entries, of all rows but the first.
void JamEmitter::startRows() {
  Known.resize(Rows);
  Lasts.push_back(Last);
  BasicBlock *Latch = Jam.Rows->getLoopLatch();
  for (unsigned Row = 1; Row != Rows; ++Row) {
    for (PHINode &Phi : Jam.Rows->getHeader()->phis())
      Known[Row][&Phi] = ofRow(Row - 1, Phi.getIncomingValueForBlock(Latch));
    for (BasicBlock *BB : Jam.Body.Before) {
      for (Instruction &I : *BB)
        if (!isa<PHINode>(I) && !I.isTerminator() && !I.isDebugOrPseudoInst() &&
            !isa<IntrinsicInst>(I))
          ofRow(Row, &I);
      auto *Test = find_if(Jam.Body.Tests, [&](const LoopBody::Test &T) {
        return T.Branch->getParent() == BB;
      });
      if (Test == Jam.Body.Tests.end())
        continue;
      Value *Condition = ofRow(Row, Test->Branch->getCondition());
      giveUp(Test->On == 0 ? B.CreateNot(Condition) : Condition,
             /*Rare=*/false);
    }
    if (Jam.SameLength)
      continue;
    Lasts.push_back(ofRow(Row, Last));
    giveUp(B.CreateICmpULT(Lasts.back(), B.getInt64(Jam.leastEntries() - 1)),
           /*Rare=*/false);
  }
  Shortest = Lasts[0];
  for (Value *Other : drop_begin(Lasts))
    Shortest = B.CreateBinaryIntrinsic(Intrinsic::umin, Shortest, Other);
}

/// Whether the bytes from \p Low to \p High (excluded) meet the outputs.
Value *JamEmitter::overlaps(Value *Low, Value *High) {
  return B.CreateAnd(B.CreateICmpULT(Low, B.CreateAdd(OutputLow, OutputBytes)),
                     B.CreateICmpULT(OutputLow, High));
}

void JamEmitter::compareRanges() {
  Type *I64 = B.getInt64Ty();
  const DataLayout &DL = F.getDataLayout();
  auto SizeOf = [&](Type *Ty) {
    return int64_t(DL.getTypeStoreSize(Ty).getFixedValue());
  };
  const int64_t Span = Jam.StoreStep * int64_t(Rows - 1);
  OutputLow = B.CreatePtrToInt(ofRow(0, Jam.Store->getPointerOperand()), I64);
  OutputLow = B.CreateAdd(OutputLow, B.getInt64(std::min<int64_t>(Span, 0)));
  OutputBytes = B.getInt64(std::abs(Span) +
                           SizeOf(Jam.Store->getValueOperand()->getType()));
  // The first row reads before anything is stored in the original as well.
  Value *Any = B.getFalse();
  for (unsigned Row = 1; Row != Rows; ++Row) {
    Values First;
    for (PHINode &Phi : Header->phis())
      if (&Phi != Jam.Sum)
        First[&Phi] = ofRow(Row, Phi.getIncomingValueForBlock(Single));
    auto Address = [&](LoadInst *Load) {
      return B.CreatePtrToInt(ofEntry(Row, Load->getPointerOperand(), First),
                              I64);
    };
    for (LoadInst *Load : Jam.Once) {
      Value *Low = Address(Load);
      Any = B.CreateOr(
          Any,
          overlaps(Low, B.CreateAdd(Low, B.getInt64(SizeOf(Load->getType())))));
    }
    for (const RowJam::Stretch &S : Jam.Stretches) {
      Value *Low = Address(S.Load);
      Value *Last = Jam.SameLength ? Lasts[0] : Lasts[Row];
      Value *End = B.CreateAdd(Low, B.CreateMul(Last, B.getInt64(S.Step)));
      if (S.Step < 0)
        std::swap(Low, End);
      End = B.CreateAdd(End, B.getInt64(SizeOf(S.Load->getType())));
      Any = B.CreateOr(Any, overlaps(Low, End));
    }
  }
  if (!isa<Constant>(Any))
    giveUp(Any);
}

Value *JamEmitter::entryOverlaps(unsigned Row, Values &Entry) {
  Value *Any = B.getFalse();
  if (Row == 0)
    return Any;
  for (LoadInst *Load : Jam.Others) {
    const uint64_t Size =
        F.getDataLayout().getTypeStoreSize(Load->getType()).getFixedValue();
    Value *Begin = B.CreatePtrToInt(
        ofEntry(Row, Load->getPointerOperand(), Entry), B.getInt64Ty());
    // From a size below the outputs to their end.
    Value *Distance =
        B.CreateAdd(B.CreateSub(Begin, OutputLow), B.getInt64(Size - 1));
    Any = B.CreateOr(
        Any, B.CreateICmpULT(Distance,
                             B.CreateAdd(OutputBytes, B.getInt64(Size - 1))));
  }
  return Any;
}

void JamEmitter::sumTogether() {
  BasicBlock *From = B.GetInsertBlock();
  // Starts are computed outside.
  SmallVector<SmallVector<std::pair<PHINode *, Value *>, 4>, 8> Starts(Rows);
  for (unsigned Row = 0; Row != Rows; ++Row)
    for (PHINode &Phi : Header->phis())
      Starts[Row].push_back(
          {&Phi, ofRow(Row, Phi.getIncomingValueForBlock(Single))});
  BasicBlock *Loop = block("together"), *Done = block("reached");
  B.CreateBr(Loop);
  B.SetInsertPoint(Loop);
  PHINode *Counter = B.CreatePHI(B.getInt64Ty(), 2);
  Counter->addIncoming(B.getInt64(0), From);
  Reached.resize(Rows);
  SmallVector<Values, 8> Entry(Rows);
  for (unsigned Row = 0; Row != Rows; ++Row)
    for (unsigned N = 0; N != Starts[Row].size(); ++N) {
      PHINode *Phi = Starts[Row][N].first;
      Value *Start = Starts[Row][N].second;
      // Counters that start alike are one.
      if (Row && Start == Starts[0][N].second && Alike.contains(Phi)) {
        Entry[Row][Phi] = Entry[0][Phi];
        continue;
      }
      PHINode *Now = B.CreatePHI(Phi->getType(), 2, Phi->getName());
      Now->addIncoming(Start, From);
      Entry[Row][Phi] = Now;
    }
  const SmallVector<Values, 8> Counters = Entry;
  Value *Bad = B.getFalse();
  for (unsigned Row = 0; Row != Rows; ++Row)
    Bad = B.CreateOr(Bad, entryOverlaps(Row, Entry[Row]));
  if (!isa<Constant>(Bad))
    giveUp(Bad);
  for (unsigned Row = 0; Row != Rows; ++Row)
    for (PHINode &Phi : Header->phis())
      Reached[Row][&Phi] = ofEntry(
          Row, Phi.getIncomingValueForBlock(Jam.Entries->getLoopLatch()),
          Entry[Row]);
  BasicBlock *End = B.GetInsertBlock();
  for (unsigned Row = 0; Row != Rows; ++Row)
    for (PHINode &Phi : Header->phis()) {
      auto *Now = cast<PHINode>(Counters[Row].lookup(&Phi));
      if (Now->getBasicBlockIndex(End) < 0)
        Now->addIncoming(Reached[Row][&Phi], End);
    }
  Value *Next = B.CreateNUWAdd(Counter, B.getInt64(1));
  Counter->addIncoming(Next, End);
  BranchInst *Back =
      B.CreateCondBr(B.CreateICmpULE(Next, Shortest), Loop, Done);
  Back->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), 1));
  B.SetInsertPoint(Done);
  Sums.resize(Rows);
  for (unsigned Row = 0; Row != Rows; ++Row)
    Sums[Row] = Reached[Row][Jam.Sum];
}

/// Entries of a row behind the last of the shortest.
void JamEmitter::sumRest(unsigned Row) {
  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Loop = block("rest"), *Done = block("summed");
  B.CreateCondBr(B.CreateICmpULT(Shortest, Lasts[Row]), Loop, Done);
  B.SetInsertPoint(Loop);
  PHINode *Counter = B.CreatePHI(B.getInt64Ty(), 2);
  Counter->addIncoming(Shortest, From);
  Values Entry;
  for (PHINode &Phi : Header->phis()) {
    PHINode *Now = B.CreatePHI(Phi.getType(), 2, Phi.getName());
    Now->addIncoming(Reached[Row][&Phi], From);
    Entry[&Phi] = Now;
  }
  const Values Counters = Entry;
  Value *Bad = entryOverlaps(Row, Entry);
  if (!isa<Constant>(Bad))
    giveUp(Bad);
  for (PHINode &Phi : Header->phis()) {
    Value *Next = ofEntry(
        Row, Phi.getIncomingValueForBlock(Jam.Entries->getLoopLatch()), Entry);
    cast<PHINode>(Counters.lookup(&Phi))->addIncoming(Next, B.GetInsertBlock());
    if (&Phi == Jam.Sum)
      Sums[Row] = Next;
  }
  BasicBlock *End = B.GetInsertBlock();
  Value *Next = B.CreateNUWAdd(Counter, B.getInt64(1));
  Counter->addIncoming(Next, End);
  BranchInst *Back =
      B.CreateCondBr(B.CreateICmpULT(Next, Lasts[Row]), Loop, Done);
  Back->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), 1));
  B.SetInsertPoint(Done);
  PHINode *Sum = B.CreatePHI(Jam.Sum->getType(), 2, "winnow.sum");
  Sum->addIncoming(Reached[Row][Jam.Sum], From);
  Sum->addIncoming(Sums[Row], End);
  Sums[Row] = Sum;
}

void JamEmitter::finishRow(unsigned Row) {
  Known[Row][Jam.Next] = Sums[Row];
  for (BasicBlock *BB : Jam.Body.Behind)
    for (Instruction &I : *BB)
      if (!isa<PHINode>(I) && !I.isTerminator() && !I.isDebugOrPseudoInst() &&
          !(isa<IntrinsicInst>(I) &&
            cast<IntrinsicInst>(I).isAssumeLikeIntrinsic()))
        ofRow(Row, &I);
}

void JamEmitter::run() {
  splitOff();
  startRows();
  compareRanges();
  sumTogether();
  if (!Jam.SameLength)
    for (unsigned Row = 0; Row != Rows; ++Row)
      sumRest(Row);
  for (unsigned Row = 0; Row != Rows; ++Row)
    finishRow(Row);
  BasicBlock *Top = Jam.Rows->getHeader(), *Latch = Jam.Rows->getLoopLatch();
  SmallVector<Value *, 4> Next;
  for (PHINode &Phi : Top->phis())
    Next.push_back(ofRow(Rows - 1, Phi.getIncomingValueForBlock(Latch)));
  for (auto [Phi, Value] : zip(Top->phis(), Next))
    Phi.addIncoming(Value, B.GetInsertBlock());
  B.CreateBr(Top);
  addStringMetadataToLoop(Jam.Entries, DoneMarker, 1);
}

void emitRowJam(const RowJam &Jam, const Analyses &A) {
  JamEmitter(Jam, A).run();
}

} // namespace winnow::sparse
