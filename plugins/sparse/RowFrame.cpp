//===- RowFrame.cpp - A rewritten row between its neighbours --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/RowFrame.h"
#include "sparse/TileEmitter.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

/// Entries of which the numbers are collected at once: 2 KB of stack.
static constexpr uint64_t PieceLength = 512;
/// Products of a row, below which a tile in lines costs more than it saves:
/// measured on planes of 2 x 2 and 4 x 4.
static constexpr uint64_t LeastWork = 24;
/// Outputs below which sums in one register each are as fast, since the machine
/// works on several at a time: in lines, and in one.
static constexpr uint64_t LeastPlane = 8, LeastColumns = 3;

RowFrame::RowFrame(const Accumulation &Sum, const Footprint &Memory,
                   const Analyses &A)
    : Sum(Sum), Memory(Memory), A(A), F(*Sum.Store->getFunction()),
      B(F.getContext()), Cell(Sum.Store->getValueOperand()->getType()),
      CellBytes(F.getDataLayout().getTypeStoreSize(Cell).getFixedValue()) {
  B.SetCurrentDebugLocation(Sum.Store->getDebugLoc());
}

BasicBlock *RowFrame::block(const Twine &Name) {
  return BasicBlock::Create(F.getContext(), "winnow." + Name, &F,
                            OriginalPreheader);
}

RowFrame::Counted RowFrame::beginLoop(const Twine &Name) {
  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Header = block(Name);
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *Counter = B.CreatePHI(B.getInt64Ty(), 2);
  Counter->addIncoming(B.getInt64(0), From);
  return {Header, Counter};
}

MDNode *finishedLoop(LLVMContext &C, unsigned Unroll) {
  auto Mark = [&](StringRef Name, unsigned Value = 1) {
    return MDNode::get(C, {MDString::get(C, Name),
                           ConstantAsMetadata::get(
                               ConstantInt::get(Type::getInt32Ty(C), Value))});
  };
  MDNode *Once = MDNode::get(C, MDString::get(C, "llvm.loop.unroll.disable"));
  MDNode *Id = MDNode::getDistinct(
      C, {nullptr, Mark(DoneMarker), Mark("llvm.loop.isvectorized"),
          Unroll > 1 ? Mark("llvm.loop.unroll.count", Unroll) : Once});
  Id->replaceOperandWith(0, Id);
  return Id;
}

void RowFrame::endLoop(const Counted &L, uint64_t Step, Value *Bound,
                       BasicBlock *Exit, unsigned Unroll) {
  Value *Next = B.CreateNUWAdd(L.Counter, B.getInt64(Step));
  L.Counter->addIncoming(Next, B.GetInsertBlock());
  branchBack(B.CreateICmpULT(Next, Bound), L.Header, Exit, Unroll);
}

void RowFrame::branchBack(Value *Again, BasicBlock *Header, BasicBlock *Exit,
                          unsigned Unroll) {
  BranchInst *Back = B.CreateCondBr(Again, Header, Exit);
  Back->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), Unroll));
}

void RowFrame::splitOff() {
  Before = Sum.root().getLoopPreheader();
  OriginalPreheader = SplitBlock(Before, Before->getTerminator(), &A.DT, &A.LI,
                                 nullptr, "winnow.original");
}

Value *RowFrame::expand(const SCEV *S, Type *Ty) {
  SCEVExpander Expander(A.SE, "winnow.sparse");
  return Expander.expandCodeFor(S, Ty ? Ty : S->getType(),
                                Before->getTerminator()->getIterator());
}

void RowFrame::expandCounts() {
  auto Count = [&](const SCEV *Last) {
    const SCEV *Long = A.SE.getNoopOrZeroExtend(Last, B.getInt64Ty());
    return expand(A.SE.getAddExpr(Long, A.SE.getOne(Long->getType())));
  };
  Entries = Count(Sum.LastEntry);
  Columns = Count(Sum.LastColumn);
  if (Sum.Lines)
    Lines = Count(Sum.LastLine);
  Output = expand(Sum.FirstOutput);
}

Value *RowFrame::rangesOverlap() {
  Value *Overlap = B.getFalse();
  if (Memory.Ranges.empty())
    return Overlap;
  Value *Low = expand(Memory.Outputs.Low), *High = expand(Memory.Outputs.High);
  for (const AddressRange &R : Memory.Ranges) {
    Value *Begin = expand(R.Low), *End = expand(R.High);
    B.SetInsertPoint(Before->getTerminator());
    Value *Both =
        B.CreateAnd(B.CreateICmpULT(Begin, High), B.CreateICmpULT(Low, End));
    Overlap = B.CreateOr(Overlap, Both);
  }
  return Overlap;
}

