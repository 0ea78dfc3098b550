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

using share::Node;

/// The factors that a node multiplies itself.
static ArrayRef<unsigned> factorsAt(const Node &Of) {
  return Of.K == Node::Kind::Scale ? Of.Factors : Of.What.Factors;
}

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

Value *JobEmitter::takeAway(const Accumulator &Acc, Value *From, Value *What) {
  return Acc.Kind == RecurKind::Xor ? B->CreateXor(From, What)
                                    : B->CreateSub(From, What);
}

ArrayRef<Accumulator> JobEmitter::sumsOf(const Node &Of) const {
  if (Of.What.Part == share::Sum::Whole)
    return N.Accumulators;
  return ArrayRef(N.Accumulators)
      .slice(N.Products[Of.What.Part].Accumulator, 1);
}

JobEmitter::Values JobEmitter::identities(const Node &Of) const {
  Values Each;
  for (const Accumulator &Acc : sumsOf(Of))
    Each.push_back(identity(Acc));
  return Each;
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
  if (any_of(P.Nodes, [](const Node &Of) { return Of.termsLeave(); }))
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
  for (auto [Of, State] : zip(P.Nodes, States)) {
    if (Of.K != Node::Kind::Carry)
      continue;
    for (const Accumulator &Acc : sumsOf(Of)) {
      ArraySpec &Spec = State.Specs.emplace_back();
      for (unsigned D = Of.Carrier + 1; D < Of.What.Outer; ++D)
        Spec.Extents.push_back(
            E.builder().CreateAdd(E.affine(N.MaxCounts[Of.What.Order[D]], N),
                                  E.builder().getInt64(1)));
      if (!Spec.Extents.empty())
        std::tie(Spec.Offset, Spec.Count) =
            Memory.reserve(Spec.Extents, Acc.Phis.front()->getType());
    }
  }
}

