//===- TileEmitter.cpp - The outputs in registers -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/TileEmitter.h"
#include "sparse/RowFrame.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

class TileEmitter : public RowFrame {
public:
  TileEmitter(const Accumulation &Sum, const Footprint &Memory,
              ArrayRef<TileShape> Shapes, const Analyses &A)
      : RowFrame(Sum, Memory, A), Shapes(Shapes) {}

private:
  void emitRow(BasicBlock *Behind) override;
  /// Goes through the entries before anything is stored, and gives up where one
  /// may not be rewritten.
  void scan();
  Value *wraps(IterationCopy &Copy, const NarrowSum &N);
  /// The least and the greatest that steps add up to.
  std::pair<Value *, Value *> spanOf(const SCEV *PerLine,
                                     const SCEV *PerColumn);

  /// An input overlaps the outputs if its address plus Offset is below Limit.
  struct Comparison {
    LoadInst *Load;
    Value *Offset, *Limit;
  };
  SmallVector<Comparison, 2> prepareComparisons(PHINode *FirstColumn);
  SmallVector<Comparison, 2> prepareScan();
  Value *overlaps(IterationCopy &Copy, const Comparison &C);
  /// Gives up where the entry may not be rewritten.
  void checkEntry(IterationCopy &Copy, ArrayRef<Comparison> Comparisons);

  /// A tile's place. Lines are numbered where the row has several.
  struct Place {
    PHINode *FirstColumn;
    Value *FirstLine;
  };
  SmallVector<Value *, 8> rowBytes(const Row &R, Place At,
                                   ArrayRef<Value *> Lines);
  SmallVector<LaneGroup, 8> groupsOf(const TileShape &Shape, Value *Left);
  void emitTile(Place At, const TileShape &Shape,
                ArrayRef<LaneGroup> LineGroups,
                ArrayRef<Comparison> Comparisons);

  const ArrayRef<TileShape> Shapes;
};

} // namespace

