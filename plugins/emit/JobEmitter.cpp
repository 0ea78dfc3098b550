//===- JobEmitter.cpp - One reduction in the copied loop ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/JobEmitter.h"
#include "emit/AstWriter.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

AllocaInst *JobEmitter::slot(Type *T, const Twine &Name) {
  BasicBlock &Entry = Fast.V.Before->getParent()->getEntryBlock();
  auto *Slot =
      new AllocaInst(T, Entry.getModule()->getDataLayout().getAllocaAddrSpace(),
                     Name, Entry.getFirstInsertionPt());
  Fast.Slots.push_back(Slot);
  return Slot;
}

Value *JobEmitter::identity(const Accumulator &Acc) const {
  return getRecurrenceIdentity(Acc.Kind, Acc.Phis.front()->getType(),
                               Acc.Flags);
}

Value *JobEmitter::combine(const Accumulator &Acc, Value *L, Value *R) {
  IRBuilderBase::FastMathFlagGuard Guard(*B);
  FastMathFlags Flags = Acc.Flags;
  // Partial results differ from the original's, so nothing is known of them.
  Flags.setNoNaNs(false);
  Flags.setNoInfs(false);
  B->setFastMathFlags(Flags);
  if (RecurrenceDescriptor::isMinMaxRecurrenceKind(Acc.Kind))
    return createMinMaxOp(*B, Acc.Kind, L, R);
  unsigned Opcode = RecurrenceDescriptor::getOpcode(Acc.Kind);
  // A chain of subtractions adds up what it takes away.
  if (Opcode == Instruction::Sub)
    Opcode = Instruction::Add;
  return B->CreateBinOp(Instruction::BinaryOps(Opcode), L, R);
}

void JobEmitter::prepare(Expansion &E, CarryMemory &Memory) {
  auto Expand = [&](const LinearForm &F) {
    auto Once = [&](const SCEV *S) {
      if (!Fast.Expanded.contains(S))
        Fast.Expanded[S] = E.value(S);
    };
    Once(F.Base);
    for (const SCEV *C : F.Coef)
      Once(C);
  };
  for (auto &[Phi, Form] : N.Counters)
    Expand(Form);
  if (any_of(P.Steps, [](const share::Step &S) { return S.termsLeave(); }))
    for (auto &[Leaf, Form] : N.Leaves)
      Expand(Form);
  if (P.runsBackwards())
    for (PHINode &Phi : N.host().getHeader()->phis())
      if (auto Form = linearForm(A.SE.getSCEV(&Phi), N.Dims, A.SE)) {
        HostCounters.insert({&Phi, *Form});
        Expand(*Form);
      }
  for (const Parameter &Par : N.Parameters)
    Names[Par.Id] = E.parameter(Par);
  for (const share::Step &S : P.Steps)
    for (const Accumulator &Acc : N.Accumulators) {
      if (S.Carrier + 1 == N.Outer) {
        Specs.push_back({});
        continue;
      }
      auto [Offset, Count] =
          Memory.reserve(N, S.Carrier, Acc.Phis.front()->getType());
      ArraySpec Spec{Offset, Count, {}};
      for (unsigned D = S.Carrier + 1; D < N.Outer; ++D)
        Spec.Extents.push_back(E.builder().CreateAdd(
            E.affine(N.MaxCounts[D], N), E.builder().getInt64(1)));
      Specs.push_back(std::move(Spec));
    }
}

