//===- PricedVersions.cpp - Both versions of a reduction, to be priced ----===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/PricedVersions.h"
#include "emit/Outline.h"
#include "emit/ShareEmitter.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Dominators.h"

using namespace llvm;

namespace winnow {

/// Checks in the function that calls the rewritten loop: comparisons, the call
/// and what it saves.
static constexpr double CheckCycles = 2, OutlinedCallCycles = 8;

CandidatePlace::CandidatePlace(const SharingCandidate &C) {
  const BasicBlock *RootHeader = C.Nest->root().getHeader();
  const BasicBlock *TopHeader = C.Top->getHeader();
  unsigned Place = 0;
  for (const BasicBlock &BB : *RootHeader->getParent()) {
    Root = &BB == RootHeader ? Place : Root;
    Top = &BB == TopHeader ? Place : Top;
    ++Place;
  }
}

std::string CandidatePlace::tag() const {
  return '#' + std::to_string(Root) + '.' + std::to_string(Top);
}

/// The value behind \p S, whose bits say how long a loop is.
static const Value *sourceOf(const SCEV *S) {
  while (auto *Cast = dyn_cast<SCEVCastExpr>(S))
    S = Cast->getOperand();
  if (auto *U = dyn_cast<SCEVUnknown>(S))
    return U->getValue();
  // max(n, 0), n - 1: the value that is not a constant.
  const Value *Only = nullptr;
  for (const SCEV *Operand : S->operands()) {
    if (isa<SCEVConstant>(Operand))
      continue;
    const Value *Of = sourceOf(Operand);
    if (!Of || (Only && Only != Of))
      return nullptr;
    Only = Of;
  }
  return Only;
}

Expected<cost::Versions> makeVersions(Function &Copy,
                                      FunctionAnalysisManager &AM,
                                      CandidatePlace Place) {
  if (std::max(Place.Root, Place.Top) >= Copy.size())
    return createStringError("its copy is another function");
  BasicBlock *RootHeader = &*std::next(Copy.begin(), Place.Root);
  BasicBlock *TopHeader = &*std::next(Copy.begin(), Place.Top);
  nest::Analyses A = analysesOf(Copy, AM);
  Loop *Root = A.LI.getLoopFor(RootHeader), *Top = A.LI.getLoopFor(TopHeader);
  if (!Root || !Top || Root->getHeader() != RootHeader ||
      Top->getHeader() != TopHeader || !Root->contains(Top))
    return createStringError("its copy has other loops");
  SharingCandidate C = analyseFrom(*Root, *Top, A);
  if (!C.isShareable())
    return createStringError("its copy cannot be shared");
  cost::Versions V;
  SmallVector<const Value *, 4> Sources;
  for (const nest::Parameter &P : C.Nest->Parameters)
    Sources.push_back(sourceOf(P.Value));
  V.PinsFor = [Sources, Lengths = cost::Sizing(*C.Nest)](cost::Sizes S) {
    cost::Versions::Pins Pins;
    for (auto [Source, Number] : zip(Sources, Lengths.parameters(S)))
      if (Source)
        Pins.push_back({Source, Number});
    return Pins;
  };
  V.Setup.Value =
      CheckCycles * (2 + double(C.Nest->Checks.size())) + OutlinedCallCycles;
  auto &TLI = AM.getResult<TargetLibraryAnalysis>(Copy);
  emit::Job J;
  J.Nest = &*C.Nest;
  J.Plan = &*C.Plan;
  if (auto Refused = emit::prepareJob(J, A, TLI))
    return createStringError(Refused->Reason);
  if (!emit::emitSharing(J, Copy, A, TLI, /*MayOutline=*/true))
    return createStringError("its rewritten loop did not verify");
  for (Function &F : *Copy.getParent())
    if (&F != &Copy && F.hasFnAttribute(emit::OutlinedAttribute) &&
        F.hasOneUse())
      V.Rewritten = dyn_cast<CallBase>(F.user_back());
  if (!V.Rewritten)
    return createStringError("its rewritten loop is no function of its own");
  AM.invalidate(Copy, PreservedAnalyses::none());
  Root = AM.getResult<LoopAnalysis>(Copy).getLoopFor(RootHeader);
  if (!Root || Root->getHeader() != RootHeader || !Root->getLoopPreheader())
    return createStringError("its original loop was lost");
  V.Original =
      emit::outlineLoop(*Root, AM.getResult<DominatorTreeAnalysis>(Copy),
                        AM.getResult<AssumptionAnalysis>(Copy));
  if (!V.Original)
    return createStringError("its original loop cannot be moved");
  AM.clear();
  return V;
}

} // namespace winnow
