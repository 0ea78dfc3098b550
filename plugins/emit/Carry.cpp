//===- Carry.cpp - Where the last answers are kept ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Carry.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace winnow::emit {

/// The most that one root loop may ask for; the original runs beyond it.
static constexpr int64_t MaxBytes = int64_t(1) << 40;

std::pair<Value *, Value *> CarryMemory::sizeOf(ArrayRef<Value *> Extents,
                                                Type *CellType) {
  IRBuilder<> &B = E.builder();
  if (!Fits)
    Fits = B.getTrue();
  Value *Count = B.getInt64(1);
  auto And = [&](Value *V) { Fits = B.CreateAnd(Fits, V); };
  auto Multiply = [&](Value *L, Value *R) {
    Value *P = B.CreateBinaryIntrinsic(Intrinsic::smul_with_overflow, L, R);
    And(B.CreateNot(B.CreateExtractValue(P, 1)));
    return B.CreateExtractValue(P, 0);
  };
  for (Value *Extent : Extents) {
    And(B.CreateICmpSGT(Extent, B.getInt64(0)));
    Count = Multiply(Count, Extent);
  }
  const DataLayout &DL = B.GetInsertBlock()->getModule()->getDataLayout();
  Value *Size = Multiply(Count, B.getInt64(DL.getTypeAllocSize(CellType)));
  And(B.CreateICmpSLE(Size, B.getInt64(MaxBytes)));
  return {Count, Size};
}

Value *CarryMemory::cells(ArrayRef<Value *> Extents, Type *CellType) {
  return sizeOf(Extents, CellType).first;
}

std::pair<Value *, Value *> CarryMemory::reserve(ArrayRef<Value *> Extents,
                                                 Type *CellType) {
  IRBuilder<> &B = E.builder();
  auto [Count, Size] = sizeOf(Extents, CellType);
  if (!Bytes)
    Bytes = B.getInt64(0);
  // Each array starts on a cache line of its own.
  Size = B.CreateAnd(B.CreateAdd(Size, B.getInt64(63)), B.getInt64(~63ull));
  Value *Offset = Bytes;
  Bytes = B.CreateAdd(Bytes, Size);
  Fits = B.CreateAnd(Fits, B.CreateICmpSLE(Bytes, B.getInt64(MaxBytes)));
  return {Offset, Count};
}

void CarryMemory::require(Value *Condition) {
  Fits = Fits ? E.builder().CreateAnd(Fits, Condition) : Condition;
}

Carry::Carry(AllocaInst *Slot) : Memory(Slot), Cell(Slot->getAllocatedType()) {}

Carry::Carry(Value *Memory, Value *Count, Type *Cell, unsigned Carrier,
             SmallVector<int64_t, 2> Firsts, SmallVector<Value *, 2> Extents)
    : Memory(Memory), Count(Count), Cell(Cell), Carrier(Carrier),
      Firsts(std::move(Firsts)), Extents(std::move(Extents)) {}

void Carry::initialize(IRBuilderBase &B, Value *Start) {
  if (!Count) {
    B.CreateStore(Start, Memory);
    return;
  }
  BasicBlock *Before = B.GetInsertBlock();
  Function *F = Before->getParent();
  BasicBlock *After = Before->getNextNode();
  auto *Body = BasicBlock::Create(F->getContext(), "carry.init", F, After);
  auto *Done = BasicBlock::Create(F->getContext(), "carry.ready", F, After);
  // There is at least one cell: the check refuses other extents.
  B.CreateBr(Body);
  B.SetInsertPoint(Body);
  PHINode *K = B.CreatePHI(B.getInt64Ty(), 2, "k");
  K->addIncoming(B.getInt64(0), Before);
  B.CreateStore(Start, B.CreateInBoundsGEP(Cell, Memory, K));
  Value *Next = B.CreateNUWAdd(K, B.getInt64(1));
  K->addIncoming(Next, Body);
  B.CreateCondBr(B.CreateICmpEQ(Next, Count), Done, Body);
  B.SetInsertPoint(Done);
}

Value *Carry::cell(IRBuilderBase &B, ArrayRef<Value *> X) {
  if (!Count)
    return Memory;
  Value *Index = nullptr;
  for (auto [D, Extent] : enumerate(Extents)) {
    Value *Counter = X[Carrier + 1 + D];
    if (Firsts[D])
      Counter = B.CreateSub(Counter, B.getInt64(Firsts[D]));
    Index = Index ? B.CreateAdd(B.CreateMul(Index, Extent), Counter) : Counter;
  }
  return B.CreateInBoundsGEP(Cell, Memory, Index);
}

Value *Carry::load(IRBuilderBase &B, ArrayRef<Value *> X) {
  return B.CreateLoad(Cell, cell(B, X), "carry");
}

void Carry::store(IRBuilderBase &B, ArrayRef<Value *> X, Value *V) {
  B.CreateStore(V, cell(B, X));
}

} // namespace winnow::emit
