//===- ShareRemarks.cpp - What the programmer is told ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/ShareRemarks.h"
#include "emit/BlockScan.h"
#include "nest/Names.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Function.h"
#include "llvm/Support/Format.h"

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

/// "4 iterations of 24 terms or 16 of 8"; empty where any size will do.
static std::string text(const nest::LeastSizes &Sizes) {
  std::string Text;
  for (const nest::LeastSize &S : Sizes) {
    if (S.Trips == 1 && S.Terms == 1)
      return "";
    Text += (Text.empty() ? "" : " or ") + std::to_string(S.Trips);
    if (&S == Sizes.begin())
      Text += S.Trips == 1 ? " iteration" : " iterations";
    if (S.Terms > 1)
      Text += " of " + std::to_string(S.Terms);
    if (S.Terms > 1 && &S == Sizes.begin())
      Text += " terms";
  }
  return Text;
}

ShareRemark describe(const emit::Job &J) {
  ShareRemark R;
  R.Where = J.Nest->top().getStartLoc();
  R.Before = J.Plan->Before.text();
  R.After = J.Plan->After.text();
  bool Guarded = J.Nest->Equation.Alg.Approximate &&
                 any_of(J.Plan->Nodes,
                        [](const share::Node &N) { return N.termsLeave(); });
  R.Exactness = J.Plan->InOrder && !emit::BlockScan::mayRegroup(J)
                    ? "bit-identical"
                : Guarded ? "terms taken away under a guard"
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
  if (std::string Least = text(J.From); !Least.empty())
    Add("at least " + Least);
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

/// "3.02": three digits that count.
static std::string cycles(double Value) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << format(Value < 9.995 ? "%.2f" : Value < 99.95 ? "%.1f" : "%.0f", Value);
  return Text;
}

static std::string choiceOf(const cost::Decision &D) {
  if (!D.Take)
    return "original";
  std::string From = text(D.From);
  return "shared" + (From.empty() ? From : " from " + From + " on");
}

void remarkDecision(OptimizationRemarkEmitter &ORE, const Loop &Top,
                    const cost::Decision &D) {
  if (!D.By) {
    if (D.Note.empty())
      return;
    ORE.emit([&] {
      return OptimizationRemarkAnalysis(PassName, "PricedByTables",
                                        Top.getStartLoc(), Top.getHeader())
             << "LLVM's cost tables choose: " << ore::NV("Choice", choiceOf(D))
             << "; " << ore::NV("Why", D.Note);
    });
    return;
  }
  ORE.emit([&] {
    const cost::Reckoning &By = *D.By;
    double Answers = std::max(By.Answers, 1.0);
    double Terms = std::max(By.Terms, 1.0);
    OptimizationRemarkAnalysis R(PassName, "Priced", Top.getStartLoc(),
                                 Top.getHeader());
    R << "the model of " << ore::NV("Head", By.Head);
    if (!By.RelativeOf.empty())
      R << ", a relative of " << ore::NV("RelativeOf", By.RelativeOf) << ",";
    R << " chooses: " << ore::NV("Choice", choiceOf(D)) << "; for "
      << ore::NV("Trips", By.At.Trips) << " iterations of "
      << ore::NV("Terms", cycles(By.Terms)) << " terms the original takes "
      << ore::NV("OriginalCycles", cycles(By.All.Original.Value)) << " cycles ("
      << ore::NV("OriginalPerTerm",
                 cycles(By.All.Original.Value / Answers / Terms))
      << " a term), shared "
      << ore::NV("SharedCycles", cycles(By.All.Rewritten.Value)) << " ("
      << ore::NV("SharedPerAnswer", cycles(By.All.Rewritten.Value / Answers))
      << " an answer), +-" << ore::NV("Uncertainty", cycles(100 * By.All.Error))
      << " %";
    if (By.All.MemoryBound)
      R << ", bound by memory";
    return R;
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
