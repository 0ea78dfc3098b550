//===- Guards.cpp - Conditions as part of the domain ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Guards.h"
#include "nest/NestBuilder.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace winnow::nest {

static const char *symbolOf(CmpInst::Predicate P) {
  switch (P) {
  case CmpInst::ICMP_EQ:
    return " = ";
  case CmpInst::ICMP_NE:
    return " != ";
  case CmpInst::ICMP_SLT:
  case CmpInst::ICMP_ULT:
    return " < ";
  case CmpInst::ICMP_SLE:
  case CmpInst::ICMP_ULE:
    return " <= ";
  case CmpInst::ICMP_SGT:
  case CmpInst::ICMP_UGT:
    return " > ";
  case CmpInst::ICMP_SGE:
  case CmpInst::ICMP_UGE:
    return " >= ";
  default:
    return nullptr;
  }
}

std::optional<std::string> constraintOf(Value *Condition, bool Sense,
                                        AffineSpace &Space,
                                        ScalarEvolution &SE) {
  Value *A, *B;
  if (match(Condition, m_Not(m_Value(A))))
    return constraintOf(A, !Sense, Space, SE);
  bool IsAnd = match(Condition, m_LogicalAnd(m_Value(A), m_Value(B)));
  if (IsAnd || match(Condition, m_LogicalOr(m_Value(A), m_Value(B)))) {
    auto L = constraintOf(A, Sense, Space, SE);
    auto R = constraintOf(B, Sense, Space, SE);
    if (!L || !R)
      return std::nullopt;
    return "(" + *L + (IsAnd == Sense ? " and " : " or ") + *R + ")";
  }
  auto *Cmp = dyn_cast<ICmpInst>(Condition);
  if (!Cmp || !Cmp->getOperand(0)->getType()->isIntegerTy())
    return std::nullopt;
  CmpInst::Predicate P =
      Sense ? Cmp->getPredicate() : Cmp->getInversePredicate();
  std::optional<Affine> L = Space.get(SE.getSCEV(Cmp->getOperand(0)));
  std::optional<Affine> R =
      L ? Space.get(SE.getSCEV(Cmp->getOperand(1))) : std::nullopt;
  // An unsigned comparison means what the signed one does between two values
  // that are not negative.
  if (!R || !symbolOf(P) ||
      (CmpInst::isUnsigned(P) && (L->Min < 0 || R->Min < 0)))
    return std::nullopt;
  return Space.text(*L) + symbolOf(P) + Space.text(*R);
}

std::optional<bool> GuardView::known(const Value *Condition) const {
  for (const Guard &G : Known)
    if (G.Condition == Condition)
      return G.Sense;
  return std::nullopt;
}

bool GuardView::isDead(const BasicBlock *From, const BasicBlock *To) const {
  for (const Guard &G : Known)
    for (const User *U : G.Condition->users()) {
      auto *Br = dyn_cast<BranchInst>(U);
      if (!Br || Br->getSuccessor(0) == Br->getSuccessor(1))
        continue;
      const BasicBlock *Dead = Br->getSuccessor(G.Sense ? 1 : 0);
      if ((Br->getParent() == From && Dead == To) ||
          DT.dominates(BasicBlockEdge(Br->getParent(), Dead), From))
        return true;
    }
  return false;
}

Value *GuardView::resolve(Value *V, unsigned Depth) const {
  // Deeper expressions are no guarded updates.
  if (Depth > 128)
    return V;
  if (auto It = Resolved.find(V); It != Resolved.end())
    return It->second;
  Value *Found = resolveOnce(V, Depth);
  Resolved[V] = Found;
  return Found;
}

Value *GuardView::resolveFor(const Loop &Top, Value *V,
                             const LoopInfo &LI) const {
  Value *Found = resolve(V);
  auto *I = dyn_cast<Instruction>(Found);
  const Loop *L = I ? LI.getLoopFor(I->getParent()) : nullptr;
  return !L || L->contains(&Top) || Top.contains(L) ? Found : V;
}

