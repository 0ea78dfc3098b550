//===- ShareReductions.cpp - The pass winnow-share ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/ShareReductions.h"
#include "cost/Chooser.h"
#include "emit/Outline.h"
#include "emit/ShareEmitter.h"
#include "passes/OffMarkers.h"
#include "passes/PricedVersions.h"
#include "passes/ShareRemarks.h"
#include "passes/SharingCandidates.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace winnow {

namespace {

enum class Switch { On, Off };

cl::OptionCategory Category("Winnow options");

cl::opt<Switch> Share("winnow-share", cl::cat(Category), cl::init(Switch::On),
                      cl::desc("Share the work of reductions (default: on)"),
                      cl::values(clEnumValN(Switch::On, "on", "rewrite"),
                                 clEnumValN(Switch::Off, "off",
                                            "leave every loop as it is")));

/// One function, until nothing is left to share.
class FunctionSharer {
public:
  FunctionSharer(Function &F, FunctionAnalysisManager &AM, bool MayAddFunctions,
                 cost::Chooser &Costs)
      : F(F), AM(AM), MayAddFunctions(MayAddFunctions), Costs(Costs),
        TLI(AM.getResult<TargetLibraryAnalysis>(F)),
        TTI(AM.getResult<TargetIRAnalysis>(F)) {}

  bool run() {
    bool Changed = false;
    while (shareOneRoot()) {
      Changed = true;
      AM.invalidate(F, PreservedAnalyses::none());
      canonicalize(F, AM);
    }
    return Changed;
  }

private:
  /// A candidate that may be rewritten, and how.
  struct Choice {
    SharingCandidate Candidate;
    emit::Job Job;
  };

  /// Rewrites one root loop; false where none is left.
  bool shareOneRoot();
  /// The same inside one outermost loop.
  bool shareOneRoot(Loop &Nest);
  /// Prices \p C and prepares its rewrite; sets its refusal otherwise.
  std::optional<Choice> choose(SharingCandidate &C);
  cost::Decision decide(const SharingCandidate &C);
  /// The other candidates that can be rewritten in the copy of \p Root.
  std::vector<Choice> group(std::vector<Choice> &Choices);

