//===- PricedVersions.cpp - Both versions of a reduction, to be priced ----===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/PricedVersions.h"
#include "emit/Outline.h"
#include "emit/ShareEmitter.h"
#include "passes/SizeSolver.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace winnow {

/// Checks in the function that calls the rewritten loop: comparisons, the call
/// and what it saves.
static constexpr double CheckCycles = 1, OutlinedCallCycles = 3;

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

/// The value of \p Call for which its function is left for \p Original, the
/// loop's own version.
static cost::Number givesUp(const CallBase &Call, const BasicBlock *Original) {
  auto *Branch = dyn_cast<BranchInst>(Call.getParent()->getTerminator());
  if (!Branch || !Branch->isConditional() || Branch->getCondition() != &Call)
    return std::nullopt;
  auto LeadsThere = [&](const BasicBlock *BB) {
    return BB == Original || BB->getSingleSuccessor() == Original;
  };
  if (LeadsThere(Branch->getSuccessor(0)))
    return 1;
  if (LeadsThere(Branch->getSuccessor(1)))
    return 0;
  return std::nullopt;
}

/// What cannot be told of the checks is taken to hold: nobody asks what a
/// version costs that is not run.
static void expectSuccess(Function &F, uint64_t GivesUp) {
  for (BasicBlock &BB : F) {
    auto *Return = dyn_cast<ReturnInst>(BB.getTerminator());
    auto *Result = Return
                       ? dyn_cast_or_null<ConstantInt>(Return->getReturnValue())
                       : nullptr;
    if (!Result || Result->getZExtValue() != GivesUp)
      continue;
    for (BasicBlock *Before : predecessors(&BB))
      if (auto *Branch = dyn_cast<BranchInst>(Before->getTerminator());
          Branch && Branch->isConditional()) {
        MDBuilder Weights(F.getContext());
        Branch->setMetadata(LLVMContext::MD_prof,
                            Branch->getSuccessor(0) == &BB
                                ? Weights.createUnlikelyBranchWeights()
                                : Weights.createLikelyBranchWeights());
      }
  }
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
  V.PinsFor = [Solver = SizeSolver(C.Nest->Parameters),
               Lengths = cost::Sizing(*C.Nest)](cost::Sizes S) {
    return Solver.solve(Lengths.parameters(S));
  };
  V.Setup.Value =
      CheckCycles * (2 + double(C.Nest->Checks.size())) + OutlinedCallCycles;
  auto &TLI = AM.getResult<TargetLibraryAnalysis>(Copy);
  emit::Job J;
  J.Nest = &*C.Nest;
  J.Plan = &*C.Plan;
  if (auto Refused = emit::prepareJob(J, A, TLI))
    return createStringError(Refused->Reason);
  if (!emit::emitSharing(J, Copy, A, TLI, AM.getResult<TargetIRAnalysis>(Copy),
                         /*MayOutline=*/true))
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
  V.GivesUp = givesUp(*V.Rewritten, Root->getLoopPreheader());
  if (V.GivesUp)
    expectSuccess(*V.Rewritten->getCalledFunction(), *V.GivesUp);
  V.Original =
      emit::outlineLoop(*Root, AM.getResult<DominatorTreeAnalysis>(Copy),
                        AM.getResult<AssumptionAnalysis>(Copy));
  if (!V.Original)
    return createStringError("its original loop cannot be moved");
  AM.clear();
  return V;
}

} // namespace winnow
