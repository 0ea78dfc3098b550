//===- SharingCandidates.cpp - Reductions and their plans -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SharingCandidates.h"
#include "cost/Options.h"
#include "emit/ShareEmitter.h"
#include "passes/OffMarkers.h"
#include "passes/StoredSums.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace winnow {

/// isl's own count of steps; 0.1 s at most. A summed-area table takes 20'000.
static constexpr unsigned long MaxIslOperations = 500'000;
/// Loops around a reduction that are looked at.
static constexpr unsigned MaxOuterLoops = 3;

nest::Analyses analysesOf(Function &F, FunctionAnalysisManager &AM) {
  return {AM.getResult<LoopAnalysis>(F),
          AM.getResult<DominatorTreeAnalysis>(F),
          AM.getResult<PostDominatorTreeAnalysis>(F),
          AM.getResult<ScalarEvolutionAnalysis>(F),
          AM.getResult<AAManager>(F),
          AM.getResult<AssumptionAnalysis>(F)};
}

/// How much a candidate tells its reader: a rewrite, an obstacle to one, a
/// reason, a loop that could not be read.
static unsigned rank(const SharingCandidate &C) {
  if (C.isShareable())
    return 4;
  return (C.Refusal.Missed ? 2 : 0) + (C.Nest ? 1 : 0);
}

/// The candidate with guards that are not affine read in one way.
static SharingCandidate readAs(nest::Conditions Kind, nest::Bodies Body,
                               Loop &Root, Loop &Top, const nest::Analyses &A) {
  SharingCandidate C;
  C.Top = &Top;
  C.Isl = std::make_unique<share::IslContext>(MaxIslOperations);
  auto Nest = nest::buildNest(Root, Top, A, C.Isl->get(), Kind, Body);
  if (!Nest) {
    C.Refusal = Nest.refusal();
    return C;
  }
  C.Nest = std::move(Nest.plan());
  auto Plan = share::share(C.Nest->Equation);
  if (!Plan) {
    C.Refusal = Plan.refusal();
    return C;
  }
  C.Plan = std::move(Plan.plan());
  if (C.Nest->Obstacle)
    C.Refusal = *C.Nest->Obstacle;
  return C;
}

/// Whether \p Other, read in another way, is to be preferred to \p Plain.
static bool isBetter(const SharingCandidate &Other,
                     const SharingCandidate &Plain) {
  if (Plain.isShareable())
    return Other.isShareable() &&
           Other.Plan->After.degree() < Plain.Plan->After.degree();
  return rank(Other) > rank(Plain);
}

SharingCandidate analyseFrom(Loop &Root, Loop &Top, const nest::Analyses &A) {
  using nest::Bodies, nest::Conditions;
  std::optional<SharingCandidate> Best =
      readAs(Conditions::InBody, Bodies::AsWritten, Root, Top, A);
  auto Try = [&](Conditions Kind, Bodies Body) {
    SharingCandidate Other = readAs(Kind, Body, Root, Top, A);
    if (isBetter(Other, *Best))
      Best.emplace(std::move(Other));
  };
  if (Best->Nest && nest::maySelect(Root, Top, A))
    Try(Conditions::Select, Bodies::AsWritten);
  if (Best->Nest && nest::maySubtract(Root, Top))
    Try(Conditions::InBody, Bodies::Differences);
  return std::move(*Best);
}

/// The loop to make two versions of: the plan's outermost carrier, or a loop
/// around it that adds little to copy, so that the checks run less often.
static Loop *closestRoot(const SharingCandidate &C) {
  static constexpr size_t LittleCode = 40;
  Loop *Root = C.Nest->Dims[C.Plan->outermostCarrier()];
  auto SizeOf = [](const Loop &L) {
    size_t Size = 0;
    for (const BasicBlock *BB : L.blocks())
      Size += BB->size();
    return Size;
  };
  while (Root != &C.Nest->root() &&
         SizeOf(*Root->getParentLoop()) - SizeOf(*Root) <= LittleCode)
    Root = Root->getParentLoop();
  return Root;
}