void JobEmitter::makeCarries(Value *Block) {
  auto *Spec = Specs.begin();
  for (auto [K, S] : enumerate(P.Steps)) {
    Carries.emplace_back();
    BasicBlock *Entry = Fast.V.fast(N.Dims[S.Carrier]->getLoopPreheader());
    Instruction *Leave = Entry->getTerminator();
    B->SetInsertPoint(Leave);
    for (const Accumulator &Acc : N.Accumulators) {
      Type *T = Acc.Phis.front()->getType();
      Value *Start = K == 0 && N.Equation.CommonStart ? Fast.V.fast(Acc.Start)
                                                      : identity(Acc);
      if (Spec->Count) {
        // Stays in the entry block of the loop: the memory is one for all.
        Value *Memory = B->CreatePtrAdd(Block, Spec->Offset, "cells");
        Carries.back().push_back(
            Carry(Memory, Spec->Count, T, S.Carrier, Spec->Extents));
        BasicBlock *Tail = SplitBlock(B->GetInsertBlock(), Leave);
        Leave = Tail->getTerminator();
        Instruction *Jump = Tail->getSinglePredecessor()->getTerminator();
        BasicBlock *From = Jump->getParent();
        Jump->eraseFromParent();
        B->SetInsertPoint(From);
        Carries.back().back().initialize(*B, Start);
        B->CreateBr(Tail);
        B->SetInsertPoint(Leave);
      } else {
        Carries.back().push_back(Carry(slot(T, "carry")));
        Carries.back().back().initialize(*B, Start);
      }
      ++Spec;
    }
  }
}

void JobEmitter::reverseHost() {
  // x = last - counter; every other counter of the loop follows x.
  BasicBlock *Header = Fast.V.fast(N.host().getHeader());
  Value *Counter = Fast.Counters.lookup(&N.host());
  BasicBlock *Entry = Fast.V.fast(N.host().getLoopPreheader());
  B->SetInsertPoint(Entry->getTerminator());
  const Affine &Bound = N.Bounds.back();
  Value *Last = B->getInt64(Bound.Constant);
  for (auto [D, C] : enumerate(ArrayRef(Bound.Dim).take_front(N.Outer - 1)))
    if (C)
      Last = B->CreateAdd(Last, B->CreateMul(X[D], B->getInt64(C)));
  for (auto [Id, C] : Bound.Param)
    Last = B->CreateAdd(
        Last, B->CreateMul(Names.lookup(N.Parameters[Id].Id), B->getInt64(C)));
  B->SetInsertPoint(Header, Header->getFirstInsertionPt());
  X.back() = B->CreateSub(Last, Counter, "backwards");
  for (auto &[Phi, Form] : HostCounters) {
    auto *Old = cast<PHINode>(Fast.V.fast(static_cast<Value *>(Phi)));
    Old->replaceAllUsesWith(evaluate(Form, X, Fast.Expanded, *B));
  }
  BasicBlock *Latch = Fast.V.fast(N.host().getLoopLatch());
  auto *Br = cast<BranchInst>(Latch->getTerminator());
  bool ExitsOnTrue = Br->getSuccessor(0) != Header;
  B->SetInsertPoint(Br);
  Br->setCondition(ExitsOnTrue ? B->CreateICmpEQ(Counter, Last)
                               : B->CreateICmpNE(Counter, Last));
}

JobEmitter::Values JobEmitter::withPoints(Values From,
                                          const isl::ast_node &Points,
                                          StatementWriter &Body) {
  Values Cells;
  for (Value *V : From) {
    Cells.push_back(slot(V->getType(), "sum"));
    B->CreateStore(V, Cells.back());
  }
  AstWriter(*B, Names, [&](ArrayRef<Value *> Y) {
    SmallVector<Value *, 4> Z(X.begin(), X.end());
    Z.append(Y.begin(), Y.end());
    Body.write(*B, Z, Cells);
  }).write(Points);
  for (auto [V, Cell] : zip(From, Cells))
    V = B->CreateLoad(V->getType(), Cell);
  return From;
}

