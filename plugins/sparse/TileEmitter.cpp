//===- TileEmitter.cpp - The outputs in registers -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/TileEmitter.h"
#include "sparse/IterationCopy.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

/// Entries of which the numbers are collected at once: 2 KB of stack.
constexpr uint64_t PieceLength = 512;

class Emitter {
public:
  Emitter(const Accumulation &Sum, const Footprint &Memory,
          ArrayRef<TileShape> Shapes, const Analyses &A)
      : Sum(Sum), Memory(Memory), Shapes(Shapes), A(A),
        F(*Sum.Store->getFunction()), B(F.getContext()),
        Cell(Sum.Store->getValueOperand()->getType()),
        CellBytes(F.getDataLayout().getTypeStoreSize(Cell).getFixedValue()) {
    B.SetCurrentDebugLocation(Sum.Store->getDebugLoc());
  }

  void run();

private:
  /// A counter of the new loops, from zero.
  struct Counted {
    BasicBlock *Header;
    PHINode *Counter;
  };

  BasicBlock *block(const Twine &Name) {
    return BasicBlock::Create(F.getContext(), "winnow." + Name, &F,
                              OriginalPreheader);
  }
  Counted beginLoop(const Twine &Name);
  /// Ends the loop at the builder's place: Counter += Step while that is below
  /// \p Bound, else to \p Exit.
  void endLoop(const Counted &L, uint64_t Step, Value *Bound, BasicBlock *Exit,
               unsigned Unroll = 1);

  void splitOff();
  void expandCounts();
  Value *expand(const SCEV *S, Type *Ty = nullptr);
  Value *rangesOverlap();
  /// Counters of the entries' loop, in iteration \p Number.
  void setEntry(IterationCopy &Copy, Value *Number);
  void setColumn(IterationCopy &Copy, Value *Number);
  Value *counterAt(PHINode &Phi, const Loop &L, Value *Number);
  /// Fills Numbers; leaves the builder where NumberCount is set and not zero.
  void collect(BasicBlock *None);
  void emitRow(BasicBlock *Behind);
  /// An input overlaps the outputs if its address plus Offset is below Limit.
  struct Comparison {
    LoadInst *Load;
    Value *Offset, *Limit;
  };
  void emitTile(const TileShape &Shape, PHINode *FirstColumn, Value *Left,
                ArrayRef<Comparison> Comparisons, BasicBlock *Stored);
  SmallVector<Comparison, 2> prepareComparisons(PHINode *FirstColumn);
  void compareEntry(IterationCopy &Copy, ArrayRef<Comparison> Prepared);
  SmallVector<LaneGroup, 8> groupsOf(const TileShape &Shape, Value *Left);
  void giveUp(Value *When);
  void toOriginal(Value *When, BasicBlock *Else);

  const Accumulation &Sum;
  const Footprint &Memory;
  const ArrayRef<TileShape> Shapes;
  const Analyses &A;
  Function &F;
  IRBuilder<> B;
  Type *const Cell;
  const uint64_t CellBytes;

  BasicBlock *Before = nullptr, *OriginalPreheader = nullptr;
  /// How many entries and columns there are, and the address of the first
  /// output.
  Value *Entries = nullptr, *Columns = nullptr, *Output = nullptr;
  /// The first entry of the piece, its length, and where numbers of entries
  /// are collected: an array, of which NumberCount are in use.
  Value *PieceStart = nullptr, *Numbers = nullptr, *NumberCount = nullptr;
};

} // namespace

Emitter::Counted Emitter::beginLoop(const Twine &Name) {
  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Header = block(Name);
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *Counter = B.CreatePHI(B.getInt64Ty(), 2);
  Counter->addIncoming(B.getInt64(0), From);
  return {Header, Counter};
}

/// Metadata of a loop that the vectorizer can add nothing to.
static MDNode *finishedLoop(LLVMContext &C, unsigned Unroll) {
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

void Emitter::endLoop(const Counted &L, uint64_t Step, Value *Bound,
                      BasicBlock *Exit, unsigned Unroll) {
  Value *Next = B.CreateNUWAdd(L.Counter, B.getInt64(Step));
  L.Counter->addIncoming(Next, B.GetInsertBlock());
  BranchInst *Back =
      B.CreateCondBr(B.CreateICmpULT(Next, Bound), L.Header, Exit);
  Back->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), Unroll));
}

void Emitter::splitOff() {
  Before = Sum.Entries->getLoopPreheader();
  OriginalPreheader = SplitBlock(Before, Before->getTerminator(), &A.DT, &A.LI,
                                 nullptr, "winnow.original");
}

Value *Emitter::expand(const SCEV *S, Type *Ty) {
  SCEVExpander Expander(A.SE, "winnow.sparse");
  return Expander.expandCodeFor(S, Ty ? Ty : S->getType(),
                                Before->getTerminator()->getIterator());
}

void Emitter::expandCounts() {
  auto Count = [&](const SCEV *Last) {
    const SCEV *Long = A.SE.getNoopOrZeroExtend(Last, B.getInt64Ty());
    return expand(A.SE.getAddExpr(Long, A.SE.getOne(Long->getType())));
  };
  Entries = Count(Sum.LastEntry);
  Columns = Count(Sum.LastColumn);
  Output = expand(Sum.FirstOutput);
}