void JobEmitter::makeCarries(Value *Block) {
  for (auto [K, Of] : enumerate(P.Nodes)) {
    if (Of.K != Node::Kind::Carry)
      continue;
    NodeState &State = States[K];
    BasicBlock *Entry = Fast.V.fast(N.Dims[Of.Carrier]->getLoopPreheader());
    Instruction *Leave = Entry->getTerminator();
    B->SetInsertPoint(Leave);
    bool FromStart =
        K == 0 && N.Equation.CommonStart && Of.What.Part == share::Sum::Whole;
    for (auto [Acc, Spec] : zip(sumsOf(Of), State.Specs)) {
      Type *T = Acc.Phis.front()->getType();
      Value *Start = FromStart ? Fast.V.fast(Acc.Start) : identity(Acc);
      if (!Spec.Count) {
        State.Carries.push_back(Carry(slot(T, "carry")));
        State.Carries.back().initialize(*B, Start);
        continue;
      }
      // Stays in the entry block of the loop: the memory is one for all.
      Value *Memory = B->CreatePtrAdd(Block, Spec.Offset, "cells");
      State.Carries.push_back(
          Carry(Memory, Spec.Count, T, Of.Carrier, Spec.Extents));
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

StatementWriter &JobEmitter::body(unsigned K, bool Outside) {
  NodeState &State = States[K];
  std::unique_ptr<StatementWriter> &Writer =
      Outside ? State.Outside : State.Inside;
  if (Writer)
    return *Writer;
  const Node &Of = P.Nodes[K];
  StatementWriter::Mode M{P.InOrder, Outside};
  if (Of.What.Part == share::Sum::Whole) {
    Writer =
        std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI, M);
    return *Writer;
  }
  SmallVector<Value *, 4> Wanted;
  for (unsigned F : factorsAt(Of))
    Wanted.push_back(N.Products[Of.What.Part].Factors[F].V);
  Writer = std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI, M,
                                             Wanted);
  return *Writer;
}

SmallVector<Value *, 4> JobEmitter::original(const Node &Of,
                                             ArrayRef<Value *> Y) {
  SmallVector<Value *, 4> Z(Of.What.Order.size());
  for (auto [D, Original] : enumerate(Of.What.Order))
    Z[Original] = D < X.size() ? X[D] : Y[D - X.size()];
  return Z;
}

Value *JobEmitter::multiply(const Accumulator &Acc, Value *L, Value *R) {
  if (!L->getType()->isFloatingPointTy())
    return B->CreateMul(L, R);
  IRBuilderBase::FastMathFlagGuard Guard(*B);
  FastMathFlags Flags = Acc.Flags;
  Flags.setNoNaNs(false);
  Flags.setNoInfs(false);
  B->setFastMathFlags(Flags);
  return B->CreateFMul(L, R);
}

Value *JobEmitter::product(unsigned K, ArrayRef<Value *> Z, bool Outside) {
  const Node &Of = P.Nodes[K];
  const Accumulator &Acc = sumsOf(Of).front();
  Type *T = Acc.Phis.front()->getType();
  Value *Product = nullptr;
  if (!factorsAt(Of).empty()) {
    SmallVector<Value *, 4> Values = body(K, Outside).values(*B, Z);
    for (auto [F, V] : zip(factorsAt(Of), Values)) {
      if (T->isIntegerTy())
        V = N.Products[Of.What.Part].Factors[F].Signed ? B->CreateSExt(V, T)
                                                       : B->CreateZExt(V, T);
      Product = Product ? multiply(Acc, Product, V) : V;
    }
  }
  if (Product)
    return Product;
  return T->isIntegerTy() ? ConstantInt::get(T, 1) : ConstantFP::get(T, 1);
}

JobEmitter::Values JobEmitter::overPoints(
    Values From, unsigned K,
    function_ref<void(ArrayRef<Value *>, ArrayRef<Value *>)> Statement) {
  Values Cells;
  for (Value *V : From) {
    Cells.push_back(slot(V->getType(), "sum"));
    B->CreateStore(V, Cells.back());
  }
  AstWriter(*B, Names, [&](ArrayRef<Value *> Y) {
    Statement(Y, Cells);
  }).write(Loops[K]);
  for (auto [V, Cell] : zip(From, Cells))
    V = B->CreateLoad(V->getType(), Cell);
  return From;
}

JobEmitter::Values JobEmitter::onto(Values From, unsigned K, bool Outside) {
  const Node &Of = P.Nodes[K];
  ArrayRef<Accumulator> Sums = sumsOf(Of);
  auto Append = [&](Value *Cell, Value *What) {
    Value *Old = B->CreateLoad(What->getType(), Cell);
    B->CreateStore(combine(Sums.front(), Old, What), Cell);
  };
  switch (Of.K) {
  case Node::Kind::Terms:
    return overPoints(From, K,
                      [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
                        auto Z = original(Of, Y);
                        if (Of.What.Part == share::Sum::Whole)
                          body(K, Outside).write(*B, Z, Cells);
                        else
                          Append(Cells.front(), product(K, Z, Outside));
                      });
  case Node::Kind::Scale: {
    Value *Inner = onto(identities(Of), Of.Below[0], Outside).front();
    return overPoints(
        From, K, [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
          Value *Factor = product(K, original(Of, Y), Outside);
          Append(Cells.front(), multiply(Sums.front(), Factor, Inner));
        });
  }
  case Node::Kind::Loops:
    return overPoints(
        From, K, [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
          size_t Depth = X.size();
          for (Value *V : Y) {
            Names["i" + std::to_string(X.size())] = V;
            X.push_back(V);
          }
          Values Inner;
          for (auto [Acc, Cell] : zip(Sums, Cells))
            Inner.push_back(B->CreateLoad(Acc.Phis.front()->getType(), Cell));
          for (auto [V, Cell] : zip(onto(Inner, Of.Below[0], Outside), Cells))
            B->CreateStore(V, Cell);
          X.truncate(Depth);
        });
  case Node::Kind::Carry: {
    Values Own = carried(K, Outside);
    for (auto [Acc, V, Old] : zip(Sums, Own, From))
      V = combine(Acc, Old, V);
    return Own;
  }
  case Node::Kind::Split:
    break;
  }
  llvm_unreachable("only the root is taken apart");
}

JobEmitter::Values JobEmitter::carried(unsigned K, bool Outside) {
  const Node &Of = P.Nodes[K];
  NodeState &State = States[K];
  Values Sum;
  for (Carry &Kept : State.Carries)
    Sum.push_back(Kept.load(*B, X));
  Sum = onto(Sum, Of.Below[0], Outside);
  if (Of.termsLeave())
    for (auto [Acc, V, Gone] :
         zip(sumsOf(Of), Sum,
             onto(identities(Of), Of.Below[1], /*Outside=*/true)))
      V = takeAway(Acc, V, Gone);
  for (auto [V, Kept] : zip(Sum, State.Carries))
    Kept.store(*B, X, V);
  return Sum;
}

JobEmitter::Values JobEmitter::answers() {
  const Node &Root = P.Nodes.front();
  bool Apart = Root.K == Node::Kind::Split;
  Values Sum;
  if (!Apart && Root.What.Part == share::Sum::Whole) {
    bool IsCarry = Root.K == Node::Kind::Carry;
    Sum = IsCarry ? carried(0, /*Outside=*/false)
                  : onto(identities(Root), 0, /*Outside=*/false);
    if (IsCarry && N.Equation.CommonStart)
      return Sum;
  } else {
    for (const Accumulator &Acc : N.Accumulators)
      Sum.push_back(identity(Acc));
    SmallVector<unsigned, 4> Parts{0};
    if (Apart)
      Parts.assign(Root.Below.begin(), Root.Below.end());
    for (unsigned K : Parts) {
      const ProductValue &Product = N.Products[P.Nodes[K].What.Part];
      const Accumulator &Acc = N.Accumulators[Product.Accumulator];
      Type *T = Acc.Phis.front()->getType();
      Value *V = onto(identities(P.Nodes[K]), K, /*Outside=*/false).front();
      if (!Product.Coefficient.isOne())
        V = multiply(
            Acc, V,
            T->isIntegerTy()
                ? static_cast<Value *>(ConstantInt::get(T, Product.Coefficient))
                : ConstantFP::get(T,
                                  double(Product.Coefficient.getSExtValue())));
      Value *&Total = Sum[Product.Accumulator];
      Total = combine(Acc, Total, V);
    }
  }
  for (auto [Acc, V] : zip(N.Accumulators, Sum))
    V = combine(Acc, Fast.V.fast(Acc.Start), V);
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
  Values Answers = answers();
  for (auto [Acc, V] : zip(N.Accumulators, Answers))
    if (Acc.Store) {
      auto *Store = cast<StoreInst>(Acc.Store->clone());
      Store->setOperand(0, V);
      Store->setOperand(1, Fast.V.fast(Acc.Store->getPointerOperand()));
      B->Insert(Store);
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
