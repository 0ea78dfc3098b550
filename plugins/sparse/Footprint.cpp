//===- Footprint.cpp - What a row of outputs may overlap ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/Footprint.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

std::string Footprint::checks() const {
  std::string Text;
  if (!Ranges.empty())
    Text = Ranges.size() == 1
               ? "the range of 1 input"
               : "the ranges of " + std::to_string(Ranges.size()) + " inputs";
  if (!PerEntry.empty())
    Text += std::string(Text.empty() ? "" : " and ") + "each entry's row";
  return Text.empty() ? "none" : Text;
}

namespace {

class RangeFinder {
public:
  RangeFinder(const Accumulation &Sum, ScalarEvolution &SE)
      : Sum(Sum), SE(SE), Expander(SE, "winnow.sparse"),
        Before(Sum.root().getLoopPreheader()->getTerminator()) {}

  /// Of all bytes that \p Pointer has in the row; nothing where it moves in
  /// another way than by a step of its own.
  std::optional<AddressRange> rangeOf(Value *Pointer, Type *Accessed) {
    const SCEV *Address = SE.getSCEV(Pointer);
    AddressRange Range = {Address, Address};
    for (const Loop *L : Sum.loops()) {
      const SCEV *Last = L == Sum.Columns ? Sum.LastColumn
                         : L == Sum.Lines ? Sum.LastLine
                                          : Sum.LastEntry;
      const SCEV *Low = extremeOver(*L, Last, Range.Low, /*Highest=*/false);
      const SCEV *High = extremeOver(*L, Last, Range.High, /*Highest=*/true);
      if (!Low || !High)
        return std::nullopt;
      Range = {Low, High};
    }
    const DataLayout &DL = Before->getDataLayout();
    uint64_t Size = DL.getTypeStoreSize(Accessed).getFixedValue();
    Range.High = SE.getAddExpr(
        Range.High, SE.getConstant(DL.getIndexType(Pointer->getType()), Size));
    if (!Expander.isSafeToExpandAt(Range.Low, Before) ||
        !Expander.isSafeToExpandAt(Range.High, Before))
      return std::nullopt;
    return Range;
  }

private:
  const SCEV *extremeOver(const Loop &L, const SCEV *Last, const SCEV *Address,
                          bool Highest) {
    if (SE.isLoopInvariant(Address, &L))
      return Address;
    auto *AR = dyn_cast<SCEVAddRecExpr>(Address);
    if (!AR || AR->getLoop() != &L || !AR->isAffine())
      return nullptr;
    const SCEV *Start = AR->getStart();
    const SCEV *Step = AR->getStepRecurrence(SE);
    const SCEV *Count = SE.getTruncateOrZeroExtend(Last, Step->getType());
    const SCEV *End = SE.getAddExpr(Start, SE.getMulExpr(Count, Step));
    if (SE.isKnownNonNegative(Step))
      return Highest ? End : Start;
    return Highest ? SE.getUMaxExpr(Start, End) : SE.getUMinExpr(Start, End);
  }

  const Accumulation &Sum;
  ScalarEvolution &SE;
  SCEVExpander Expander;
  Instruction *Before;
};

/// Scopes that are declared for one entry say nothing of two.
bool declaresScopes(const Loop &L) {
  return any_of(L.blocks(), [](const BasicBlock *BB) {
    return any_of(
        *BB, [](const Instruction &I) { return isa<NoAliasScopeDeclInst>(I); });
  });
}

} // namespace

/// The location of \p I's accesses in all iterations.
static MemoryLocation everywhere(const Value *Pointer, const Instruction &I,
                                 bool KeepScopes) {
  AAMDNodes Tags = I.getAAMetadata();
  if (!KeepScopes)
    Tags.Scope = Tags.NoAlias = nullptr;
  return MemoryLocation::getBeforeOrAfter(Pointer, Tags);
}

Verdict<Footprint> findFootprint(const Accumulation &Sum, const Analyses &A) {
  RangeFinder Finder(Sum, A.SE);
  Footprint F;
  auto Outputs = Finder.rangeOf(Sum.Store->getPointerOperand(),
                                Sum.Store->getValueOperand()->getType());
  if (!Outputs)
    return Refusal{"UnknownOutput",
                   "the outputs' addresses cannot be computed before the row",
                   "", true};
  F.Outputs = *Outputs;

  const bool KeepScopes = !declaresScopes(Sum.root());
  const MemoryLocation Stored =
      everywhere(Sum.Store->getPointerOperand(), *Sum.Store, KeepScopes);
  for (const Input &In : Sum.Inputs) {
    Value *Pointer = In.Load->getPointerOperand();
    if (In.Load->hasMetadata(LLVMContext::MD_invariant_load) ||
        A.AA.isNoAlias(Stored, everywhere(Pointer, *In.Load, KeepScopes)))
      continue;
    if (Pointer->getType()->getPointerAddressSpace() !=
        Sum.Store->getPointerAddressSpace())
      return Refusal{"AddressSpaces",
                     "inputs and outputs are in different address spaces", "",
                     true};
    if (auto Range = Finder.rangeOf(Pointer, In.Load->getType())) {
      // Two loads of one array are one range.
      if (none_of(F.Ranges, [&](const AddressRange &Known) {
            return Known.Low == Range->Low && Known.High == Range->High;
          }))
        F.Ranges.push_back(*Range);
      continue;
    }
    if (In.Steers)
      return Refusal{"MayAlias",
                     "the outputs may overlap what tells which entries or rows "
                     "are read",
                     "add restrict to the outputs' pointer", true};
    F.PerEntry.push_back(In.Load);
  }
  return F;
}

} // namespace winnow::sparse