SmallVector<LaneGroup, 8> TileEmitter::groupsOf(const TileShape &Shape,
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

SmallVector<TileEmitter::Comparison, 2>
TileEmitter::prepareComparisons(PHINode *FirstColumn) {
  SmallVector<Comparison, 2> Prepared;
  Value *OutputByte = nullptr;
  for (LoadInst *Load : Memory.PerEntry) {
    // begin < high and low < end, as one comparison of begin - low. In the tile
    // begin is the address in FirstColumn.
    Value *Size = B.getInt64(
        F.getDataLayout().getTypeStoreSize(Load->getType()).getFixedValue());
    const bool Row = Sum.rowOf(Load);
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

Value *TileEmitter::overlaps(IterationCopy &Copy, const Comparison &C) {
  Value *Begin = B.CreatePtrToInt(Copy.scalar(C.Load->getPointerOperand()),
                                  B.getInt64Ty());
  return B.CreateICmpULT(B.CreateAdd(Begin, C.Offset), C.Limit);
}

std::pair<Value *, Value *> TileEmitter::spanOf(const SCEV *PerLine,
                                                const SCEV *PerColumn) {
  Value *Low = B.getInt64(0), *High = Low;
  auto Add = [&](const SCEV *Step, Value *Count) {
    Value *Bytes = B.CreateSExtOrTrunc(expand(Step), B.getInt64Ty());
    Value *Last = B.CreateMul(B.CreateSub(Count, B.getInt64(1)), Bytes);
    Value *Zero = B.getInt64(0);
    Low =
        B.CreateAdd(Low, B.CreateBinaryIntrinsic(Intrinsic::smin, Last, Zero));
    High =
        B.CreateAdd(High, B.CreateBinaryIntrinsic(Intrinsic::smax, Last, Zero));
  };
  if (Sum.Lines)
    Add(PerLine, Lines);
  Add(PerColumn, Columns);
  return {Low, High};
}

SmallVector<TileEmitter::Comparison, 2> TileEmitter::prepareScan() {
  SmallVector<Comparison, 2> Prepared;
  if (Memory.PerEntry.empty())
    return Prepared;
  Value *Low = B.CreatePtrToInt(expand(Memory.Outputs.Low), B.getInt64Ty());
  Value *High = B.CreatePtrToInt(expand(Memory.Outputs.High), B.getInt64Ty());
  for (LoadInst *Load : Memory.PerEntry) {
    // All bytes of the entry, from its address in the first line and column.
    Value *From = B.getInt64(0), *To = From;
    if (const Row *R = Sum.rowOf(Load))
      std::tie(From, To) = spanOf(R->Step.PerLine, R->Step.PerColumn);
    To = B.CreateAdd(To, B.getInt64(F.getDataLayout()
                                        .getTypeStoreSize(Load->getType())
                                        .getFixedValue() -
                                    1));
    Value *Limit = B.CreateAdd(B.CreateSub(High, Low), B.CreateSub(To, From));
    Prepared.push_back({Load, B.CreateSub(To, Low), Limit});
  }
  return Prepared;
}

/// Counts and steps are below 2^31, so that 64 bits hold every value.
Value *TileEmitter::wraps(IterationCopy &Copy, const NarrowSum &N) {
  const unsigned Bits = N.Sum->getType()->getIntegerBitWidth();
  const APInt Least =
      N.Signed ? APInt::getSignedMinValue(Bits).sext(64) : APInt::getZero(64);
  const APInt Most = N.Signed ? APInt::getSignedMaxValue(Bits).sext(64)
                              : APInt::getMaxValue(Bits).zext(64);
  auto [Low, High] = spanOf(N.PerLine, N.PerColumn);
  Value *Sum = Copy.scalar(N.Sum);
  Sum = N.Signed ? B.CreateSExt(Sum, B.getInt64Ty())
                 : B.CreateZExt(Sum, B.getInt64Ty());
  return B.CreateOr(B.CreateICmpSLT(B.CreateAdd(Sum, Low), B.getInt(Least)),
                    B.CreateICmpSGT(B.CreateAdd(Sum, High), B.getInt(Most)));
}

/// Counters of \p Copy are set.
void TileEmitter::checkEntry(IterationCopy &Copy,
                             ArrayRef<Comparison> Comparisons) {
  for (const Row &R : Sum.Rows)
    for (const NarrowSum &N : R.Step.Narrow)
      giveUp(wraps(Copy, N));
  for (const Comparison &C : Comparisons)
    giveUp(overlaps(Copy, C));
}

void TileEmitter::scan() {
  const SmallVector<Comparison, 2> Comparisons = prepareScan();
  if (Comparisons.empty() &&
      none_of(Sum.Rows, [](const Row &R) { return !R.Step.Narrow.empty(); }))
    return;
  Counted L = beginLoop("scan");
  IterationCopy Copy(Sum, B);
  setCounters(Copy, entryNumber(L.Counter), B.getInt64(0), B.getInt64(0));
  checkEntry(Copy, Comparisons);
  BasicBlock *Scanned = block("scanned");
  endLoop(L, 1, entryCount(), Scanned);
  B.SetInsertPoint(Scanned);
}

/// How many bytes behind its place in line and column 0 a row begins in each of
/// \p Lines, at the tile's first column.
SmallVector<Value *, 8> TileEmitter::rowBytes(const Row &R, Place At,
                                              ArrayRef<Value *> Lines) {
  Value *Left = B.CreateMul(At.FirstColumn,
                            B.getInt64(F.getDataLayout()
                                           .getTypeStoreSize(R.Load->getType())
                                           .getFixedValue()));
  if (Lines.empty())
    return {Left};
  SmallVector<Value *, 8> Bytes;
  for (Value *Line : Lines)
    Bytes.push_back(
        B.CreateAdd(Left, B.CreateMul(Line, expand(R.Step.PerLine))));
  return Bytes;
}

/// \p LineGroups: those of each line.
void TileEmitter::emitTile(Place At, const TileShape &Shape,
                           ArrayRef<LaneGroup> LineGroups,
                           ArrayRef<Comparison> Comparisons) {
  Value *Address = B.CreateGEP(Cell, Output, At.FirstColumn, "winnow.output");
  // The last tile has its last line several times: each finds the same sums
  // and stores them.
  SmallVector<Value *, 8> Lines, Addresses;
  SmallVector<LaneGroup, 8> Groups;
  for (unsigned Line = 0; Line != Shape.Lines; ++Line) {
    if (Sum.Lines) {
      Value *Last = B.CreateSub(this->Lines, B.getInt64(1));
      Lines.push_back(B.CreateBinaryIntrinsic(
          Intrinsic::umin, B.CreateAdd(At.FirstLine, B.getInt64(Line)), Last));
      Value *Next = expand(Sum.NextLine, B.getInt64Ty());
      Addresses.push_back(
          B.CreatePtrAdd(Address, B.CreateMul(Lines.back(), Next)));
    } else {
      Addresses.push_back(Address);
    }
    for (LaneGroup G : LineGroups) {
      G.Line = Line;
      Groups.push_back(G);
    }
  }
  IterationCopy Around(Sum, B), Copy(Sum, B);
  Value *Column = At.FirstColumn;
  if (Sum.countsFromOrigin()) {
    Column = B.getInt64(0);
    for (const Row &R : Sum.Rows) {
      const SmallVector<Value *, 8> Bytes = rowBytes(R, At, Lines);
      Around.setRow(*R.Load, Bytes);
      Copy.setRow(*R.Load, Bytes);
    }
  }
  SmallVector<Value *, 8> Old, Starts;
  if (Sum.entriesInside())
    setPlace(Around, B.getInt64(0), Column);
  for (const LaneGroup &G : Groups) {
    Old.push_back(Sum.Cells.empty() ? nullptr
                                    : loadLanes(B, G, Cell, Addresses[G.Line],
                                                Sum.Store->getAlign()));
    Starts.push_back(Around.start(G, Old.back()));
  }

  BasicBlock *From = B.GetInsertBlock();
  Counted L = beginLoop("entries");
  SmallVector<PHINode *, 8> Sums;
  for (Value *Start : Starts) {
    Sums.push_back(B.CreatePHI(Start->getType(), 2, "winnow.sum"));
    Sums.back()->addIncoming(Start, From);
  }
  setCounters(Copy, entryNumber(L.Counter), B.getInt64(0), Column);
  if (!Sum.Lines)
    checkEntry(Copy, Comparisons);
  SmallVector<Value *, 8> New;
  for (unsigned G = 0; G != Groups.size(); ++G)
    New.push_back(Copy.sum(Groups[G], Sums[G], Old[G]));
  for (auto [Before, Now] : zip(Sums, New))
    Before->addIncoming(Now, B.GetInsertBlock());
  BasicBlock *Done = block("store");
  endLoop(L, 1, entryCount(), Done);
  B.SetInsertPoint(Done);
  SmallVector<Value *, 8> Outputs;
  for (unsigned G = 0; G != Groups.size(); ++G)
    Outputs.push_back(Around.stored(Groups[G], New[G], Old[G]));
  for (auto [G, Now] : zip(Groups, Outputs))
    if (G.Mask && Sum.Lines)
      // Whoever waits for it waits once a tile of many entries.
      B.CreateMaskedStore(Now, groupAddress(B, G, Cell, Addresses[G.Line]),
                          Sum.Store->getAlign(), G.Mask);
    else
      storeLanes(B, G, Now, Addresses[G.Line], Sum.Store->getAlign());
}

void TileEmitter::emitRow(BasicBlock *Behind) {
  SmallVector<Comparison, 2> Comparisons;
  if (Sum.Lines)
    scan();
  else if (Sum.countsFromOrigin())
    Comparisons = prepareScan();
  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Header = block("tile"), *Stored = block("stored");
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *FirstColumn = B.CreatePHI(B.getInt64Ty(), 2, "winnow.column");
  FirstColumn->addIncoming(B.getInt64(0), From);
  Value *Left = B.CreateSub(Columns, FirstColumn);
  if (!Sum.countsFromOrigin())
    Comparisons = prepareComparisons(FirstColumn);
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
    const SmallVector<LaneGroup, 8> Groups = groupsOf(Shape, Left);
    if (Sum.Lines) {
      Counted L = beginLoop("line");
      emitTile({FirstColumn, L.Counter}, Shape, Groups, {});
      BasicBlock *Last = block("lines");
      endLoop(L, Shape.Lines, Lines, Last);
      B.SetInsertPoint(Last);
    } else {
      emitTile({FirstColumn, nullptr}, Shape, Groups, Comparisons);
    }
    B.CreateBr(Stored);
    Width->addIncoming(B.getInt64(Shape.columns()), B.GetInsertBlock());
  }
  B.SetInsertPoint(Stored);
  Value *Next = B.CreateNUWAdd(FirstColumn, Width);
  FirstColumn->addIncoming(Next, Stored);
  branchBack(B.CreateICmpULT(Next, Columns), Header, Behind);
}

void emitTiles(const Accumulation &Sum, const Footprint &Memory,
               ArrayRef<TileShape> Shapes, const Analyses &A) {
  TileEmitter(Sum, Memory, Shapes, A).run();
}

} // namespace winnow::sparse
