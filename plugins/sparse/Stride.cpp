//===- Stride.cpp - How an address moves with the outputs -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/Stride.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::sparse {

bool StrideFinder::isFixed(const SCEV *S, unsigned Depth) {
  return !SCEVExprContains(S, [&](const SCEV *Part) {
    if (auto *AR = dyn_cast<SCEVAddRecExpr>(Part))
      return AR->getLoop() == &Columns || AR->getLoop() == Lines;
    auto *U = dyn_cast<SCEVUnknown>(Part);
    return U && !isFixed(U->getValue(), Depth);
  });
}

/// Where a guard stands between the loops, what is loaded behind it may not
/// have been moved out of them.
bool StrideFinder::isFixed(Value *V, unsigned Depth) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !(Lines ? Lines : &Columns)->contains(I))
    return true;
  if (Depth == 0)
    return false;
  if (SE.isSCEVable(I->getType()) && !isa<SCEVUnknown>(SE.getSCEV(I)))
    return isFixed(SE.getSCEV(I), Depth - 1);
  if (isa<PHINode>(I))
    return false;
  if (auto *Load = dyn_cast<LoadInst>(I); Load && !Load->isSimple())
    return false;
  return !I->mayHaveSideEffects() && all_of(I->operands(), [&](Value *Operand) {
    return isFixed(Operand, Depth - 1);
  });
}

std::optional<Stride> StrideFinder::find(const SCEV *S) {
  const SCEV *Zero = SE.getZero(SE.getEffectiveSCEVType(S->getType()));
  if (isFixed(S, 8))
    return Stride{Zero, Zero, {}};
  if (auto *AR = dyn_cast<SCEVAddRecExpr>(S)) {
    const Loop *L = AR->getLoop();
    if ((L != &Columns && L != Lines) || !AR->isAffine())
      return std::nullopt;
    const SCEV *Step = AR->getStepRecurrence(SE);
    auto Start = find(AR->getStart());
    if (!Start || !SE.isLoopInvariant(Step, &Root))
      return std::nullopt;
    const SCEV *&Own = L == &Columns ? Start->PerColumn : Start->PerLine;
    Own = SE.getAddExpr(Own, Step);
    return Start;
  }
  if (auto *Add = dyn_cast<SCEVAddExpr>(S)) {
    Stride Total = {Zero, Zero, {}};
    for (const SCEV *Operand : Add->operands()) {
      auto Part = find(Operand);
      if (!Part)
        return std::nullopt;
      Total.PerLine = SE.getAddExpr(Total.PerLine, Part->PerLine);
      Total.PerColumn = SE.getAddExpr(Total.PerColumn, Part->PerColumn);
    }
    return Total;
  }
  return std::nullopt;
}

std::optional<Stride> StrideFinder::findNarrow(Value *Sum, bool Signed) {
  auto *Ty = dyn_cast<IntegerType>(Sum->getType());
  if (!Ty || Ty->getBitWidth() > 32)
    return std::nullopt;
  auto S = find(SE.getSCEV(Sum));
  if (!S)
    return std::nullopt;
  Type *Wide = IntegerType::get(Sum->getContext(), 64);
  return Stride{SE.getSignExtendExpr(S->PerLine, Wide),
                SE.getSignExtendExpr(S->PerColumn, Wide),
                {{Sum, Signed, S->PerLine, S->PerColumn}}};
}

std::optional<Stride> StrideFinder::find(Value *V, unsigned Depth) {
  if (SE.isSCEVable(V->getType()))
    if (auto Known = find(SE.getSCEV(V)))
      return Known;
  auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth == 0)
    return std::nullopt;
  Type *Wide = IntegerType::get(V->getContext(), 64);
  if (isa<SExtInst, ZExtInst>(I) && I->getType() == Wide)
    return findNarrow(I->getOperand(0), isa<SExtInst>(I));
  // Sums and constant multiples; each is meant modulo 2^64.
  Stride Total = {SE.getZero(Wide), SE.getZero(Wide), {}};
  auto Add = [&](Value *Part, const SCEV *Factor) {
    auto Own = find(Part, Depth - 1);
    if (!Own)
      return false;
    auto Scale = [&](const SCEV *&Sum, const SCEV *Step) {
      Sum = SE.getAddExpr(Sum, SE.getMulExpr(Step, Factor));
    };
    Scale(Total.PerLine, Own->PerLine);
    Scale(Total.PerColumn, Own->PerColumn);
    Total.Narrow.append(Own->Narrow.begin(), Own->Narrow.end());
    return true;
  };
  if (auto *GEP = dyn_cast<GetElementPtrInst>(I)) {
    const DataLayout &DL = I->getDataLayout();
    if (GEP->getType()->isVectorTy() ||
        DL.getIndexTypeSizeInBits(I->getType()) != 64 ||
        !Add(GEP->getPointerOperand(), SE.getOne(Wide)))
      return std::nullopt;
    for (auto It = gep_type_begin(GEP), End = gep_type_end(GEP); It != End;
         ++It) {
      Value *Index = It.getOperand();
      // A field is at the same place of each element.
      if (It.isStruct())
        continue;
      TypeSize Size = It.getSequentialElementStride(DL);
      if (Size.isScalable() || Index->getType() != Wide ||
          !Add(Index, SE.getConstant(Wide, Size.getFixedValue())))
        return std::nullopt;
    }
    return Total;
  }
  if (I->getType() != Wide)
    return std::nullopt;
  const SCEV *One = SE.getOne(Wide);
  switch (I->getOpcode()) {
  case Instruction::Add:
    if (Add(I->getOperand(0), One) && Add(I->getOperand(1), One))
      return Total;
    return std::nullopt;
  case Instruction::Sub:
    if (Add(I->getOperand(0), One) &&
        Add(I->getOperand(1), SE.getMinusOne(Wide)))
      return Total;
    return std::nullopt;
  case Instruction::Mul:
    if (auto *C = dyn_cast<ConstantInt>(I->getOperand(1)))
      if (Add(I->getOperand(0), SE.getConstant(C->getValue())))
        return Total;
    return std::nullopt;
  case Instruction::Shl:
    if (auto *C = dyn_cast<ConstantInt>(I->getOperand(1)))
      if (C->getValue().ult(64) &&
          Add(I->getOperand(0), SE.getConstant(APInt::getOneBitSet(
                                    64, unsigned(C->getZExtValue())))))
        return Total;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

} // namespace winnow::sparse
