//===- OuterValues.cpp - What values of the outer iteration are of --------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/OuterValues.h"
#include "nest/Memory.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace winnow::nest {

namespace {

/// Larger computations are taken as they come.
constexpr size_t MaxInstructions = 256;

/// Follows a value down to what it is computed from, and to the conditions
/// that choose.
class Follower {
public:
  Follower(const ReductionNest &N, const Analyses &A)
      : N(N), A(A), Found(N.Outer) {}

  SmallBitVector run(Instruction &V) {
    push(&V);
    while (!Work.empty() && Seen.size() <= MaxInstructions)
      if (!visit(*Work.pop_back_val()))
        return all(V);
    return Work.empty() ? Found : all(V);
  }

private:
  void push(Value *V) {
    auto *I = dyn_cast<Instruction>(V);
    if (I && N.root().contains(I) && Seen.insert(I).second)
      Work.push_back(I);
  }

  void pushOperands(Instruction &I) {
    for (Value *Op : I.operands())
      push(Op);
  }

  /// Every loop around \p V.
  SmallBitVector all(const Instruction &V) const {
    SmallBitVector Each(N.Outer);
    for (unsigned D = 0; D != N.Outer; ++D)
      Each[D] = N.Dims[D]->contains(&V);
    return Each;
  }

  bool visit(Instruction &I) {
    if (auto *Phi = dyn_cast<PHINode>(&I))
      return visitPhi(*Phi);
    if (auto *Load = dyn_cast<LoadInst>(&I)) {
      push(Load->getPointerOperand());
      return Load->isSimple() && isUnchanged(N, *Load, A);
    }
    if (auto *Call = dyn_cast<CallBase>(&I)) {
      pushOperands(I);
      return isFunctionOfOperands(*Call);
    }
    pushOperands(I);
    return isa<BinaryOperator, UnaryOperator, CastInst, CmpInst, SelectInst,
               GetElementPtrInst>(I);
  }

  bool visitPhi(PHINode &Phi) {
    BasicBlock *BB = Phi.getParent();
    Loop *L = A.LI.getLoopFor(BB);
    for (unsigned D = 0; D != N.Outer; ++D)
      if (N.Dims[D] == L && L->getHeader() == BB)
        return visitCounter(Phi, D);
    for (Value *V : Phi.incoming_values())
      push(V);
    if (L->getHeader() == BB && !pushConditions(*L))
      return false;
    for (BasicBlock *From : Phi.blocks()) {
      // A value that leaves a loop is that of its last iteration.
      Loop *Left = A.LI.getLoopFor(From);
      while (Left && Left->getParentLoop() && !Left->contains(BB) &&
             !Left->getParentLoop()->contains(BB))
        Left = Left->getParentLoop();
      if (Left && !Left->contains(BB) && !pushConditions(*Left))
        return false;
    }
    return L->getHeader() == BB || pushConditionsBefore(*BB);
  }

  /// Of the loop of dimension \p D.
  bool visitCounter(PHINode &Phi, unsigned D) {
    Found.set(D);
    if (A.SE.isSCEVable(Phi.getType()))
      if (auto *AR = dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi));
          AR && AR->getLoop() == N.Dims[D] && AR->isAffine() &&
          A.SE.isLoopInvariant(AR->getStepRecurrence(A.SE), &N.root())) {
        push(Phi.getIncomingValueForBlock(N.Dims[D]->getLoopPreheader()));
        return true;
      }
    // It holds what all iterations before have made of it.
    Found.set(0, D + 1);
    return true;
  }

  bool pushCondition(BasicBlock &BB) {
    auto *Br = dyn_cast<BranchInst>(BB.getTerminator());
    if (Br && Br->isConditional())
      push(Br->getCondition());
    return Br != nullptr;
  }

  bool pushConditions(Loop &L) {
    return all_of(L.blocks(),
                  [&](BasicBlock *BB) { return pushCondition(*BB); });
  }

  /// Of the blocks between the last one that every way to \p BB passes, and
  /// \p BB.
  bool pushConditionsBefore(BasicBlock &BB) {
    BasicBlock *Fork = A.DT.getNode(&BB)->getIDom()->getBlock();
    return all_of(N.root().blocks(), [&](BasicBlock *X) {
      return !A.DT.dominates(Fork, X) || A.DT.dominates(&BB, X) ||
             pushCondition(*X);
    });
  }

  const ReductionNest &N;
  const Analyses &A;
  SmallBitVector Found;
  SmallPtrSet<Instruction *, 32> Seen;
  SmallVector<Instruction *, 16> Work;
};

/// The functions of libm that set errno in one way, to ERANGE.
bool setsOnlyRange(const CallBase &Call) {
  const Function *F = Call.getCalledFunction();
  if (!F)
    return false;
  StringRef Name = F->getName();
  if (!Name.consume_back("f"))
    Name.consume_back("l");
  return StringSwitch<bool>(Name)
      .Cases({"exp", "exp2", "exp10", "expm1", "sinh", "cosh"}, true)
      .Default(false);
}

} // namespace

SmallBitVector changesWith(Instruction &V, const ReductionNest &N,
                           const Analyses &A) {
  return Follower(N, A).run(V);
}

bool isFunctionOfOperands(const CallBase &Call) {
  MemoryEffects Effects = Call.getMemoryEffects();
  return Effects.onlyAccessesErrnoMem() && Effects.onlyWritesMemory() &&
         Call.willReturn() && Call.doesNotThrow() && !Call.isConvergent() &&
         !Call.isInlineAsm();
}

bool mayLeaveOutCalls(ArrayRef<CallBase *> Calls, const ReductionNest &N,
                      const Analyses &A) {
  if (Calls.empty())
    return true;
  const Module *M = N.root().getHeader()->getModule();
  for (BasicBlock *BB : N.root().blocks())
    for (Instruction &I : *BB) {
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call) {
        if (!I.mayReadOrWriteMemory())
          continue;
        std::optional<MemoryLocation> At = MemoryLocation::getOrNone(&I);
        if (!At || A.AA.aliasErrno(*At, M) != AliasResult::NoAlias)
          return false;
        continue;
      }
      ModRefInfo Errno =
          Call->getMemoryEffects().getModRef(IRMemLocation::ErrnoMem);
      // What is last set must be what is ever set.
      if (isRefSet(Errno) || (isModSet(Errno) && !setsOnlyRange(*Call)))
        return false;
    }
  return true;
}

} // namespace winnow::nest
