//===- StoredSums.cpp - Guarded sums in memory ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/StoredSums.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/DomTreeUpdater.h"
#include "llvm/Analysis/IVDescriptors.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;

namespace winnow {

namespace {

/// A store under a condition, each time to the same cell, of a sum.
struct StoredSum {
  StoreInst *Store = nullptr;
  /// The sum is in memory: Update is what Load finds there and a term.
  LoadInst *Load = nullptr;
  BinaryOperator *Update = nullptr;
  RecurKind Kind = RecurKind::None;
  /// Or it is carried in a register and stored as well, this from each
  /// iteration to the next.
  Value *Carried = nullptr;
  /// The same iteration of the loop around has stored into the cell already.
  bool Written = false;
  Value *cell() const { return Store->getPointerOperand(); }
};

/// What \p Update adds up to, if its terms may be added up by themselves.
RecurKind kindOf(const BinaryOperator &Update, const Value *Old) {
  bool First = Update.getOperand(0) == Old;
  if (First == (Update.getOperand(1) == Old))
    return RecurKind::None;
  switch (Update.getOpcode()) {
  case Instruction::Add:
    return RecurKind::Add;
  case Instruction::Sub:
    return First ? RecurKind::Add : RecurKind::None;
  case Instruction::Mul:
    return RecurKind::Mul;
  case Instruction::And:
    return RecurKind::And;
  case Instruction::Or:
    return RecurKind::Or;
  case Instruction::Xor:
    return RecurKind::Xor;
  case Instruction::FAdd:
    return Update.hasAllowReassoc() && Update.hasNoSignedZeros()
               ? RecurKind::FAdd
               : RecurKind::None;
  default:
    return RecurKind::None;
  }
}

bool isSteady(const StoreInst &Store, const Loop &L, const DominatorTree &DT) {
  return Store.isSimple() && L.isLoopInvariant(Store.getPointerOperand()) &&
         !Store.getValueOperand()->getType()->isVectorTy() &&
         !DT.dominates(Store.getParent(), L.getLoopLatch());
}

/// What goes into the next iteration in the place of \p Phi, if that is what
/// \p Store stores where it runs and else \p Phi itself.
Value *carriedWith(const StoreInst &Store, PHINode &Phi, const Loop &L) {
  BasicBlock *Block = const_cast<BasicBlock *>(Store.getParent());
  BasicBlock *Joint = Block->getSingleSuccessor();
  Value *Next = Phi.getIncomingValueForBlock(L.getLoopLatch());
  if (auto *Merged = dyn_cast<PHINode>(Next)) {
    if (Merged->getParent() != Joint)
      return nullptr;
    for (auto [V, From] : zip(Merged->incoming_values(), Merged->blocks()))
      if (V != (From == Block ? Store.getValueOperand() : &Phi))
        return nullptr;
    return Merged;
  }
  auto *Chosen = dyn_cast<SelectInst>(Next);
  BasicBlock *Fork = Block->getSinglePredecessor();
  auto *Br = Fork ? dyn_cast<BranchInst>(Fork->getTerminator()) : nullptr;
  if (!Chosen || !Br || !Br->isConditional() ||
      Br->getCondition() != Chosen->getCondition() ||
      Br->getSuccessor(0) == Br->getSuccessor(1))
    return nullptr;
  bool WhenTrue = Br->getSuccessor(0) == Block;
  Value *Stored = WhenTrue ? Chosen->getTrueValue() : Chosen->getFalseValue();
  Value *Kept = WhenTrue ? Chosen->getFalseValue() : Chosen->getTrueValue();
  return Stored == Store.getValueOperand() && Kept == &Phi ? Chosen : nullptr;
}

/// Whether \p S.Store's cell was stored into just before \p L; if the sum is
/// carried, what it starts from.
bool isWrittenBefore(const StoredSum &S, const Loop &L, AAResults &AA,
                     const Value *Start) {
  MemoryLocation Cell = MemoryLocation::get(S.Store);
  const Loop *Around = L.getParentLoop();
  for (BasicBlock *BB = L.getLoopPreheader(); BB && Around->contains(BB);
       BB = BB->getSinglePredecessor())
    for (Instruction &I : reverse(*BB)) {
      auto *Store = dyn_cast<StoreInst>(&I);
      if (Store && Store->isSimple() &&
          Store->getPointerOperand() == S.cell() &&
          Store->getValueOperand()->getType() ==
              S.Store->getValueOperand()->getType())
        return !Start || Store->getValueOperand() == Start;
      // Nor may another thread have been told that it may look.
      if (isa<CallBase>(I) || I.isAtomic() ||
          (I.mayWriteToMemory() && isModSet(AA.getModRefInfo(&I, Cell))))
        return false;
    }
  return false;
}

std::optional<StoredSum> sumOf(StoreInst &Store, const Loop &L,
                               const DominatorTree &DT, AAResults &AA) {
  StoredSum S;
  S.Store = &Store;
  if (!isSteady(Store, L, DT))
    return std::nullopt;
  for (PHINode &Phi : L.getHeader()->phis())
    if (Value *Next = carriedWith(Store, Phi, L)) {
      S.Carried = Next;
      S.Written = isWrittenBefore(
          S, L, AA, Phi.getIncomingValueForBlock(L.getLoopPreheader()));
      return S;
    }
  S.Update = dyn_cast<BinaryOperator>(Store.getValueOperand());
  if (!S.Update || !S.Update->hasOneUse())
    return std::nullopt;
  for (Value *Op : S.Update->operands())
    if (auto *Load = dyn_cast<LoadInst>(Op);
        Load && Load->isSimple() && Load->hasOneUse() &&
        Load->getPointerOperand() == S.cell() &&
        Load->getType() == S.Update->getType() &&
        Load->getParent() == Store.getParent())
      S.Load = Load;
  if (!S.Load)
    return std::nullopt;
  S.Kind = kindOf(*S.Update, S.Load);
  if (S.Kind == RecurKind::None)
    return std::nullopt;
  S.Written = isWrittenBefore(S, L, AA, nullptr);
  return S;
}

/// Nothing else in \p L touches the cell, which is the same in all iterations,
/// and all of them run.
bool isAlone(const StoredSum &S, const Loop &L, AAResults &AA) {
  MemoryLocation Cell = MemoryLocation::get(S.Store);
  for (BasicBlock *BB : L.blocks())
    for (Instruction &I : *BB) {
      if (&I == S.Store || &I == S.Load)
        continue;
      if (I.mayThrow() || !I.willReturn() || I.isAtomic() ||
          (I.mayReadOrWriteMemory() &&
           isModOrRefSet(AA.getModRefInfo(&I, Cell))))
        return false;
    }
  return true;
}

/// Takes sums out of memory.
class Rewriter {
public:
  Rewriter(Loop &L, const nest::Analyses &A)
      : L(L), A(A), B(L.getHeader()->getContext()) {}

