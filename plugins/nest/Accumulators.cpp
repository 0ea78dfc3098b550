//===- Accumulators.cpp - What a reduction carries ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Accumulators.h"
#include "nest/Selectors.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace winnow::nest {

static Value *incomingFromLatch(PHINode &Phi, Loop &L) {
  return Phi.getIncomingValueForBlock(L.getLoopLatch());
}

static Value *incomingFromOutside(PHINode &Phi, Loop &L) {
  return Phi.getIncomingValueForBlock(L.getLoopPreheader());
}

std::optional<Refusal> findAccumulators(ReductionNest &N, const Analyses &A) {
  SmallPtrSet<PHINode *, 8> Claimed;
  auto IsCounter = [&](PHINode &Phi) {
    if (!A.SE.isSCEVable(Phi.getType()))
      return false;
    auto F = linearForm(A.SE.getSCEV(&Phi), N.Dims, A.SE);
    if (F)
      N.Counters.insert({&Phi, *F});
    return F.has_value();
  };

  for (PHINode &Phi : N.top().getHeader()->phis()) {
    if (IsCounter(Phi))
      continue;
    Accumulator Acc;
    Acc.Phis.push_back(&Phi);
    Acc.Start = incomingFromOutside(Phi, N.top());
    Acc.Result = incomingFromLatch(Phi, N.top());
    for (Loop *L : ArrayRef(N.Dims).drop_front(N.Outer + 1)) {
      PHINode *Inner = nullptr;
      for (PHINode &P : L->getHeader()->phis())
        if (incomingFromOutside(P, *L) == Acc.Phis.back() && !IsCounter(P))
          Inner = &P;
      if (!Inner)
        return Refusal{"NotAReduction",
                       "a value carried by the outer reduction loop is not "
                       "carried on by the inner one",
                       "", false};
      Acc.Phis.push_back(Inner);
      Claimed.insert(Inner);
    }
    Acc.Update = incomingFromLatch(*Acc.Phis.back(), N.innermost());
    N.Accumulators.push_back(Acc);
  }
  if (N.Accumulators.empty())
    return Refusal{"NotAReduction", "the loop carries no value", "", false};

  for (Loop *L : ArrayRef(N.Dims).drop_front(N.Outer + 1))
    for (PHINode &Phi : L->getHeader()->phis())
      if (!Claimed.contains(&Phi) && !N.Counters.contains(&Phi) &&
          !IsCounter(Phi))
        return Refusal{"NotAReduction",
                       "an inner loop starts a reduction of its own", "",
                       false};
  return std::nullopt;
}

/// Whether every accumulator keeps its value in an iteration of the loop that
/// holds \p Block where \p G does not hold.
static bool guardsAll(const ReductionNest &N, const GuardView &View,
                      unsigned Level) {
  Loop *L = N.Dims[N.Outer + Level];
  return all_of(N.Accumulators, [&](const Accumulator &Acc) {
    return View.resolve(incomingFromLatch(*Acc.Phis[Level], *L)) ==
           Acc.Phis[Level];
  });
}