  Function &F;
  FunctionAnalysisManager &AM;
  const bool MayAddFunctions;
  cost::Chooser &Costs;
  const TargetLibraryInfo &TLI;
  const TargetTransformInfo &TTI;
  /// The headers of outermost loops in which nothing is left to share.
  SmallPtrSet<const BasicBlock *, 8> Settled;
};

cost::Decision FunctionSharer::decide(const SharingCandidate &C) {
  CandidatePlace Place(C);
  auto Make = [Place](Function &Copy, FunctionAnalysisManager &CopyAM) {
    return makeVersions(Copy, CopyAM, Place);
  };
  auto Tops = nest::candidateTops(AM.getResult<LoopAnalysis>(F),
                                  AM.getResult<ScalarEvolutionAnalysis>(F));
  auto Reductions = unsigned(count_if(
      Tops, [&](const Loop *Top) { return C.Nest->root().contains(Top); }));
  cost::Decision D =
      Costs.decide(F, {*C.Nest, *C.Plan, Reductions}, Place.tag(), Make, TTI);
  remarkDecision(AM.getResult<OptimizationRemarkEmitterAnalysis>(F), *C.Top, D);
  return D;
}

std::optional<FunctionSharer::Choice>
FunctionSharer::choose(SharingCandidate &C) {
  cost::Decision D = decide(C);
  if (!D.Take) {
    C.Refusal = {"NotProfitable", D.Reason, "", false};
    return std::nullopt;
  }
  emit::Job J{&*C.Nest, &*C.Plan, D.From, {}, {}, {}};
  nest::Analyses A = analysesOf(F, AM);
  if (auto R = emit::prepareJob(J, A, TLI)) {
    C.Refusal = *R;
    return std::nullopt;
  }
  Choice Out{std::move(C), std::move(J)};
  return Out;
}

std::vector<FunctionSharer::Choice>
FunctionSharer::group(std::vector<Choice> &Choices) {
  // The outermost root first; the others that stand in it go along.
  Choice *Leader = &Choices.front();
  for (Choice &C : Choices)
    if (C.Candidate.Nest->root().getLoopDepth() <
        Leader->Candidate.Nest->root().getLoopDepth())
      Leader = &C;
  Loop &Root = Leader->Candidate.Nest->root();
  bool Alone = Leader->Candidate.Plan->runsBackwards();
  std::vector<Choice> Group;
  Group.push_back(std::move(*Leader));
  nest::Analyses A = analysesOf(F, AM);
  for (Choice &C : Choices) {
    if (&C == Leader || Alone)
      continue;
    Loop &Own = C.Candidate.Nest->root();
    if (!Root.contains(&Own))
      continue;
    if (&Own == &Root) {
      if (!C.Candidate.Plan->runsBackwards())
        Group.push_back(std::move(C));
      continue;
    }
    SharingCandidate Wider = analyseFrom(Root, *C.Candidate.Top, A);
    if (!Wider.isShareable() || Wider.Plan->runsBackwards())
      continue;
    if (auto Other = choose(Wider))
      Group.push_back(std::move(*Other));
  }
  return Group;
}

bool FunctionSharer::shareOneRoot() {
  // Each rewrite makes the analyses anew, so what has been looked at in vain is
  // not looked at again.
  for (Loop *Nest : reverse(AM.getResult<LoopAnalysis>(F).getTopLevelLoops())) {
    if (Settled.contains(Nest->getHeader()))
      continue;
    if (shareOneRoot(*Nest))
      return true;
    Settled.insert(Nest->getHeader());
  }
  return false;
}

bool FunctionSharer::shareOneRoot(Loop &Nest) {
  std::vector<SharingCandidate> Found = findSharing(F, AM, &Nest);
  if (Found.empty())
    return false;
  auto &ORE = AM.getResult<OptimizationRemarkEmitterAnalysis>(F);
  std::vector<Choice> Choices;
  SmallVector<const SharingCandidate *> Refused;
  for (SharingCandidate &C : Found) {
    if (C.isShareable())
      if (auto Taken = choose(C)) {
        Choices.push_back(std::move(*Taken));
        continue;
      }
    Refused.push_back(&C);
  }
  if (Choices.empty()) {
    for (const SharingCandidate *C : Refused)
      remarkRefused(ORE, *C->Top, C->Refusal);
    return false;
  }
  std::vector<Choice> Group = group(Choices);
  // These are not looked at again: their loops are done with the root.
  for (const SharingCandidate *C : Refused)
    if (Group.front().Candidate.Nest->root().contains(C->Top))
      remarkRefused(ORE, *C->Top, C->Refusal);
  std::vector<emit::Job> Jobs;
  for (Choice &C : Group) {
    // The nest and the plan have moved with their candidate.
    C.Job.Nest = &*C.Candidate.Nest;
    C.Job.Plan = &*C.Candidate.Plan;
    Jobs.push_back(C.Job);
  }
  std::vector<ShareRemark> Remarks;
  Remarks.reserve(Jobs.size());
  for (const emit::Job &J : Jobs)
    Remarks.push_back(describe(J));
  nest::Analyses A = analysesOf(F, AM);
  bool Sound = emit::emitSharing(Jobs, F, A, TLI, TTI, MayAddFunctions);
  for (const ShareRemark &R : Remarks)
    remarkShared(ORE, F, R, Sound);
  return true;
}

} // namespace

ShareReductionsPass::ShareReductionsPass(bool MayAddFunctions,
                                         OptimizationLevel Level)
    : MayAddFunctions(MayAddFunctions),
      Costs(std::make_shared<cost::Chooser>(Level)) {}

PreservedAnalyses ShareReductionsPass::run(Function &F,
                                           FunctionAnalysisManager &AM) {
  // A jump back by longjmp would find the carries that it left.
  if (Share == Switch::Off || F.hasOptNone() || F.isPresplitCoroutine() ||
      F.callsFunctionThatReturnsTwice() || isTurnedOff(F) ||
      F.hasFnAttribute(emit::OutlinedAttribute))
    return PreservedAnalyses::all();
  Canonical Form = canonicalize(F, AM);
  if (!Form.HasCandidates)
    return Form.Preserved;
  if (F.hasFnAttribute(Attribute::StrictFP) || F.hasMinSize()) {
    auto &ORE = AM.getResult<OptimizationRemarkEmitterAnalysis>(F);
    bool Strict = F.hasFnAttribute(Attribute::StrictFP);
    for (const SharingCandidate &C : findSharing(F, AM))
      if (C.isShareable())
        remarkRefused(ORE, *C.Top,
                      Strict ? share::Refusal{"StrictFP",
                                              "the function's floating-point "
                                              "environment is strict",
                                              "", true}
                             : share::Refusal{"OptimizesForSize",
                                              "two versions of the loop would "
                                              "be larger than one",
                                              "compile without -Oz", true});
    return Form.Preserved;
  }
  return FunctionSharer(F, AM, MayAddFunctions, *Costs).run()
             ? PreservedAnalyses::none()
             : Form.Preserved;
}

} // namespace winnow