  void run(const StoredSum &S) {
    B.SetCurrentDebugLocation(S.Store->getDebugLoc());
    AllocaInst *Hits = nullptr;
    if (!S.Written) {
      Hits = variable(B.getInt64(0));
      B.SetInsertPoint(S.Store);
      Value *Before = B.CreateLoad(B.getInt64Ty(), Hits);
      B.CreateStore(B.CreateAdd(Before, B.getInt64(1)), Hits);
    }
    AllocaInst *Sum = S.Load ? sumInPlaceOf(S) : nullptr;
    goToExit(Hits);
    Value *Total = S.Carried;
    if (Sum) {
      auto *Held = cast<LoadInst>(S.Load->clone());
      B.Insert(Held, "held");
      IRBuilder<>::FastMathFlagGuard Guard(B);
      B.setFastMathFlags(flagsOf(S));
      auto Opcode = S.Update->getOpcode();
      Total =
          B.CreateBinOp(Opcode == Instruction::Sub ? Instruction::Add : Opcode,
                        Held, B.CreateLoad(S.Update->getType(), Sum));
    }
    auto *Store = cast<StoreInst>(S.Store->clone());
    Store->setOperand(0, Total);
    B.Insert(Store);
    S.Store->eraseFromParent();
    if (S.Load)
      S.Load->eraseFromParent();
    SmallVector<AllocaInst *, 2> Variables;
    for (AllocaInst *V : {Hits, Sum})
      if (V)
        Variables.push_back(V);
    PromoteMemToReg(Variables, A.DT, &A.AC);
    A.SE.forgetLoop(&L);
  }

private:
  static FastMathFlags flagsOf(const StoredSum &S) {
    return isa<FPMathOperator>(S.Update) ? S.Update->getFastMathFlags()
                                         : FastMathFlags();
  }