/// \p Top from the best of the loops around it. The outermost sees every
/// reuse vector, so it is asked first.
static SharingCandidate analyse(Loop &Top, const nest::Analyses &A) {
  SmallVector<Loop *, 4> Roots;
  for (Loop *L = Top.getParentLoop(); L && Roots.size() < MaxOuterLoops;
       L = L->getParentLoop())
    Roots.push_back(L);
  std::optional<SharingCandidate> Best;
  for (Loop *Root : reverse(Roots)) {
    SharingCandidate C = analyseFrom(*Root, Top, A);
    if (!Best || rank(C) > rank(*Best))
      Best.emplace(std::move(C));
    if (Best->isShareable())
      break;
  }
  if (!Best->isShareable())
    return std::move(*Best);
  Loop *Root = closestRoot(*Best);
  if (Root != &Best->Nest->root()) {
    SharingCandidate Closer = analyseFrom(*Root, Top, A);
    if (Closer.isShareable())
      return Closer;
  }
  return std::move(*Best);
}

static bool isDone(const Loop &L) {
  for (const Loop *Around = &L; Around; Around = Around->getParentLoop())
    if (getBooleanLoopAttribute(Around, emit::DoneMarker))
      return true;
  return false;
}

Canonical canonicalize(Function &F, FunctionAnalysisManager &AM) {
  Canonical Result;
  auto &LI = AM.getResult<LoopAnalysis>(F);
  if (none_of(LI, [](Loop *L) { return !L->isInnermost(); }))
    return Result;
  auto &SE = AM.getResult<ScalarEvolutionAnalysis>(F);
  SmallSetVector<Loop *, 4> Nests;
  for (Loop *Top : nest::candidateTops(LI, SE))
    if (!isDone(*Top) && !isTurnedOff(*Top))
      Nests.insert(Top->getOutermostLoop());
  auto &DT = AM.getResult<DominatorTreeAnalysis>(F);
  SmallVector<Loop *, 2> Storing;
  // Where nothing is to be shared the loops stay what they are.
  const bool MayShare = cost::policy() != cost::Policy::Never;
  for (Loop *L : LI.getLoopsInPreorder())
    if (MayShare && mayStoreSum(*L, DT) && !isDone(*L) && !isTurnedOff(*L)) {
      Storing.push_back(L);
      Nests.insert(L->getOutermostLoop());
    }
  if (Nests.empty())
    return Result;
  Result.HasCandidates = true;
  auto &AC = AM.getResult<AssumptionAnalysis>(F);
  bool Changed = false;
  for (Loop *Nest : Nests) {
    Changed |= simplifyLoop(Nest, &DT, &LI, &SE, &AC, nullptr,
                            /*PreserveLCSSA=*/false);
    for (Loop *L : Storing)
      if (Nest->contains(L))
        Changed |= keepSumInRegister(*L, analysesOf(F, AM));
    Changed |= formLCSSARecursively(*Nest, DT, &LI, &SE);
  }
  if (Changed) {
    PreservedAnalyses Good;
    Good.preserve<LoopAnalysis>();
    Good.preserve<DominatorTreeAnalysis>();
    Good.preserve<ScalarEvolutionAnalysis>();
    AM.invalidate(F, Good);
    Result.Preserved = Good;
  }
  return Result;
}

std::vector<SharingCandidate>
findSharing(Function &F, FunctionAnalysisManager &AM, const Loop *Nest) {
  std::vector<SharingCandidate> Found;
  auto &LI = AM.getResult<LoopAnalysis>(F);
  auto &SE = AM.getResult<ScalarEvolutionAnalysis>(F);
  SmallVector<Loop *, 4> Tops = nest::candidateTops(LI, SE);
  nest::Analyses A = analysesOf(F, AM);
  for (Loop *Top : Tops) {
    if ((Nest && !Nest->contains(Top)) || isDone(*Top) || isTurnedOff(*Top))
      continue;
    // The loops inside a shared reduction go with it.
    if (any_of(Found, [&](const SharingCandidate &C) {
          return C.isShareable() && C.Top->contains(Top);
        }))
      continue;
    Found.push_back(analyse(*Top, A));
  }
  return Found;
}

} // namespace winnow