std::vector<std::string> findGuards(ReductionNest &N, const Analyses &A,
                                    AffineSpace &Space, GuardView &View,
                                    Conditions Kind) {
  std::vector<std::string> Constraints;
  SmallPtrSet<Value *, 8> Seen;
  auto Try = [&](Value *Condition, unsigned Level) {
    if (isa<Constant>(Condition) || !Seen.insert(Condition).second)
      return;
    for (bool Sense : {true, false}) {
      View.assume({Condition, !Sense});
      bool IsGuard = guardsAll(N, View, Level);
      View.forgetLast();
      if (!IsGuard)
        continue;
      GuardParts Parts;
      if (std::optional<std::string> C =
              constraintOf(Condition, Sense, Space, A.SE))
        Parts.Constraints.push_back(*C);
      else if (Kind == Conditions::InBody ||
               !selectorsOf(Condition, Sense, N, A, Space, Parts))
        continue;
      Parts.Known.push_back({Condition, Sense});
      for (Guard G : Parts.Known) {
        View.assume(G);
        if (none_of(N.Guards,
                    [&](auto &Old) { return Old.Condition == G.Condition; }))
          N.Guards.push_back(G);
      }
      N.Selectors.append(Parts.Selectors.begin(), Parts.Selectors.end());
      Constraints.insert(Constraints.end(), Parts.Constraints.begin(),
                         Parts.Constraints.end());
      return;
    }
  };
  for (unsigned Level = 0; Level < N.Dims.size() - N.Outer; ++Level) {
    Loop *L = N.Dims[N.Outer + Level];
    for (BasicBlock *BB : L->blocks()) {
      if (A.LI.getLoopFor(BB) != L)
        continue;
      auto *Br = dyn_cast<BranchInst>(BB->getTerminator());
      if (Br && Br->isConditional() && BB != L->getLoopLatch())
        Try(Br->getCondition(), Level);
      for (Instruction &I : *BB)
        if (auto *Sel = dyn_cast<SelectInst>(&I);
            Sel && Sel->getCondition()->getType()->isIntegerTy(1))
          Try(Sel->getCondition(), Level);
        else if (isa<ZExtInst, SExtInst>(I) &&
                 I.getOperand(0)->getType()->isIntegerTy(1))
          Try(I.getOperand(0), Level);
    }
  }
  return Constraints;
}

/// The order of a floating-point minimum or maximum that is no recurrence to
/// LLVM, for want of flags. It may not be regrouped, but flags would allow it.
static std::optional<share::Operator> strictOrder(const Accumulator &Acc) {
  auto *Sel = dyn_cast<SelectInst>(Acc.Update);
  auto *Cmp = Sel ? dyn_cast<FCmpInst>(Sel->getCondition()) : nullptr;
  if (!Cmp)
    return std::nullopt;
  Value *L = Cmp->getOperand(0), *R = Cmp->getOperand(1);
  FCmpInst::Predicate P = Cmp->getPredicate();
  if (Sel->getTrueValue() == R && Sel->getFalseValue() == L)
    P = FCmpInst::getSwappedPredicate(P);
  else if (Sel->getTrueValue() != L || Sel->getFalseValue() != R)
    return std::nullopt;
  if (L != Acc.Phis.back() && R != Acc.Phis.back())
    return std::nullopt;
  switch (P) {
  case FCmpInst::FCMP_OGT:
  case FCmpInst::FCMP_OGE:
  case FCmpInst::FCMP_UGT:
  case FCmpInst::FCMP_UGE:
    return share::Operator::Max;
  case FCmpInst::FCMP_OLT:
  case FCmpInst::FCMP_OLE:
  case FCmpInst::FCMP_ULT:
  case FCmpInst::FCMP_ULE:
    return share::Operator::Min;
  default:
    return std::nullopt;
  }
}

/// What may be done with the terms, by LLVM's kinds of recurrences.
static share::Algebra algebraOf(const Accumulator &Acc) {
  using share::Operator;
  bool Reassoc = Acc.Flags.allowReassoc();
  switch (Acc.Kind) {
  case RecurKind::Add:
  case RecurKind::Sub:
  case RecurKind::AddChainWithSubs:
    return {Operator::Sum, true, true, false};
  case RecurKind::Mul:
    return {Operator::Product, true, false, false};
  case RecurKind::And:
    return {Operator::And, true, false, false, true};
  case RecurKind::Or:
    return {Operator::Or, true, false, false, true};
  case RecurKind::Xor:
    return {Operator::Xor, true, true, false};
  case RecurKind::SMin:
  case RecurKind::UMin:
    return {Operator::Min, true, false, false, true};
  case RecurKind::SMax:
  case RecurKind::UMax:
    return {Operator::Max, true, false, false, true};
  case RecurKind::FAdd:
  case RecurKind::FMulAdd: {
    Type *T = Acc.Phis.front()->getType();
    bool Guarded = Reassoc && Acc.Flags.noSignedZeros() && Acc.Flags.noNaNs() &&
                   Acc.Flags.noInfs() && (T->isFloatTy() || T->isDoubleTy());
    return {Operator::Sum, Reassoc, Guarded, Guarded};
  }
  case RecurKind::FMul:
    return {Operator::Product, Reassoc, false, false};
  case RecurKind::FMin:
  case RecurKind::FMax: {
    // Which zero or NaN comes out depends on the order otherwise.
    bool AnyOrder = Acc.Flags.noNaNs() && Acc.Flags.noSignedZeros();
    return {Acc.Kind == RecurKind::FMin ? Operator::Min : Operator::Max,
            AnyOrder, false, false, true};
  }
  default:
    return {strictOrder(Acc).value_or(Operator::Fold), false, false, false};
  }
}

