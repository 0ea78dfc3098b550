//===- Statement.cpp - One iteration of a reduction's body ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Statement.h"
#include "llvm/Analysis/LoopIterator.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

StatementWriter::StatementWriter(
    const ReductionNest &N, const TwoVersions &V,
    const DenseMap<const SCEV *, Value *> &Expanded, LoopInfo &LI, Mode M,
    ArrayRef<Value *> Wanted)
    : N(N), V(V), Expanded(Expanded), M(M), Wanted(Wanted) {
  LoopBlocksRPO Order(&N.innermost());
  Order.perform(&LI);
  Blocks.assign(Order.begin(), Order.end());
  collectNeeded();
}

SmallVector<Value *, 4> partsOf(const ReductionNest &N) {
  SmallVector<Value *, 4> Parts;
  for (const DifferenceProduct &P : N.Differences) {
    Parts.push_back(P.L.Of);
    if (!P.isSquare())
      Parts.push_back(P.R.Of);
  }
  for (const Accumulator &Acc : N.Accumulators)
    if (N.Differences.empty())
      Parts.push_back(Acc.Update);
  return Parts;
}

static SmallVector<Value *, 4> updatesOf(const ReductionNest &N) {
  SmallVector<Value *, 4> Updates;
  for (const Accumulator &Acc : N.Accumulators)
    Updates.push_back(Acc.Update);
  return Updates;
}

StatementWriter::StatementWriter(
    const ReductionNest &N, const TwoVersions &V,
    const DenseMap<const SCEV *, Value *> &Expanded, LoopInfo &LI, Mode M)
    : StatementWriter(N, V, Expanded, LI, M, updatesOf(N)) {
  if (M.KeepsOrder)
    return;
  SmallVector<Instruction *> Work;
  for (const Accumulator &Acc : N.Accumulators)
    Work.push_back(Acc.Phis.back());
  while (!Work.empty())
    for (User *U : Work.pop_back_val()->users())
      if (auto *I = dyn_cast<Instruction>(U);
          I && N.innermost().contains(I) && Reordered.insert(I).second)
        Work.push_back(I);
}

void StatementWriter::need(Value *Root) {
  SmallVector<Value *> Work{Root};
  while (!Work.empty()) {
    auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    bool Given =
        I && (any_of(N.Guards, [&](auto &G) { return G.Condition == I; }) ||
              (M.OutsideDomain && N.Leaves.contains(I)));
    if (!I || Given || !N.innermost().contains(I) || !Needed.insert(I).second)
      continue;
    if (!isa<PHINode>(I) || I->getParent() != Blocks.front())
      Work.append(I->op_begin(), I->op_end());
  }
}

void StatementWriter::collectNeeded() {
  for (Value *W : Wanted)
    need(W);
  // What is computed whichever way the body goes needs none of its branches:
  // outside the domain their conditions might read what is not there.
  Straight = none_of(Needed, [&](Instruction *I) {
    return isa<PHINode>(I) && I->getParent() != Blocks.front();
  });
  if (Straight)
    return;
  for (BasicBlock *BB : Blocks)
    if (BB != N.innermost().getLoopLatch())
      need(BB->getTerminator());
}

bool StatementWriter::canStandBefore(const Loop &L) const {
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *> Work(Wanted.begin(), Wanted.end());
  for (Instruction *I : Needed)
    Work.append(I->op_begin(), I->op_end());
  while (!Work.empty()) {
    auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || !Seen.insert(I).second || Needed.contains(I) ||
        N.Leaves.contains(const_cast<Instruction *>(I)))
      continue;
    if (!N.top().contains(I)) {
      if (L.contains(I))
        return false;
      continue;
    }
    // Counters, accumulators and guards have values of their own.
    if (!isa<PHINode>(I) && !N.innermost().contains(I))
      Work.append(I->op_begin(), I->op_end());
  }
  return true;
}

