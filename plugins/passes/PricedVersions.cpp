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

namespace {

/// A parameter of the nest as a function of a value that it is made of, with
/// the others fixed:
/// \code
///   (end - begin) / 8  -->  begin = A,  end = A + 8 * parameter
/// \endcode
struct Source {
  const Value *V = nullptr;
  double Base = 0, AtBase = 0, Slope = 0;
  /// Pointers that the parameter is a distance from.
  SmallVector<std::pair<const Value *, int64_t>, 1> Fixed;

  int64_t valueFor(int64_t Parameter) const {
    return int64_t(Base + (double(Parameter) - AtBase) / Slope);
  }
};

} // namespace

static void collectLeaves(const SCEV *S, SmallVectorImpl<const Value *> &Into) {
  if (auto *U = dyn_cast<SCEVUnknown>(S)) {
    if (!is_contained(Into, U->getValue()))
      Into.push_back(U->getValue());
    return;
  }
  for (const SCEV *Operand : S->operands())
    collectLeaves(Operand, Into);
}

/// \p S where \p At says what its leaves are; nothing for what is no
/// arithmetic of integers.
static std::optional<double>
valueAt(const SCEV *S, const DenseMap<const Value *, double> &At) {
  if (auto *C = dyn_cast<SCEVConstant>(S))
    return C->getAPInt().getSignificantBits() <= 64
               ? std::optional(double(C->getAPInt().getSExtValue()))
               : std::nullopt;
  if (auto *U = dyn_cast<SCEVUnknown>(S))
    return At.lookup(U->getValue());
  SmallVector<double, 4> Values;
  for (const SCEV *Operand : S->operands()) {
    std::optional<double> V = valueAt(Operand, At);
    if (!V)
      return std::nullopt;
    Values.push_back(*V);
  }
  double Result = Values[0];
  for (double V : ArrayRef(Values).drop_front())
    switch (S->getSCEVType()) {
    case scAddExpr:
      Result += V;
      break;
    case scMulExpr:
      Result *= V;
      break;
    case scUDivExpr:
      Result /= V;
      break;
    case scSMaxExpr:
    case scUMaxExpr:
      Result = std::max(Result, V);
      break;
    case scSMinExpr:
    case scUMinExpr:
    case scSequentialUMinExpr:
      Result = std::min(Result, V);
      break;
    default:
      return std::nullopt;
    }
  return Result;
}

static Source sourceOf(const SCEV *S) {
  static constexpr double FarAway = 0x1p45, Step = 0x1p20;
  Source From;
  SmallVector<const Value *, 2> Leaves, Integers;
  collectLeaves(S, Leaves);
  for (const Value *Leaf : Leaves)
    if (!Leaf->getType()->isPointerTy())
      Integers.push_back(Leaf);
  if (Integers.size() > 1 || Leaves.empty())
    return {};
  DenseMap<const Value *, double> At;
  From.Base = Integers.empty() ? FarAway : 0;
  for (const Value *Leaf : Leaves)
    At[Leaf] = From.Base;
  // The other leaves are what the parameter is a distance from; the leaf that
  // it grows with is the one to move.
  for (const Value *Leaf : Integers.empty() ? Leaves : Integers) {
    std::optional<double> Here = valueAt(S, At);
    At[Leaf] = From.Base + Step;
    std::optional<double> There = valueAt(S, At);
    At[Leaf] = From.Base;
    if (!Here || !There || *There <= *Here)
      continue;
    From.V = Leaf;
    // Behind the bend of a maximum.
    From.Slope = (*There - *Here) / Step;
    From.AtBase = *There - From.Slope * Step;
    for (const Value *Other : Leaves)
      if (Other != Leaf)
        From.Fixed.push_back({Other, int64_t(From.Base)});
    return From;
  }
  return {};
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
  SmallVector<Source, 4> Sources;
  for (const nest::Parameter &P : C.Nest->Parameters)
    Sources.push_back(sourceOf(P.Value));
  V.PinsFor = [Sources, Lengths = cost::Sizing(*C.Nest)](cost::Sizes S) {
    cost::Versions::Pins Pins;
    for (auto [From, Number] : zip(Sources, Lengths.parameters(S)))
      if (From.V) {
        Pins.push_back({From.V, From.valueFor(Number)});
        append_range(Pins, From.Fixed);
      }
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
