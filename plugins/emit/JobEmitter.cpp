//===- JobEmitter.cpp - One reduction in the copied loop ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/JobEmitter.h"
#include "nest/Guards.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

AllocaInst *JobEmitter::slot(Type *T, const Twine &Name) {
  BasicBlock &Entry = Fast.V.Before->getParent()->getEntryBlock();
  auto *Slot =
      new AllocaInst(T, Entry.getModule()->getDataLayout().getAllocaAddrSpace(),
                     Name, Entry.getFirstInsertionPt());
  Fast.Slots.push_back(Slot);
  return Slot;
}

JobEmitter::JobEmitter(const Job &J, FastLoops &Fast, const Analyses &A)
    : N(*J.Nest), P(*J.Plan), Loops(J.Loops), Cells(J.Cells),
      Windows(J.Windows), Fast(Fast), A(A), States(P.Nodes.size()),
      WindowStates(J.Windows.size()), BucketStates(P.Nodes.size()),
      Whole(plainArithmetic(N.Accumulators)) {
  if (!N.Differences.empty()) {
    auto Own = std::make_unique<MovedArithmetic>(N.Accumulators, N.Differences);
    Moved = Own.get();
    Whole = std::move(Own);
  }
  for (auto [K, Product] : enumerate(N.Products)) {
    bool TermsLeave = any_of(P.Nodes, [K = K](const Node &Of) {
      return Of.What.Part == int(K) && Of.termsLeave();
    });
    ArrayRef<Accumulator> Sum =
        ArrayRef(N.Accumulators).slice(Product.Accumulator, 1);
    bool Float = Sum.front().Phis.front()->getType()->isFloatingPointTy();
    Parts.push_back(TermsLeave && Float && N.Equation.Alg.Approximate
                        ? guardedArithmetic(Sum.front())
                        : plainArithmetic(Sum));
  }
}

const Arithmetic &JobEmitter::arithmetic(const Node &Of) const {
  return Of.What.Part == share::Sum::Whole ? *Whole : *Parts[Of.What.Part];
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
  if (any_of(P.Nodes, [](const Node &Of) {
        return Of.termsLeave() || Of.K == Node::Kind::Repeat ||
               Of.K == Node::Kind::Window || Of.K == Node::Kind::Buckets;
      }))
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
  for (auto [Of, State, Ranges] : zip(P.Nodes, States, Cells)) {
    if (Of.K != Node::Kind::Carry)
      continue;
    for (Type *T : arithmetic(Of).types()) {
      ArraySpec &Spec = State.Specs.emplace_back();
      for (const CellRange &Range : Ranges) {
        Spec.Firsts.push_back(Range.First);
        Spec.Extents.push_back(E.affine(Range.Count, N));
      }
      if (!Spec.Extents.empty())
        std::tie(Spec.Offset, Spec.Count) = Memory.reserve(Spec.Extents, T);
    }
  }
  prepareWindows(E, Memory);
  prepareBuckets(E, Memory);
}

void JobEmitter::requireSteadyConditions(Expansion &E, CarryMemory &Memory) {
  auto All =
      conditionsOf(*N.top().getLoopPreheader(), N.root(), A.LI, A.DT, A.PDT);
  if (!All)
    return;
  for (const Guard &G : *All)
    if (N.root().isLoopInvariant(G.Condition))
      Memory.require(G.Sense ? G.Condition
                             : E.builder().CreateNot(G.Condition));
}