Value *Emitter::rangesOverlap() {
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

Value *Emitter::counterAt(PHINode &Phi, const Loop &L, Value *Number) {
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

void Emitter::setEntry(IterationCopy &Copy, Value *Number) {
  for (PHINode &Phi : Sum.Entries->getHeader()->phis())
    Copy.set(Phi, counterAt(Phi, *Sum.Entries, Number));
}

void Emitter::setColumn(IterationCopy &Copy, Value *Number) {
  for (PHINode &Phi : Sum.Columns->getHeader()->phis()) {
    auto *AR = cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi));
    Value *Start = Copy.scalar(
        Phi.getIncomingValueForBlock(Sum.Columns->getLoopPreheader()));
    Value *Step = expand(AR->getStepRecurrence(A.SE));
    Value *Moved =
        B.CreateMul(B.CreateZExtOrTrunc(Number, Step->getType()), Step);
    Copy.set(Phi, Phi.getType()->isPointerTy() ? B.CreatePtrAdd(Start, Moved)
                                               : B.CreateAdd(Start, Moved));
  }
}

void Emitter::collect(BasicBlock *None) {
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

SmallVector<LaneGroup, 8> Emitter::groupsOf(const TileShape &Shape,
                                            Value *Left) {
  SmallVector<LaneGroup, 8> Groups;
  if (Shape.Exactly)
    Left = B.getInt64(*Shape.Exactly);
  Value *Columns = B.CreateTrunc(Left, B.getInt32Ty());
  for (unsigned V = 0; V != Shape.Vectors; ++V) {
    LaneGroup G = {Shape.Lanes, V * Shape.Lanes, nullptr, nullptr};
    if (V >= Shape.Whole) {
      SmallVector<Constant *, 16> Column;
      for (unsigned L = 0; L != Shape.Lanes; ++L)
        Column.push_back(B.getInt32(G.Offset + L));
      G.Mask = B.CreateICmpULT(ConstantVector::get(Column),
                               B.CreateVectorSplat(Shape.Lanes, Columns));
      G.Used = B.CreateBinaryIntrinsic(
          Intrinsic::umin,
          B.CreateBinaryIntrinsic(Intrinsic::usub_sat, Columns,
                                  B.getInt32(G.Offset)),
          B.getInt32(Shape.Lanes));
    }
    Groups.push_back(G);
  }
  return Groups;
}

/// The original is the rare case: registers are for the others.
void Emitter::toOriginal(Value *When, BasicBlock *Else) {
  B.CreateCondBr(When, OriginalPreheader, Else,
                 MDBuilder(F.getContext()).createUnlikelyBranchWeights());
}

/// Goes on with the original from the start of the piece \p When it holds.
void Emitter::giveUp(Value *When) {
  BasicBlock *Rest = block("apart");
  toOriginal(When, Rest);
  B.SetInsertPoint(Rest);
}

SmallVector<Emitter::Comparison, 2>
Emitter::prepareComparisons(PHINode *FirstColumn) {
  SmallVector<Comparison, 2> Prepared;
  Value *OutputByte = nullptr;
  for (LoadInst *Load : Memory.PerEntry) {
    // begin < high and low < end, as one comparison of begin - low. In the tile
    // begin is the address in FirstColumn.
    Value *Size = B.getInt64(
        F.getDataLayout().getTypeStoreSize(Load->getType()).getFixedValue());
    const bool Row = is_contained(Sum.Rows, Load);
    Value *Reach =
        B.CreateSub(Row ? B.CreateMul(Columns, Size) : Size, B.getInt64(1));
    if (!OutputByte)
      OutputByte = B.CreatePtrToInt(Output, B.getInt64Ty());
    Value *Offset = B.CreateSub(Reach, OutputByte);
    if (Row)
      Offset = B.CreateSub(Offset, B.CreateMul(FirstColumn, Size));
    Value *Limit =
        B.CreateAdd(Reach, B.CreateMul(Columns, B.getInt64(CellBytes)));
    Prepared.push_back({Load, Offset, Limit});
  }
  return Prepared;
}

void Emitter::compareEntry(IterationCopy &Copy, ArrayRef<Comparison> Prepared) {
  for (const Comparison &C : Prepared) {
    Value *Begin = B.CreatePtrToInt(Copy.scalar(C.Load->getPointerOperand()),
                                    B.getInt64Ty());
    giveUp(B.CreateICmpULT(B.CreateAdd(Begin, C.Offset), C.Limit));
  }
}

void Emitter::emitTile(const TileShape &Shape, PHINode *FirstColumn,
                       Value *Left, ArrayRef<Comparison> Comparisons,
                       BasicBlock *Stored) {
  Value *Address = B.CreateGEP(Cell, Output, FirstColumn, "winnow.output");
  const SmallVector<LaneGroup, 8> Groups = groupsOf(Shape, Left);
  SmallVector<Value *, 8> Old;
  for (const LaneGroup &G : Groups)
    Old.push_back(loadLanes(B, G, Cell, Address, Sum.Store->getAlign()));

  BasicBlock *From = B.GetInsertBlock();
  Counted L = beginLoop("entries");
  SmallVector<PHINode *, 8> Sums;
  for (Value *Start : Old) {
    Sums.push_back(B.CreatePHI(Start->getType(), 2, "winnow.sum"));
    Sums.back()->addIncoming(Start, From);
  }
  Value *Number = L.Counter;
  if (Numbers) {
    Type *I32 = B.getInt32Ty();
    Number = B.CreateZExt(
        B.CreateLoad(I32, B.CreateInBoundsGEP(I32, Numbers, L.Counter)),
        B.getInt64Ty());
    Number = B.CreateAdd(PieceStart, Number);
  }
  IterationCopy Copy(Sum, B);
  setEntry(Copy, Number);
  setColumn(Copy, FirstColumn);
  compareEntry(Copy, Comparisons);
  SmallVector<Value *, 8> New;
  for (unsigned G = 0; G != Groups.size(); ++G)
    New.push_back(Copy.sum(Groups[G], Sums[G]));
  for (unsigned G = 0; G != Groups.size(); ++G)
    Sums[G]->addIncoming(New[G], B.GetInsertBlock());
  BasicBlock *Done = block("store");
  endLoop(L, 1, Numbers ? NumberCount : Entries, Done);
  B.SetInsertPoint(Done);
  for (unsigned G = 0; G != Groups.size(); ++G)
    storeLanes(B, Groups[G], New[G], Address, Sum.Store->getAlign());
  B.CreateBr(Stored);
}

/// The tiles of a row, from the builder's place; goes to \p Behind.
void Emitter::emitRow(BasicBlock *Behind) {
  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Header = block("tile"), *Stored = block("stored");
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *FirstColumn = B.CreatePHI(B.getInt64Ty(), 2, "winnow.column");
  FirstColumn->addIncoming(B.getInt64(0), From);
  Value *Left = B.CreateSub(Columns, FirstColumn);
  const SmallVector<Comparison, 2> Comparisons =
      prepareComparisons(FirstColumn);
  SmallVector<BasicBlock *, 8> Tiles;
  for (const TileShape &Shape : Shapes) {
    Tiles.push_back(block("shape"));
    if (!Shape.UpTo) {
      B.CreateBr(Tiles.back());
      break;
    }
    BasicBlock *Other = block("wider");
    B.CreateCondBr(B.CreateICmpULE(Left, B.getInt64(*Shape.UpTo)), Tiles.back(),
                   Other);
    B.SetInsertPoint(Other);
  }
  B.SetInsertPoint(Stored);
  PHINode *Width = B.CreatePHI(B.getInt64Ty(), Shapes.size());
  for (auto [Shape, Tile] : zip(Shapes, Tiles)) {
    B.SetInsertPoint(Tile);
    emitTile(Shape, FirstColumn, Left, Comparisons, Stored);
    Width->addIncoming(B.getInt64(Shape.columns()), B.GetInsertBlock());
  }
  B.SetInsertPoint(Stored);
  Value *Next = B.CreateNUWAdd(FirstColumn, Width);
  FirstColumn->addIncoming(Next, Stored);
  BranchInst *Back =
      B.CreateCondBr(B.CreateICmpULT(Next, Columns), Header, Behind);
  Back->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), 1));
}

