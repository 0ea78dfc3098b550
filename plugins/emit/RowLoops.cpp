//===- RowLoops.cpp - Operations on rows of memory ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/RowLoops.h"
#include "llvm/IR/DerivedTypes.h"

using namespace llvm;

namespace winnow::emit {

/// A cache line.
static constexpr unsigned RowBits = 512;

unsigned RowLoops::lanesOf(Type *Cell) {
  unsigned Bits = Cell->getPrimitiveSizeInBits();
  bool Packs =
      (Cell->isIntegerTy() || Cell->isFloatTy() || Cell->isDoubleTy()) &&
      (Bits == 8 || Bits == 16 || Bits == 32 || Bits == 64);
  return Packs ? RowBits / Bits : 1;
}

RowLoops::RowLoops(IRBuilderBase &B, const Arithmetic &In)
    : B(B), In(In), Cell(In.types().front()), Vector(Cell) {
  assert(all_equal(In.types()) && "rows of several types");
  if (unsigned Lanes = lanesOf(Cell); Lanes > 1)
    Vector = FixedVectorType::get(Cell, Lanes);
}

Value *RowLoops::at(Value *Row, Value *Index) {
  return B.CreateInBoundsGEP(Cell, Row, Index);
}

static Align alignOf(IRBuilderBase &B, Type *Cell) {
  return B.GetInsertBlock()->getDataLayout().getABITypeAlign(Cell);
}

SmallVector<Value *, 4> RowLoops::at(Rows Each, Value *Index) {
  SmallVector<Value *, 4> Elements;
  for (Value *Row : Each)
    Elements.push_back(at(Row, Index));
  return Elements;
}

Arithmetic::Values RowLoops::load(Rows From, Value *Index) {
  Arithmetic::Values Each;
  for (Value *Row : From)
    Each.push_back(
        B.CreateAlignedLoad(Vector, at(Row, Index), alignOf(B, Cell)));
  return Each;
}

void RowLoops::store(const Arithmetic::Values &What, Rows To, Value *Index) {
  for (auto [V, Row] : zip(What, To))
    B.CreateAlignedStore(V, at(Row, Index), alignOf(B, Cell));
}

static BasicBlock *blockBehind(IRBuilderBase &B, const char *Name) {
  BasicBlock *Here = B.GetInsertBlock();
  return BasicBlock::Create(Here->getContext(), Name, Here->getParent(),
                            Here->getNextNode());
}

void RowLoops::loop(Value *Count, function_ref<void(Value *)> Body) {
  BasicBlock *Before = B.GetInsertBlock();
  BasicBlock *Done = blockBehind(B, "row.end");
  BasicBlock *Inside = blockBehind(B, "row");
  B.CreateCondBr(B.CreateICmpSGT(Count, B.getInt64(0)), Inside, Done);
  B.SetInsertPoint(Inside);
  PHINode *Index = B.CreatePHI(B.getInt64Ty(), 2, "k");
  Index->addIncoming(B.getInt64(0), Before);
  Body(Index);
  Value *Next = B.CreateAdd(Index, B.getInt64(lanesOf(Cell)), "k.next",
                            /*HasNUW=*/true, /*HasNSW=*/true);
  Index->addIncoming(Next, B.GetInsertBlock());
  B.CreateCondBr(B.CreateICmpSLT(Next, Count), Inside, Done);
  B.SetInsertPoint(Done);
}

void RowLoops::fill(Rows To, Rows With, Value *Count) {
  Arithmetic::Values Each(With.begin(), With.end());
  if (auto *T = dyn_cast<FixedVectorType>(Vector))
    for (Value *&V : Each)
      V = B.CreateVectorSplat(T->getNumElements(), V);
  loop(Count, [&](Value *K) { store(Each, To, K); });
}

void RowLoops::copy(Rows To, Rows From, Value *Count) {
  loop(Count, [&](Value *K) { store(load(From, K), To, K); });
}

void RowLoops::combine(Rows To, Rows A, Rows C, Value *Count) {
  loop(Count, [&](Value *K) {
    Arithmetic::Values L = load(A, K), R = load(C, K);
    store(In.add(B, L, R), To, K);
  });
}

void RowLoops::combineInFront(Rows To, Rows A, Rows C, Value *Count) {
  loop(Count, [&](Value *K) {
    Arithmetic::Values L = load(A, K), R = load(C, K);
    store(In.addInFront(B, L, R), To, K);
  });
}

void RowLoops::onlyIf(Value *Condition, function_ref<void()> Body) {
  BasicBlock *Done = blockBehind(B, "fi");
  BasicBlock *Then = blockBehind(B, "then");
  B.CreateCondBr(Condition, Then, Done);
  B.SetInsertPoint(Then);
  Body();
  B.CreateBr(Done);
  B.SetInsertPoint(Done);
}

void RowLoops::powersUpTo(Value *Last, function_ref<void(Value *)> Body) {
  BasicBlock *Before = B.GetInsertBlock();
  BasicBlock *Done = blockBehind(B, "powers.end");
  BasicBlock *Inside = blockBehind(B, "powers.body");
  BasicBlock *Header = blockBehind(B, "powers");
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *Power = B.CreatePHI(B.getInt64Ty(), 2, "power");
  Power->addIncoming(B.getInt64(1), Before);
  B.CreateCondBr(B.CreateICmpSLE(Power, Last), Inside, Done);
  B.SetInsertPoint(Inside);
  Body(Power);
  Power->addIncoming(
      B.CreateShl(Power, B.getInt64(1), "power.next", true, true),
      B.GetInsertBlock());
  B.CreateBr(Header);
  B.SetInsertPoint(Done);
}

void RowLoops::doubleInPlace(Rows Table, Value *Total, Value *Stride,
                             Value *Width) {
  auto Slide = [&](Value *By) {
    Value *Offset = B.CreateMul(By, Stride);
    combine(Table, Table, at(Table, Offset), B.CreateSub(Total, Offset));
  };
  powersUpTo(B.CreateLShr(Width, B.getInt64(1)), Slide);
  // The largest power of two that is at most the width, and what is left.
  Value *Zeros = B.CreateBinaryIntrinsic(Intrinsic::ctlz, Width, B.getTrue());
  Value *Have = B.CreateLShr(B.getInt64(uint64_t(1) << 63), Zeros);
  Value *Rest = B.CreateSub(Width, Have);
  onlyIf(B.CreateICmpSGT(Rest, B.getInt64(0)), [&] { Slide(Rest); });
}

void RowLoops::doubleInto(Rows Sums, Rows Terms, Value *Total, Value *Stride,
                          Value *Width) {
  // The bits of the width from the lowest on: Terms holds the sums over Power
  // terms, and Sums those over the bits below.
  powersUpTo(Width, [&](Value *Power) {
    Value *Below =
        B.CreateAnd(Width, B.CreateSub(Power, B.getInt64(1)), "below");
    Value *Offset = B.CreateMul(Below, Stride);
    onlyIf(B.CreateICmpNE(B.CreateAnd(Width, Power), B.getInt64(0)), [&] {
      onlyIf(B.CreateICmpEQ(Below, B.getInt64(0)),
             [&] { copy(Sums, Terms, Total); });
      onlyIf(B.CreateICmpNE(Below, B.getInt64(0)), [&] {
        combine(Sums, Sums, at(Terms, Offset), B.CreateSub(Total, Offset));
      });
    });
    Value *Twice = B.CreateMul(Power, Stride);
    onlyIf(B.CreateICmpSLE(Power, B.CreateLShr(Width, B.getInt64(1))), [&] {
      combine(Terms, Terms, at(Terms, Twice), B.CreateSub(Total, Twice));
    });
  });
}

} // namespace winnow::emit