Value *GuardView::resolveOnce(Value *V, unsigned Depth) const {
  if (auto *Phi = dyn_cast<PHINode>(V)) {
    Value *Only = nullptr;
    for (unsigned K = 0; K < Phi->getNumIncomingValues(); ++K) {
      if (isDead(Phi->getIncomingBlock(K), Phi->getParent()))
        continue;
      // A header PHI is where the search ends.
      if (DT.dominates(Phi->getParent(), Phi->getIncomingBlock(K)))
        return V;
      Value *In = resolve(Phi->getIncomingValue(K), Depth + 1);
      if (Only && Only != In)
        return V;
      Only = In;
    }
    return Only ? Only : V;
  }
  if (V->getType()->isIntegerTy(1))
    if (std::optional<bool> C = known(V))
      return ConstantInt::getBool(V->getType(), *C);
  // s += z[i] == m
  if (isa<ZExtInst, SExtInst>(V) && V->getType()->isIntegerTy()) {
    Value *Of = cast<CastInst>(V)->getOperand(0);
    std::optional<bool> C =
        Of->getType()->isIntegerTy(1) ? known(Of) : std::nullopt;
    if (!C)
      return V;
    return !*C                ? ConstantInt::get(V->getType(), 0)
           : isa<ZExtInst>(V) ? ConstantInt::get(V->getType(), 1)
                              : ConstantInt::getAllOnesValue(V->getType());
  }
  if (auto *Sel = dyn_cast<SelectInst>(V)) {
    std::optional<bool> C = known(Sel->getCondition());
    return C ? resolve(*C ? Sel->getTrueValue() : Sel->getFalseValue(),
                       Depth + 1)
             : V;
  }
  // s + (c ? a[j] : 0) is s where c is false.
  if (auto *Op = dyn_cast<BinaryOperator>(V)) {
    Value *L = Op->getOperand(0), *R = Op->getOperand(1);
    bool NoSigned = isa<FPMathOperator>(Op) && Op->hasNoSignedZeros();
    Constant *Neutral = ConstantExpr::getBinOpIdentity(
        Op->getOpcode(), Op->getType(), /*AllowRHSConstant=*/true, NoSigned);
    if (Neutral && resolve(R, Depth + 1) == Neutral)
      return resolve(L, Depth + 1);
    Neutral =
        ConstantExpr::getBinOpIdentity(Op->getOpcode(), Op->getType(),
                                       /*AllowRHSConstant=*/false, NoSigned);
    if (Neutral && resolve(L, Depth + 1) == Neutral)
      return resolve(R, Depth + 1);
  }
  return V;
}

std::optional<SmallVector<Guard, 4>>
conditionsOf(BasicBlock &Block, Loop &Root, LoopInfo &LI,
             const DominatorTree &DT, const PostDominatorTree &PDT) {
  SmallVector<Guard, 4> Conditions;
  BasicBlock *BB = &Block;
  while (BB != Root.getHeader()) {
    Loop *L = LI.getLoopFor(BB);
    if (!L || !Root.contains(L))
      return std::nullopt;
    if (BB == L->getHeader()) {
      BB = L->getLoopPreheader();
      if (!BB)
        return std::nullopt;
      continue;
    }
    BasicBlock *Up = BB->getSinglePredecessor();
    if (!Up)
      Up = DT.getNode(BB)->getIDom()->getBlock();
    // Leaving a loop that stands before: its exit says nothing of this block.
    if (PDT.dominates(BB, Up)) {
      BB = Up;
      continue;
    }
    auto *Br = dyn_cast<BranchInst>(Up->getTerminator());
    if (!Br || !Br->isConditional() || !BB->getSinglePredecessor() ||
        LI.getLoopFor(Up) != L)
      return std::nullopt;
    Conditions.push_back({Br->getCondition(), Br->getSuccessor(0) == BB});
    BB = Up;
  }
  return Conditions;
}

bool constraintsOn(BasicBlock &Block, Loop &Root, AffineSpace &Space,
                   const Analyses &A, std::vector<std::string> &Into) {
  auto Conditions = conditionsOf(Block, Root, A.LI, A.DT, A.PDT);
  if (!Conditions)
    return false;
  for (const Guard &G : *Conditions) {
    if (A.SE.isLoopInvariant(A.SE.getSCEV(G.Condition), &Root))
      continue;
    auto C = constraintOf(G.Condition, G.Sense, Space, A.SE);
    if (!C)
      return false;
    Into.push_back(*C);
  }
  return true;
}

} // namespace winnow::nest