Value *RowFrame::counterAt(PHINode &Phi, const Loop &L, Value *Number) {
  auto *AR = cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi));
  // In the preheader of either loop, where the counter starts.
  Value *Start = Phi.getIncomingValueForBlock(L.getLoopPreheader());
  Value *Step = expand(AR->getStepRecurrence(A.SE));
  Value *Moved =
      B.CreateMul(B.CreateZExtOrTrunc(Number, Step->getType()), Step);
  if (Phi.getType()->isPointerTy())
    return B.CreatePtrAdd(Start, Moved);
  return B.CreateAdd(Start, Moved);
}

/// The counter of an inner loop starts where the outer ones let it.
void RowFrame::setLoop(IterationCopy &Copy, const Loop &L, Value *Number) {
  for (PHINode &Phi : L.getHeader()->phis()) {
    if (&Phi == Sum.SumPhi)
      continue;
    auto *AR = cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi));
    Value *Start =
        Copy.scalar(Phi.getIncomingValueForBlock(L.getLoopPreheader()));
    Value *Step = expand(AR->getStepRecurrence(A.SE));
    Value *Moved =
        B.CreateMul(B.CreateZExtOrTrunc(Number, Step->getType()), Step);
    Copy.set(Phi, Phi.getType()->isPointerTy() ? B.CreatePtrAdd(Start, Moved)
                                               : B.CreateAdd(Start, Moved));
  }
}

void RowFrame::setEntry(IterationCopy &Copy, Value *Number) {
  setLoop(Copy, *Sum.Entries, Number);
}

void RowFrame::setPlace(IterationCopy &Copy, Value *Line, Value *Column) {
  if (Sum.Lines)
    setLoop(Copy, *Sum.Lines, Line);
  setLoop(Copy, *Sum.Columns, Column);
}

void RowFrame::setCounters(IterationCopy &Copy, Value *Entry, Value *Line,
                           Value *Column) {
  // From the outermost loop to the innermost.
  if (!Sum.entriesInside())
    setEntry(Copy, Entry);
  setPlace(Copy, Line, Column);
  if (Sum.entriesInside())
    setEntry(Copy, Entry);
}

Value *RowFrame::entryNumber(Value *Counter) {
  if (!Numbers)
    return Counter;
  Type *I32 = B.getInt32Ty();
  Value *Number = B.CreateZExt(
      B.CreateLoad(I32, B.CreateInBoundsGEP(I32, Numbers, Counter)),
      B.getInt64Ty());
  return B.CreateAdd(PieceStart, Number);
}

/// Whether an output lies in two lines, or sizes are so large that a sum of
/// addresses might wrap.
Value *RowFrame::linesOverlap() {
  auto Magnitude = [&](const SCEV *Step) {
    Value *Bytes = expand(Step, B.getInt64Ty());
    B.SetInsertPoint(Before->getTerminator());
    return B.CreateBinaryIntrinsic(Intrinsic::abs, Bytes, B.getFalse());
  };
  Value *Large = Columns, *Overlap = B.getFalse();
  if (Sum.Lines) {
    Value *Next = Magnitude(Sum.NextLine);
    Large = B.CreateOr(B.CreateOr(Large, Lines), Next);
    for (const Row &R : Sum.Rows)
      Large = B.CreateOr(Large, Magnitude(R.Step.PerLine));
    Overlap = B.CreateAnd(
        B.CreateICmpNE(Lines, B.getInt64(1)),
        B.CreateICmpULT(Next, B.CreateMul(Columns, B.getInt64(CellBytes))));
  }
  return B.CreateOr(Overlap,
                    B.CreateICmpUGE(Large, B.getInt64(uint64_t(1) << 31)));
}

void RowFrame::collect(BasicBlock *None) {
  IRBuilder<> AtEntry(&F.getEntryBlock(), F.getEntryBlock().begin());
  Type *I32 = B.getInt32Ty();
  Numbers = AtEntry.CreateAlloca(ArrayType::get(I32, PieceLength), nullptr,
                                 "winnow.numbers");
  Value *Length =
      B.CreateBinaryIntrinsic(Intrinsic::umin, B.CreateSub(Entries, PieceStart),
                              B.getInt64(PieceLength));
  BasicBlock *From = B.GetInsertBlock();
  Counted L = beginLoop("collect");
  PHINode *Found = B.CreatePHI(B.getInt64Ty(), 2);
  Found->addIncoming(B.getInt64(0), From);
  IterationCopy Copy(Sum, B);
  setEntry(Copy, B.CreateAdd(PieceStart, L.Counter));
  Value *Counts = B.getTrue();
  for (const SkipTest &T : Sum.Skips) {
    Value *Now = Copy.scalar(T.Condition);
    Counts = B.CreateAnd(Counts, T.Skips ? B.CreateNot(Now) : Now);
  }
  B.CreateStore(B.CreateTrunc(L.Counter, I32),
                B.CreateInBoundsGEP(I32, Numbers, Found));
  Value *More = B.CreateNUWAdd(Found, B.CreateZExt(Counts, B.getInt64Ty()));
  Found->addIncoming(More, B.GetInsertBlock());
  BasicBlock *Collected = block("collected"), *Any = block("row");
  endLoop(L, 1, Length, Collected, /*Unroll=*/4);
  B.SetInsertPoint(Collected);
  B.CreateCondBr(B.CreateICmpEQ(More, B.getInt64(0)), None, Any);
  B.SetInsertPoint(Any);
  NumberCount = More;
}

