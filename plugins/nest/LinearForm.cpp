//===- LinearForm.cpp - Values as linear functions of the loops -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/LinearForm.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;

namespace winnow::nest {

namespace {

/// Decomposes one expression; see linearForm().
class Decomposer {
public:
  Decomposer(ArrayRef<Loop *> Dims, ScalarEvolution &SE) : Dims(Dims), SE(SE) {}

  std::optional<LinearForm> run(const SCEV *S) {
    if (SE.isLoopInvariant(S, Dims.front()))
      return LinearForm{S, zeros(S)};
    switch (S->getSCEVType()) {
    case scAddRecExpr:
      return recurrence(cast<SCEVAddRecExpr>(S));
    case scAddExpr:
      return sum(cast<SCEVAddExpr>(S));
    case scMulExpr:
      return product(cast<SCEVMulExpr>(S));
    case scTruncate: {
      // Truncation commutes with modular sums and products.
      std::optional<LinearForm> F =
          run(cast<SCEVTruncateExpr>(S)->getOperand());
      if (!F || F->Base->getType()->isPointerTy())
        return std::nullopt;
      F->Base = SE.getTruncateExpr(F->Base, S->getType());
      for (const SCEV *&C : F->Coef)
        C = SE.getTruncateExpr(C, S->getType());
      return F;
    }
    default:
      return std::nullopt;
    }
  }

private:
  SmallVector<const SCEV *, 4> zeros(const SCEV *S) {
    return SmallVector<const SCEV *, 4>(
        Dims.size(), SE.getZero(SE.getEffectiveSCEVType(S->getType())));
  }

  std::optional<LinearForm> recurrence(const SCEVAddRecExpr *AR) {
    auto *It = find(Dims, AR->getLoop());
    const SCEV *Step = AR->getStepRecurrence(SE);
    if (It == Dims.end() || !AR->isAffine() ||
        !SE.isLoopInvariant(Step, Dims.front()))
      return std::nullopt;
    std::optional<LinearForm> F = run(AR->getStart());
    if (!F)
      return std::nullopt;
    const SCEV *&C = F->Coef[It - Dims.begin()];
    C = SE.getAddExpr(C, Step);
    return F;
  }

  std::optional<LinearForm> sum(const SCEVAddExpr *Add) {
    LinearForm Sum{nullptr, zeros(Add)};
    for (const SCEV *Op : Add->operands()) {
      std::optional<LinearForm> F = run(Op);
      if (!F)
        return std::nullopt;
      Sum.Base = Sum.Base ? SE.getAddExpr(Sum.Base, F->Base) : F->Base;
      for (auto [C, D] : zip(Sum.Coef, F->Coef))
        C = SE.getAddExpr(C, D);
    }
    return Sum;
  }

  std::optional<LinearForm> product(const SCEVMulExpr *Mul) {
    const SCEV *Scale = SE.getOne(Mul->getType());
    const SCEV *Varying = nullptr;
    for (const SCEV *Op : Mul->operands()) {
      if (SE.isLoopInvariant(Op, Dims.front()))
        Scale = SE.getMulExpr(Scale, Op);
      else if (Varying)
        return std::nullopt;
      else
        Varying = Op;
    }
    std::optional<LinearForm> F = run(Varying);
    if (!F)
      return std::nullopt;
    F->Base = SE.getMulExpr(F->Base, Scale);
    for (const SCEV *&C : F->Coef)
      C = SE.getMulExpr(C, Scale);
    return F;
  }

  ArrayRef<Loop *> Dims;
  ScalarEvolution &SE;
};

} // namespace

std::optional<LinearForm> linearForm(const SCEV *S, ArrayRef<Loop *> Dims,
                                     ScalarEvolution &SE) {
  if (!SE.isSCEVable(S->getType()))
    return std::nullopt;
  return Decomposer(Dims, SE).run(S);
}

std::optional<std::pair<int64_t, const SCEV *>> multipleOf(const SCEV *S) {
  const auto *K = dyn_cast<SCEVConstant>(S);
  const SCEV *Rest = K ? nullptr : S;
  if (const auto *Mul = dyn_cast<SCEVMulExpr>(S))
    if (Mul->getNumOperands() == 2 && isa<SCEVConstant>(Mul->getOperand(0))) {
      K = cast<SCEVConstant>(Mul->getOperand(0));
      Rest = Mul->getOperand(1);
    }
  std::optional<int64_t> C = K ? K->getAPInt().trySExtValue() : 1;
  if (!C)
    return std::nullopt;
  return std::pair(*C, Rest);
}

std::optional<Rows> rowsOf(const LinearForm &F) {
  Rows R;
  for (auto [D, Coef] : enumerate(F.Coef)) {
    SmallVector<const SCEV *, 4> Addends;
    if (auto *Add = dyn_cast<SCEVAddExpr>(Coef))
      Addends.assign(Add->operands().begin(), Add->operands().end());
    else
      Addends.push_back(Coef);
    for (const SCEV *A : Addends) {
      auto Multiple = multipleOf(A);
      if (!Multiple)
        return std::nullopt;
      auto [C, Rest] = *Multiple;
      if (C == 0)
        continue;
      auto *It =
          find_if(R, [Of = Rest](const Row &Known) { return Known.Of == Of; });
      if (It == R.end()) {
        R.push_back({Rest, SmallVector<int64_t, 4>(F.Coef.size(), 0)});
        It = &R.back();
      }
      It->Coef[D] += C;
    }
  }
  return R;
}

} // namespace winnow::nest