Value *StatementWriter::copyOf(Value *Old) {
  if (auto It = Copies.find(Old); It != Copies.end())
    return It->second;
  auto *I = dyn_cast<Instruction>(Old);
  if (!I || !N.top().contains(I))
    return V.fast(Old);
  Value *New;
  if (auto It = N.Counters.find(dyn_cast<PHINode>(I)); It != N.Counters.end()) {
    New = evaluate(It->second, Point, Expanded, *B);
  } else {
    // From a loop around the innermost: a pure value of its iteration.
    assert(!N.innermost().contains(I) && !isa<PHINode>(I));
    SmallVector<Value *> Operands;
    for (Value *Op : I->operands())
      Operands.push_back(copyOf(Op));
    Instruction *Copy = I->clone();
    for (auto [K, Op] : enumerate(Operands))
      Copy->setOperand(K, Op);
    New = B->Insert(Copy, I->getName());
  }
  Copies[Old] = New;
  return New;
}

Value *StatementWriter::mapped(Value *Old) {
  if (auto It = Copies.find(Old); It != Copies.end())
    return It->second;
  return V.fast(Old);
}

void StatementWriter::write(IRBuilderBase &Builder, ArrayRef<Value *> Z,
                            ArrayRef<Value *> Cells) {
  writeBody(Builder, Z, Cells);
  for (auto [Update, Cell] : zip(Wanted, Cells))
    B->CreateStore(mapped(Update), Cell);
}

SmallVector<Value *, 4> StatementWriter::values(IRBuilderBase &Builder,
                                                ArrayRef<Value *> Z) {
  writeBody(Builder, Z, {});
  SmallVector<Value *, 4> Values;
  for (Value *W : Wanted)
    Values.push_back(mapped(W));
  return Values;
}

void StatementWriter::writeBody(IRBuilderBase &Builder, ArrayRef<Value *> Z,
                                ArrayRef<Value *> Cells) {
  B = &Builder;
  Point = Z;
  Copies.clear();
  Function *F = B->GetInsertBlock()->getParent();
  BasicBlock *Next = B->GetInsertBlock()->getNextNode();
  auto *End = BasicBlock::Create(F->getContext(), "term.end", F, Next);
  BasicBlock *Latch = N.innermost().getLoopLatch();

  for (const Guard &G : N.Guards)
    Copies[G.Condition] = B->getInt1(G.Sense);
  if (M.OutsideDomain)
    for (auto &[Leaf, Form] : N.Leaves)
      if (M.Ahead || N.top().contains(Leaf))
        Copies[Leaf] = evaluate(Form, Point, Expanded, *B);
  for (auto [Acc, Cell] : zip(N.Accumulators, Cells))
    Copies[Acc.Phis.back()] =
        B->CreateLoad(Acc.Phis.back()->getType(), Cell, "acc");
  // Everything that comes from outside the body, before the first branch.
  BasicBlock *Header = Blocks.front();
  auto FromOutside = [&](Value *Of) {
    auto *I = dyn_cast<Instruction>(Of);
    if (I && (!N.innermost().contains(I) ||
              (isa<PHINode>(I) && I->getParent() == Header)))
      copyOf(I);
  };
  for (Value *W : Wanted)
    FromOutside(W);
  for (BasicBlock *BB : Blocks)
    for (Instruction &I : *BB)
      if (Needed.contains(&I) && !(isa<PHINode>(I) && BB == Header))
        for (Value *Op : I.operands())
          FromOutside(Op);

  BasicBlock *Entry = B->GetInsertBlock();
  for (BasicBlock *BB : Blocks)
    Copies[BB] =
        BB == Header || Straight
            ? Entry
            : BasicBlock::Create(F->getContext(), BB->getName(), F, End);
  for (BasicBlock *BB : Blocks) {
    B->SetInsertPoint(cast<BasicBlock>(Copies[BB]));
    for (Instruction &I : *BB) {
      if (!Needed.contains(&I) || Copies.contains(&I) ||
          (isa<PHINode>(I) && BB == Header))
        continue;
      Instruction *Copy = I.clone();
      if (auto *Phi = dyn_cast<PHINode>(Copy))
        for (unsigned K = 0; K < Phi->getNumIncomingValues(); ++K)
          Phi->setIncomingBlock(
              K, cast<BasicBlock>(mapped(Phi->getIncomingBlock(K))));
      for (Use &Op : Copy->operands())
        Op.set(mapped(Op.get()));
      if (Reordered.contains(&I))
        Copy->dropPoisonGeneratingFlags();
      Copies[&I] = B->Insert(Copy, I.getName());
    }
    if (BB == Latch) {
      B->CreateBr(End);
      // The accumulators leave where the body ends.
      B->SetInsertPoint(End);
    }
  }
  B->SetInsertPoint(End);
}

} // namespace winnow::emit