void JobEmitter::makeCarries(Value *Block) {
  for (auto [K, Of] : enumerate(P.Nodes)) {
    if (Of.K != Node::Kind::Carry)
      continue;
    NodeState &State = States[K];
    BasicBlock *Entry = Fast.V.fast(N.Dims[Of.Carrier]->getLoopPreheader());
    Instruction *Leave = Entry->getTerminator();
    B->SetInsertPoint(Leave);
    bool FromStart = K == 0 && N.Equation.startAlike(Of.Carrier) &&
                     Of.What.Part == share::Sum::Whole;
    Values Starts = FromStart ? starts() : arithmetic(Of).identity(*B);
    for (auto [Start, Spec] : zip(Starts, State.Specs)) {
      Type *T = Start->getType();
      if (!Spec.Count) {
        State.Carries.push_back(Carry(slot(T, "carry")));
        State.Carries.back().initialize(*B, Start);
        continue;
      }
      // Stays in the entry block of the loop: the memory is one for all.
      Value *Memory = B->CreatePtrAdd(Block, Spec.Offset, "cells");
      State.Carries.push_back(
          Carry(Memory, Spec.Count, T, Of.Carrier, Spec.Firsts, Spec.Extents));
      BasicBlock *Tail = SplitBlock(B->GetInsertBlock(), Leave);
      Leave = Tail->getTerminator();
      Instruction *Jump = Tail->getSinglePredecessor()->getTerminator();
      BasicBlock *From = Jump->getParent();
      Jump->eraseFromParent();
      B->SetInsertPoint(From);
      State.Carries.back().initialize(*B, Start);
      B->CreateBr(Tail);
      B->SetInsertPoint(Leave);
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

JobEmitter::Values JobEmitter::starts() {
  Values Starts;
  for (const Accumulator &Acc : N.Accumulators)
    Starts.push_back(Fast.V.fast(Acc.Start));
  return Starts;
}

JobEmitter::Values JobEmitter::answers() {
  const Node &Root = P.Nodes.front();
  Values Sum;
  if (Root.K == Node::Kind::Buckets ||
      (Root.What.Part == share::Sum::Whole && Root.K == Node::Kind::Carry &&
       !Moved)) {
    Sum = Root.K == Node::Kind::Buckets ? lookedUp(0)
                                        : carried(0, /*Outside=*/false);
    if (N.Equation.startAlike(Root.Carrier))
      return Sum;
  } else if (Root.What.Part == share::Sum::Whole &&
             Root.K != Node::Kind::Split) {
    Sum = onto(Whole->identity(*B), 0, /*Outside=*/false);
    if (Moved)
      return plainArithmetic(N.Accumulators)->add(*B, starts(), moved(Sum));
  } else {
    Sum = Whole->identity(*B);
    SmallVector<unsigned, 4> Roots{0};
    if (Root.K == Node::Kind::Split)
      Roots.assign(Root.Below.begin(), Root.Below.end());
    for (unsigned K : Roots) {
      const ProductValue &Product = N.Products[P.Nodes[K].What.Part];
      const Arithmetic &In = arithmetic(P.Nodes[K]);
      auto Own = plainArithmetic(
          ArrayRef(N.Accumulators).slice(Product.Accumulator, 1));
      Value *&Total = Sum[Product.Accumulator];
      Type *T = Total->getType();
      Values V = In.result(*B, onto(In.identity(*B), K, /*Outside=*/false));
      if (!Product.Coefficient.isOne())
        V = Own->scale(
            *B, V,
            {T->isIntegerTy()
                 ? static_cast<Value *>(
                       ConstantInt::get(T, Product.Coefficient))
                 : ConstantFP::get(
                       T, double(Product.Coefficient.getSExtValue()))});
      Total = Own->add(*B, {Total}, V).front();
    }
  }
  return Whole->add(*B, starts(), Sum);
}

JobEmitter::Values JobEmitter::moved(const Values &Sum) {
  Values Points;
  for (const DifferenceProduct &P : N.Differences)
    for (const Difference &D : {P.L, P.R})
      Points.push_back(D.From ? Fast.V.fast(D.From) : nullptr);
  return Moved->movedTo(*B, Sum, Points);
}

Value *JobEmitter::isKnownGood(ArrayRef<Value *> Answers) {
  if (!Moved)
    return nullptr;
  // Inf - Inf may have come where the loop would have found an Inf.
  Value *Good = nullptr;
  for (auto [Acc, V] : zip(N.Accumulators, Answers)) {
    if (Acc.Flags.noNaNs() && Acc.Flags.noInfs())
      continue;
    Value *Finite =
        B->CreateFCmpOLT(B->CreateUnaryIntrinsic(Intrinsic::fabs, V),
                         ConstantFP::getInfinity(V->getType()));
    Good = Good ? B->CreateAnd(Good, Finite) : Finite;
  }
  return Good;
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
  makeWindows(Block);
  makeBuckets(Block);
  bool Updated = updatedBefore();

  // What follows replaces the branch into the top loop.
  BasicBlock *Place = Fast.V.fast(N.top().getLoopPreheader());
  Place->getTerminator()->eraseFromParent();
  B->SetInsertPoint(Place);
  if (!Updated)
    updateBuckets();
  if (Value *Counted = isCounted()) {
    keepLoop(Counted);
    return leaveWith(answers());
  }
  Values Answers = answers();
  if (Value *Good = isKnownGood(Answers)) {
    keepLoop(Good);
    storeAnswers(Answers);
    return leaveWith(Answers);
  }
  storeAnswers(Answers);
  replaceLoop(Answers);
}

void JobEmitter::storeAnswers(ArrayRef<Value *> Answers) {
  for (auto [Acc, V] : zip(N.Accumulators, Answers))
    if (Acc.Store) {
      auto *Store = cast<StoreInst>(Acc.Store->clone());
      Store->setOperand(0, V);
      Store->setOperand(1, Fast.V.fast(Acc.Store->getPointerOperand()));
      B->Insert(Store);
    }
}

void JobEmitter::keepLoop(Value *Known) {
  BasicBlock *Header = Fast.V.fast(N.top().getHeader());
  BasicBlock *Before = Fast.V.fast(N.top().getLoopPreheader());
  BasicBlock *Here = B->GetInsertBlock();
  auto *Look = BasicBlock::Create(Header->getContext(), "known",
                                  Header->getParent(), Header);
  B->CreateCondBr(Known, Look, Header);
  Header->replacePhiUsesWith(Before, Here);
  B->SetInsertPoint(Look);
}

void JobEmitter::leaveWith(ArrayRef<Value *> Answers) {
  BasicBlock *Latch = N.top().getLoopLatch();
  BasicBlock *Exit = N.top().getExitBlock();
  for (PHINode &Phi : Exit->phis()) {
    auto *Copy = cast<PHINode>(Fast.V.fast(static_cast<Value *>(&Phi)));
    Value *Leaving = Copy->getIncomingValueForBlock(Fast.V.fast(Latch));
    for (auto [Acc, Answer] : zip(N.Accumulators, Answers))
      if (Phi.getIncomingValueForBlock(Latch) == Acc.Result)
        Leaving = Answer;
    Copy->addIncoming(Leaving, B->GetInsertBlock());
  }
  B->CreateBr(Fast.V.fast(Exit));
}

void JobEmitter::replaceLoop(ArrayRef<Value *> Answers) {
  BasicBlock *FastLatch = Fast.V.fast(N.top().getLoopLatch());
  leaveWith(Answers);
  for (PHINode &Phi : N.top().getExitBlock()->phis())
    cast<PHINode>(Fast.V.fast(static_cast<Value *>(&Phi)))
        ->removeIncomingValue(FastLatch, /*DeletePHIIfEmpty=*/false);
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