/// The original is the rare case: registers are for the others.
void RowFrame::toOriginal(Value *When, BasicBlock *Else) {
  B.CreateCondBr(When, OriginalPreheader, Else,
                 MDBuilder(F.getContext()).createUnlikelyBranchWeights());
}

/// Goes on with the original from the start of the piece \p When it holds.
void RowFrame::giveUp(Value *When) {
  GivesUp = true;
  BasicBlock *Rest = block("apart");
  toOriginal(When, Rest);
  B.SetInsertPoint(Rest);
}

/// The original begins with the first entry, or with that of the piece which
/// was given up.
void RowFrame::resumeOriginal() {
  if (!PieceStart || !GivesUp)
    return;
  B.SetInsertPoint(OriginalPreheader, OriginalPreheader->begin());
  PHINode *First = B.CreatePHI(B.getInt64Ty(), 2);
  for (BasicBlock *From : predecessors(OriginalPreheader)) {
    const bool AtStart = From == Before || From == Gate;
    First->addIncoming(AtStart ? B.getInt64(0) : PieceStart, From);
  }
  for (PHINode &Phi : Sum.Entries->getHeader()->phis()) {
    Value *From = counterAt(Phi, *Sum.Entries, First);
    Phi.setIncomingValueForBlock(OriginalPreheader, From);
  }
}

/// Where there is too little to do, the original does it sooner than a tile is
/// set up. Which of the two it is changes from row to row, so neither is called
/// the rare case.
void RowFrame::leaveSmallRows() {
  if (!Sum.Lines && !Sum.entriesInside())
    return;
  Gate = Before;
  Before = SplitBlock(Gate, Gate->getTerminator(), &A.DT, &A.LI, nullptr,
                      "winnow.check");
  B.SetInsertPoint(Gate->getTerminator());
  Value *Outputs = Sum.Lines ? B.CreateMul(Lines, Columns) : Columns;
  Value *Small = B.getFalse();
  if (Sum.entriesInside())
    Small = B.CreateICmpULT(Outputs,
                            B.getInt64(Sum.Lines ? LeastPlane : LeastColumns));
  if (Sum.Lines)
    Small = B.CreateOr(Small, B.CreateICmpULT(B.CreateMul(Outputs, Entries),
                                              B.getInt64(LeastWork)));
  B.CreateCondBr(Small, OriginalPreheader, Before);
  Gate->getTerminator()->eraseFromParent();
}

void RowFrame::run() {
  splitOff();
  expandCounts();
  leaveSmallRows();
  B.SetInsertPoint(Before->getTerminator());
  Value *Original = rangesOverlap();
  B.SetInsertPoint(Before->getTerminator());
  if (Sum.countsFromOrigin())
    Original = B.CreateOr(Original, linesOverlap());
  for (const SkipTest &T : Sum.Skips)
    if (Sum.root().isLoopInvariant(T.Condition))
      // All are skipped.
      Original = B.CreateOr(Original,
                            T.Skips ? T.Condition : B.CreateNot(T.Condition));

  BasicBlock *Exit = Sum.root().getExitBlock();
  BasicBlock *Latch = Sum.root().getLoopLatch();
  BasicBlock *Start = block("sparse"), *Leave = block("exit");
  Before->getTerminator()->eraseFromParent();
  B.SetInsertPoint(Before);
  toOriginal(Original, Start);
  B.SetInsertPoint(Start);
  if (Sum.skipsEntries()) {
    BasicBlock *Next = block("next");
    Counted Piece = beginLoop("piece");
    PieceStart = Piece.Counter;
    collect(/*None=*/Next);
    emitRow(Next);
    B.SetInsertPoint(Next);
    endLoop(Piece, PieceLength, Entries, Leave);
  } else {
    emitRow(Leave);
  }
  B.SetInsertPoint(Leave);
  B.CreateBr(Exit);
  for (PHINode &Phi : Exit->phis())
    Phi.addIncoming(Phi.getIncomingValueForBlock(Latch), Leave);

  resumeOriginal();
  for (Loop *L : Sum.loops())
    addStringMetadataToLoop(L, DoneMarker, 1);
}

} // namespace winnow::sparse