JobEmitter::Values JobEmitter::valueOf(unsigned K, StatementWriter &Body) {
  const share::Step &S = P.Steps[K];
  Values Sum;
  for (Carry &Kept : Carries[K])
    Sum.push_back(Kept.load(*B, X));
  if (S.AddBy) {
    Values Added = valueOf(S.AddBy, Body);
    for (auto [Acc, V, New] : zip(N.Accumulators, Sum, Added))
      V = combine(Acc, V, New);
  } else {
    Sum = withPoints(Sum, Loops[K].Add, Body);
  }
  if (S.termsLeave()) {
    Values Gone;
    if (S.SubBy) {
      Gone = valueOf(S.SubBy, *Outside);
    } else {
      for (const Accumulator &Acc : N.Accumulators)
        Gone.push_back(identity(Acc));
      Gone = withPoints(Gone, Loops[K].Sub, *Outside);
    }
    for (auto [Acc, V, G] : zip(N.Accumulators, Sum, Gone))
      V = Acc.Kind == RecurKind::Xor ? B->CreateXor(V, G) : B->CreateSub(V, G);
  }
  for (auto [V, Kept] : zip(Sum, Carries[K]))
    Kept.store(*B, X, V);
  return Sum;
}

void JobEmitter::rewrite(Value *Block) {
  B = std::make_unique<IRBuilder<>>(Fast.V.FastPreheader->getContext());
  B->SetCurrentDebugLocation(N.top().getStartLoc());
  for (unsigned D = 0; D < N.Outer; ++D)
    X.push_back(Fast.Counters.lookup(N.Dims[D]));
  makeCarries(Block);
  if (P.runsBackwards())
    reverseHost();
  for (unsigned D = 0; D < N.Outer; ++D)
    Names["i" + std::to_string(D)] = X[D];

  // What follows replaces the branch into the top loop.
  BasicBlock *Place = Fast.V.fast(N.top().getLoopPreheader());
  Place->getTerminator()->eraseFromParent();
  B->SetInsertPoint(Place);
  Inside = std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI,
                                             P.InOrder);
  Outside = std::make_unique<StatementWriter>(
      N, Fast.V, Fast.Expanded, A.LI, P.InOrder, /*OutsideDomain=*/true);
  SmallVector<Value *, 2> Answers;
  for (auto [Acc, V] : zip(N.Accumulators, valueOf(0, *Inside))) {
    if (!N.Equation.CommonStart)
      V = combine(Acc, Fast.V.fast(Acc.Start), V);
    Answers.push_back(V);
    if (Acc.Store) {
      auto *Store = cast<StoreInst>(Acc.Store->clone());
      Store->setOperand(0, V);
      Store->setOperand(1, Fast.V.fast(Acc.Store->getPointerOperand()));
      B->Insert(Store);
    }
  }
  replaceLoop(Answers);
}

void JobEmitter::replaceLoop(ArrayRef<Value *> Answers) {
  BasicBlock *Latch = N.top().getLoopLatch();
  BasicBlock *Exit = N.top().getExitBlock();
  BasicBlock *FastLatch = Fast.V.fast(Latch), *FastExit = Fast.V.fast(Exit);
  for (PHINode &Phi : Exit->phis()) {
    auto *Copy = cast<PHINode>(Fast.V.fast(static_cast<Value *>(&Phi)));
    int K = Copy->getBasicBlockIndex(FastLatch);
    for (auto [Acc, Answer] : zip(N.Accumulators, Answers))
      if (Phi.getIncomingValueForBlock(Latch) == Acc.Result)
        Copy->setIncomingValue(K, Answer);
    Copy->setIncomingBlock(K, B->GetInsertBlock());
  }
  B->CreateBr(FastExit);
  // Cut the old loop off before it is deleted, so that the exit's PHIs lose
  // no entry twice.
  Instruction *Back = FastLatch->getTerminator();
  new UnreachableInst(Back->getContext(), Back->getIterator());
  Back->eraseFromParent();
  SmallVector<BasicBlock *, 8> Dead;
  for (BasicBlock *BB : N.top().blocks())
    Dead.push_back(Fast.V.fast(BB));
  DeleteDeadBlocks(Dead);
}

} // namespace winnow::emit
