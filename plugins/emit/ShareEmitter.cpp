//===- ShareEmitter.cpp - A sharing plan as IR ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/ShareEmitter.h"
#include "emit/AstWriter.h"
#include "emit/Carry.h"
#include "emit/Statement.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/BuildLibCalls.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

namespace {

/// The fast version's loops, common to all jobs.
struct FastLoops {
  TwoVersions V;
  /// Values of the check block.
  DenseMap<const SCEV *, Value *> Expanded;
  /// The iteration counter of each outer loop, from 0 upwards in source order.
  DenseMap<const Loop *, Value *> Counters;
  SmallVector<AllocaInst *> Slots;
};

bool reversesHost(const share::Plan &P) {
  return any_of(P.Steps, [](const share::Step &S) { return S.Reversed; });
}

bool usesArrays(const Job &J) {
  return any_of(J.Plan->Steps, [&](const share::Step &S) {
    return S.Carrier + 1 != J.Nest->Outer;
  });
}

/// Rewrites one job in the fast version.
class JobEmitter {
public:
  JobEmitter(const Job &J, FastLoops &Fast, const Analyses &A)
      : N(*J.Nest), P(*J.Plan), Loops(J.Loops), Fast(Fast), A(A) {}

  /// In the check block: expands what the job needs.
  void prepare(Expansion &E, CarryMemory &Memory);
  /// In the copy; \p Block is the memory of the array carries.
  void rewrite(Value *Block);

private:
  struct ArraySpec {
    Value *Offset, *Count;
    SmallVector<Value *, 2> Extents;
  };

  AllocaInst *slot(Type *T, const Twine &Name);
  Value *identity(const Accumulator &Acc) const;
  Value *combine(const Accumulator &Acc, Value *L, Value *R);
  void makeCarries(Value *Block);
  void reverseHost();
  void writePoints(const isl::ast_node &Points, StatementWriter &Body,
                   ArrayRef<Value *> Cells);
  void replaceLoop(ArrayRef<Value *> Answers);