  /// A variable that is \p Start when the loop is entered.
  AllocaInst *variable(Value *Start) {
    BasicBlock &Entry = L.getHeader()->getParent()->getEntryBlock();
    B.SetInsertPoint(&Entry, Entry.getFirstInsertionPt());
    AllocaInst *V = B.CreateAlloca(Start->getType());
    B.SetInsertPoint(L.getLoopPreheader()->getTerminator());
    B.CreateStore(Start, V);
    return V;
  }

  AllocaInst *sumInPlaceOf(const StoredSum &S) {
    Type *T = S.Update->getType();
    AllocaInst *Sum = variable(getRecurrenceIdentity(S.Kind, T, flagsOf(S)));
    B.SetInsertPoint(S.Store);
    S.Load->replaceAllUsesWith(B.CreateLoad(T, Sum));
    // The partial sums are others than before.
    S.Update->dropPoisonGeneratingFlags();
    S.Update->moveBefore(S.Store->getIterator());
    B.CreateStore(S.Update, Sum);
    return Sum;
  }

  /// Behind the loop, there where something was added if \p Hits are counted.
  void goToExit(AllocaInst *Hits) {
    BasicBlock *Exit = L.getExitBlock();
    B.SetInsertPoint(Exit, Exit->getFirstInsertionPt());
    if (!Hits)
      return;
    Value *Any = B.CreateICmpNE(B.CreateLoad(B.getInt64Ty(), Hits),
                                B.getInt64(0), "any");
    DomTreeUpdater DTU(A.DT, DomTreeUpdater::UpdateStrategy::Eager);
    B.SetInsertPoint(SplitBlockAndInsertIfThen(
        Any, B.GetInsertPoint(), /*Unreachable=*/false, nullptr, &DTU, &A.LI));
  }

  Loop &L;
  const nest::Analyses &A;
  IRBuilder<> B;
};

SmallVector<StoredSum, 2> sumsOf(const Loop &L, const nest::Analyses &A) {
  SmallVector<StoredSum, 2> Sums;
  for (BasicBlock *BB : L.blocks())
    for (Instruction &I : *BB)
      if (auto *Store = dyn_cast<StoreInst>(&I))
        if (auto S = sumOf(*Store, L, A.DT, A.AA); S && isAlone(*S, L, A.AA))
          Sums.push_back(*S);
  return Sums;
}

} // namespace

bool mayStoreSum(const Loop &L, const DominatorTree &DT) {
  if (!L.isInnermost() || !L.getParentLoop() || !L.getLoopLatch())
    return false;
  return any_of(L.blocks(), [&](BasicBlock *BB) {
    return any_of(*BB, [&](Instruction &I) {
      auto *Store = dyn_cast<StoreInst>(&I);
      return Store && isSteady(*Store, L, DT);
    });
  });
}

bool keepSumInRegister(Loop &L, const nest::Analyses &A) {
  if (!L.isLoopSimplifyForm() || !L.getExitBlock() ||
      L.getExitingBlock() != L.getLoopLatch() ||
      !nest::maySelect(*L.getOutermostLoop(), L, A))
    return false;
  SmallVector<StoredSum, 2> Sums = sumsOf(L, A);
  Rewriter Each(L, A);
  for (const StoredSum &S : Sums)
    Each.run(S);
  return !Sums.empty();
}

} // namespace winnow
