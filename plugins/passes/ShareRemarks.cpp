//===- ShareRemarks.cpp - What the programmer is told ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/ShareRemarks.h"
#include "nest/Names.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace winnow {

static constexpr char PassName[] = "winnow-share";

static std::string nameOf(const SCEV *Base) {
  while (auto *Sum = dyn_cast<SCEVNAryExpr>(Base))
    Base = Sum->getOperand(Sum->getNumOperands() - 1);
  std::string Name;
  if (auto *U = dyn_cast<SCEVUnknown>(Base))
    Name = nest::sourceName(*getUnderlyingObject(U->getValue()));
  return Name.empty() ? "an array" : Name;
}

ShareRemark describe(const emit::Job &J) {
  ShareRemark R;
  R.Where = J.Nest->top().getStartLoc();
  R.Before = J.Plan->Before.text();
  R.After = J.Plan->After.text();
  bool Guarded = J.Nest->Equation.Alg.Approximate &&
                 any_of(J.Plan->Nodes,
                        [](const share::Node &N) { return N.termsLeave(); });
  R.Exactness = J.Plan->InOrder ? "bit-identical"
                : Guarded       ? "terms taken away under a guard"
                                : "terms regrouped";
  auto Add = [&R](const std::string &What) {
    R.Checks += (R.Checks.empty() ? "" : ", ") + What;
  };
  for (const nest::DisjointCheck &C : J.Nest->Checks)
    Add(nameOf(C.Stored.Base) + " and " + nameOf(C.Loaded.Base) +
        " do not overlap");
  if (any_of(J.Nest->Parameters,
             [](const nest::Parameter &P) { return P.NeedsCheck; }))
    Add("sizes below 2^47");
  if (J.MinCarrierTrips > 1)
    Add("at least " + std::to_string(J.MinCarrierTrips) + " iterations");
  if (J.MinTerms > 1)
    Add("at least " + std::to_string(J.MinTerms) + " terms");
  return R;
}

void remarkShared(OptimizationRemarkEmitter &ORE, Function &F,
                  const ShareRemark &R, bool Sound) {
  if (!Sound) {
    ORE.emit([&] {
      return OptimizationRemarkMissed(PassName, "InternalError", R.Where,
                                      &F.getEntryBlock())
             << "the rewritten loop did not verify and was dropped; please "
                "report this loop";
    });
    return;
  }
  ORE.emit([&] {
    OptimizationRemark Remark(PassName, "Shared", R.Where, &F.getEntryBlock());
    Remark << "shared a reduction: " << ore::NV("ComplexityBefore", R.Before)
           << " -> " << ore::NV("ComplexityAfter", R.After) << ", "
           << ore::NV("Exactness", R.Exactness);
    if (!R.Checks.empty())
      Remark << "; where " << ore::NV("Checks", R.Checks);
    return Remark;
  });
}

void remarkRefused(OptimizationRemarkEmitter &ORE, const Loop &Top,
                   const share::Refusal &R) {
  auto Fill = [&](auto Remark) {
    Remark << "reduction not shared: " << ore::NV("Obstacle", R.Reason);
    if (!R.Remedy.empty())
      Remark << "; to change that: " << ore::NV("Remedy", R.Remedy);
    return Remark;
  };
  if (R.Missed)
    ORE.emit([&] {
      return Fill(OptimizationRemarkMissed(PassName, R.Name, Top.getStartLoc(),
                                           Top.getHeader()));
    });
  else
    ORE.emit([&] {
      return Fill(OptimizationRemarkAnalysis(
          PassName, R.Name, Top.getStartLoc(), Top.getHeader()));
    });
}

} // namespace winnow