  const ReductionNest &N;
  const share::Plan &P;
  const std::vector<StepLoops> &Loops;
  FastLoops &Fast;
  const Analyses &A;
  StringMap<Value *> Names;
  SmallVector<Value *, 4> X;
  SmallVector<ArraySpec, 4> Specs;
  /// Carries[step][accumulator].
  SmallVector<SmallVector<Carry, 2>, 2> Carries;
  MapVector<PHINode *, LinearForm> HostCounters;
  std::unique_ptr<IRBuilder<>> B;
};

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
  if (any_of(Loops, [](const StepLoops &L) { return !L.Sub.is_null(); }))
    for (auto &[Leaf, Form] : N.Leaves)
      Expand(Form);
  if (reversesHost(P))
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

void JobEmitter::writePoints(const isl::ast_node &Points, StatementWriter &Body,
                             ArrayRef<Value *> Cells) {
  AstWriter(*B, Names, [&](ArrayRef<Value *> Y) {
    SmallVector<Value *, 4> Z(X.begin(), X.end());
    Z.append(Y.begin(), Y.end());
    Body.write(*B, Z, Cells);
  }).write(Points);
}

void JobEmitter::rewrite(Value *Block) {
  B = std::make_unique<IRBuilder<>>(Fast.V.FastPreheader->getContext());
  B->SetCurrentDebugLocation(N.top().getStartLoc());
  for (unsigned D = 0; D < N.Outer; ++D)
    X.push_back(Fast.Counters.lookup(N.Dims[D]));
  makeCarries(Block);
  if (reversesHost(P))
    reverseHost();
  for (unsigned D = 0; D < N.Outer; ++D)
    Names["i" + std::to_string(D)] = X[D];

  // What follows replaces the branch into the top loop.
  BasicBlock *Place = Fast.V.fast(N.top().getLoopPreheader());
  Place->getTerminator()->eraseFromParent();
  B->SetInsertPoint(Place);
  StatementWriter Body(N, Fast.V, Fast.Expanded, A.LI, P.InOrder);
  StatementWriter Leaving(N, Fast.V, Fast.Expanded, A.LI, P.InOrder,
                          /*OutsideDomain=*/true);
  SmallVector<Value *, 2> Cells, Gone;
  for (const Accumulator &Acc : N.Accumulators) {
    Type *T = Acc.Phis.front()->getType();
    Cells.push_back(slot(T, "sum"));
    Gone.push_back(slot(T, "gone"));
  }
  for (unsigned K = P.Steps.size(); K-- > 0;) {
    bool Last = K + 1 == P.Steps.size();
    for (auto [Acc, Cell, Kept] : zip(N.Accumulators, Cells, Carries[K])) {
      Value *V = Kept.load(*B, X);
      if (!Last)
        V = combine(Acc, V, B->CreateLoad(V->getType(), Cell));
      B->CreateStore(V, Cell);
    }
    if (Last)
      writePoints(Loops[K].Add, Body, Cells);
    if (!Loops[K].Sub.is_null()) {
      for (auto [Acc, Cell] : zip(N.Accumulators, Gone))
        B->CreateStore(identity(Acc), Cell);
      writePoints(Loops[K].Sub, Leaving, Gone);
      for (auto [Acc, Cell, Away] : zip(N.Accumulators, Cells, Gone)) {
        Type *T = Acc.Phis.front()->getType();
        Value *V = B->CreateLoad(T, Cell), *G = B->CreateLoad(T, Away);
        B->CreateStore(Acc.Kind == RecurKind::Xor ? B->CreateXor(V, G)
                                                  : B->CreateSub(V, G),
                       Cell);
      }
    }
    for (auto [Acc, Cell, Kept] : zip(N.Accumulators, Cells, Carries[K]))
      Kept.store(*B, X, B->CreateLoad(Acc.Phis.front()->getType(), Cell));
  }

  SmallVector<Value *, 2> Answers;
  for (auto [Acc, Cell] : zip(N.Accumulators, Cells)) {
    Value *V = B->CreateLoad(Acc.Phis.front()->getType(), Cell);
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

/// The counter of \p L in the copy: an existing one unless \p Fresh, or a new
/// one.
Value *counterOf(Loop &L, const TwoVersions &V, ScalarEvolution &SE,
                 bool Fresh) {
  Type *I64 = Type::getInt64Ty(L.getHeader()->getContext());
  for (PHINode &Phi : L.getHeader()->phis())
    if (Phi.getType() == I64 && !Fresh)
      if (auto *AR = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(&Phi)))
        if (AR->getLoop() == &L && AR->getStart()->isZero() && AR->isAffine() &&
            AR->getStepRecurrence(SE)->isOne())
          return V.fast(static_cast<Value *>(&Phi));
  BasicBlock *Header = V.fast(L.getHeader());
  BasicBlock *Latch = V.fast(L.getLoopLatch());
  IRBuilder<> B(Header, Header->begin());
  PHINode *Counter = B.CreatePHI(I64, 2, "winnow.i");
  Counter->addIncoming(B.getInt64(0), V.fast(L.getLoopPreheader()));
  B.SetInsertPoint(Latch->getTerminator());
  Counter->addIncoming(B.CreateNUWAdd(Counter, B.getInt64(1)), Latch);
  return Counter;
}

/// i1: the outermost carrier of \p J runs for MinCarrierTrips. Where it is not
/// the root, its bound counts only once the check has found the parameters to
/// be what it assumes.
Value *carrierIsLong(const Job &J, Expansion &E) {
  const ReductionNest &N = *J.Nest;
  IRBuilder<> &B = E.builder();
  Value *Last = E.affine(N.MaxCounts[J.Plan->outermostCarrier()], N);
  return B.CreateICmpSGE(Last, B.getInt64(int64_t(J.MinCarrierTrips) - 1));
}

void markDone(Loop &L) { addStringMetadataToLoop(&L, "winnow.done", 1); }

} // namespace

std::optional<share::Refusal> prepareJob(Job &J, const Analyses &A,
                                         const TargetLibraryInfo &TLI) {
  const ReductionNest &N = *J.Nest;
  Expansion E(A.SE, N.root().getLoopPreheader()->getTerminator());
  auto Refuse = [](const char *Name, const char *Why) {
    return share::Refusal{Name, Why, "", true};
  };
  if (!canExpandAll(N, E))
    return Refuse("NotExpandable",
                  "a bound cannot be computed before the loop");
  if (usesArrays(J)) {
    if (!isLibFuncEmittable(N.root().getHeader()->getModule(), &TLI,
                            LibFunc_malloc))
      return Refuse("NoHeap", "the carried answers need malloc");
    if (N.MayLeave)
      return Refuse("MayUnwind",
                    "a call in the loop may not return, and the memory of the "
                    "carried answers would leak");
  }
  for (const share::Step &S : J.Plan->Steps) {
    StepLoops &Into = J.Loops.emplace_back();
    auto Make = [&](const isl::set &Points, isl::ast_node &Out) {
      Out = residualLoops(Points, N.Equation.Answers, N.Outer);
      return canWrite(Out);
    };
    // Only the last step's additions are loops; the others' are the next step.
    if (&S == &J.Plan->Steps.back() && !Make(S.Add, Into.Add))
      return Refuse("WorkLimit", "the residual loops are too complicated");
    if (!S.Sub.is_empty().is_true() && !Make(S.Sub, Into.Sub))
      return Refuse("WorkLimit", "the residual loops are too complicated");
  }
  return std::nullopt;
}

bool emitSharing(ArrayRef<Job> Jobs, Function &F, const Analyses &A,
                 const TargetLibraryInfo &TLI) {
  Loop &Root = Jobs.front().Nest->root();
  formLCSSARecursively(Root, A.DT, &A.LI, &A.SE);
  FastLoops Fast;
  TwoVersions &V = Fast.V;
  splitPreheader(Root, V, A.LI, A.DT);

  // Everything that asks ScalarEvolution, while the loop is still what it was.
  Expansion Early(A.SE, V.Before->getTerminator());
  Value *LongEnough = Early.builder().getTrue();
  for (const Job &J : Jobs)
    LongEnough = Early.builder().CreateAnd(LongEnough, carrierIsLong(J, Early));
  LongEnough = Early.builder().CreateFreeze(LongEnough);
  Expansion E(A.SE, V.Check->getTerminator());
  CarryMemory Memory(E);
  Value *Holds = E.builder().getTrue();
  std::vector<std::unique_ptr<JobEmitter>> Emitters;
  for (const Job &J : Jobs) {
    Holds = E.builder().CreateAnd(Holds, E.assumptionsHold(*J.Nest));
    const Affine &Top = J.Nest->MaxCounts[J.Nest->Outer];
    if (J.MinTopTrips > 1)
      Holds = E.builder().CreateAnd(
          Holds,
          E.builder().CreateICmpSGE(E.affine(Top, *J.Nest),
                                    E.builder().getInt64(J.MinTopTrips - 1)));
    Emitters.push_back(std::make_unique<JobEmitter>(J, Fast, A));
    Emitters.back()->prepare(E, Memory);
  }
  if (!Memory.empty())
    Holds = E.builder().CreateAnd(Holds, Memory.fits());
  Holds = E.builder().CreateFreeze(Holds);

  copyLoop(Root, V, A.LI, A.DT);
  for (const Job &J : Jobs)
    for (unsigned D = 0; D < J.Nest->Outer; ++D) {
      Loop *L = J.Nest->Dims[D];
      if (!Fast.Counters.contains(L))
        Fast.Counters[L] = counterOf(
            *L, V, A.SE, L == &J.Nest->host() && reversesHost(*J.Plan));
    }
  if (Loop *Copy = A.LI.getLoopFor(V.fast(Root.getHeader())))
    markDone(*Copy);
  markDone(Root);

  BasicBlock *Allocate = nullptr;
  Value *Block = nullptr;
  if (!Memory.empty()) {
    Allocate = BasicBlock::Create(F.getContext(), "winnow.allocate", &F,
                                  V.FastPreheader);
    IRBuilder<> B(Allocate);
    B.SetCurrentDebugLocation(Root.getStartLoc());
    Block = emitMalloc(Memory.bytes(), B, F.getDataLayout(), &TLI);
    B.CreateCondBr(B.CreateIsNull(Block), V.OriginalPreheader, V.FastPreheader);
    B.SetInsertPoint(V.FastExit->getTerminator());
    B.CreateFree(Block);
  }
  for (auto &Emitter : Emitters)
    Emitter->rewrite(Block);
  connect(V, LongEnough, Holds);
  if (Allocate)
    V.Check->getTerminator()->replaceSuccessorWith(V.FastPreheader, Allocate);

  A.DT.recalculate(F);
  assert(all_of(Fast.Slots, isAllocaPromotable));
  PromoteMemToReg(Fast.Slots, A.DT, &A.AC);
  if (!verifyFunction(F))
    return true;
  // Our mistake: throw the copy away, and keep the original alone.
  V.Check->getTerminator()->replaceSuccessorWith(
      Allocate ? Allocate : V.FastPreheader, V.OriginalPreheader);
  EliminateUnreachableBlocks(F);
  return false;
}

} // namespace winnow::emit