void Emitter::run() {
  splitOff();
  expandCounts();
  B.SetInsertPoint(Before->getTerminator());
  Value *Original = rangesOverlap();
  B.SetInsertPoint(Before->getTerminator());
  for (const SkipTest &T : Sum.Skips)
    if (Sum.Entries->isLoopInvariant(T.Condition))
      // All are skipped.
      Original = B.CreateOr(Original,
                            T.Skips ? T.Condition : B.CreateNot(T.Condition));

  BasicBlock *Exit = Sum.Entries->getExitBlock();
  BasicBlock *Latch = Sum.Entries->getLoopLatch();
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

  // The original begins with the first entry, or with that of the piece which
  // was given up.
  if (PieceStart && !Memory.PerEntry.empty()) {
    B.SetInsertPoint(OriginalPreheader, OriginalPreheader->begin());
    PHINode *First = B.CreatePHI(B.getInt64Ty(), 2);
    for (BasicBlock *From : predecessors(OriginalPreheader))
      First->addIncoming(From == Before ? B.getInt64(0) : PieceStart, From);
    for (PHINode &Phi : Sum.Entries->getHeader()->phis()) {
      Value *From = counterAt(Phi, *Sum.Entries, First);
      Phi.setIncomingValueForBlock(OriginalPreheader, From);
    }
  }
  for (Loop *L : {Sum.Entries, Sum.Columns})
    addStringMetadataToLoop(L, DoneMarker, 1);
}

void emitTiles(const Accumulation &Sum, const Footprint &Memory,
               ArrayRef<TileShape> Shapes, const Analyses &A) {
  Emitter(Sum, Memory, Shapes, A).run();
}

} // namespace winnow::sparse