/// What the update of an accumulator is computed from, inside \p L.
static SmallVector<Instruction *, 16> expressionOf(const Accumulator &Acc,
                                                   Loop &L) {
  SmallVector<Instruction *, 16> Found;
  SmallVector<Value *> Work{Acc.Update};
  SmallPtrSet<Value *, 8> Seen;
  while (!Work.empty()) {
    auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || !L.contains(I) || !Seen.insert(I).second)
      continue;
    Found.push_back(I);
    if (I != Acc.Phis.back())
      Work.append(I->op_begin(), I->op_end());
  }
  return Found;
}

/// The flags on every floating-point operation of the expression.
static FastMathFlags flagsOf(ArrayRef<Instruction *> Expression) {
  FastMathFlags Flags = FastMathFlags::getFast();
  for (Instruction *I : Expression)
    if (isa<FPMathOperator>(I) && !isa<PHINode>(I) && !isa<SelectInst>(I))
      Flags &= I->getFastMathFlags();
  return Flags;
}

std::optional<Refusal> classify(ReductionNest &N, const Analyses &A,
                                const GuardView &View) {
  share::Algebra Common{share::Operator::Sum, true, true, false, true};
  bool First = true;
  N.Equation.CommonStart = true;
  unsigned AlikeFrom = 0;
  for (Accumulator &Acc : N.Accumulators) {
    for (auto [Level, Carrier] : enumerate(ArrayRef(Acc.Phis).drop_back())) {
      // Between two levels the value may only pass through.
      Value *After =
          View.resolve(incomingFromLatch(*Carrier, *N.Dims[N.Outer + Level]));
      Value *Inner =
          incomingFromLatch(*Acc.Phis[Level + 1], *N.Dims[N.Outer + Level + 1]);
      if (After != Inner && After != View.resolve(Inner))
        return Refusal{"NotAReduction",
                       "the value is changed between the loops of the "
                       "reduction",
                       "", false};
    }
    auto Expression = expressionOf(Acc, N.innermost());
    // argmax, or a sum of running maxima: one state, not two sums.
    bool Coupled = any_of(N.Accumulators, [&](const Accumulator &Other) {
      return &Other != &Acc && is_contained(Expression, Other.Phis.back());
    });
    PHINode *Phi = Acc.Phis.back();
    RecurrenceDescriptor RD;
    if (!Coupled &&
        RecurrenceDescriptor::isReductionPHI(Phi, &N.innermost(), RD, nullptr,
                                             &A.AC, &A.DT, &A.SE) &&
        RD.getRecurrenceType() == Phi->getType()) {
      Acc.Kind = RD.getRecurrenceKind();
      if (Phi->getType()->isFloatingPointTy())
        Acc.Flags = flagsOf(Expression);
    }
    share::Algebra Alg = algebraOf(Acc);
    if (Phi->getType()->isVectorTy())
      Alg.Reassociates = Alg.Invertible = Alg.Approximate = false;
    Common.Reassociates &= Alg.Reassociates;
    Common.Invertible &= Alg.Invertible && Alg.Reassociates;
    Common.Approximate |= Alg.Approximate;
    Common.Idempotent &= Alg.Idempotent;
    if (First || Alg.Op == share::Operator::Fold)
      Common.Op = Alg.Op;
    First = false;
    if (auto *I = dyn_cast<Instruction>(Acc.Start)) {
      N.Equation.CommonStart &= !N.root().contains(I);
      while (AlikeFrom != N.Outer && N.Dims[AlikeFrom]->contains(I))
        ++AlikeFrom;
    }
  }
  if (!N.Equation.CommonStart && AlikeFrom != N.Outer)
    N.Equation.AlikeFrom = AlikeFrom;
  N.Equation.Alg = Common;
  return std::nullopt;
}

} // namespace winnow::nest
