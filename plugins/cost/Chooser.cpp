//===- Chooser.cpp - Who decides, and within what budget ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Chooser.h"
#include "cost/Options.h"
#include "cost/TargetCost.h"
#include "llvm/IR/DiagnosticInfo.h"
#include <atomic>

using namespace llvm;

namespace winnow::cost {

/// Pricing a nest takes as long as compiling so many instructions, and more
/// for a large one. Measured on the kernels of bench/.
static constexpr uint64_t InstructionsOfANest = 300, InstructionsOfEach = 6;
/// A compile of a few lines may ask, too: some ten nests.
static constexpr uint64_t FreeInstructions = 10'000;

Budget::Budget(uint64_t CompiledInstructions, unsigned Percent)
    : Left(Percent == 0
               ? 0
               : FreeInstructions + CompiledInstructions * Percent / 100) {}

bool Budget::spend(uint64_t Instructions) {
  uint64_t Price = InstructionsOfANest + InstructionsOfEach * Instructions;
  if (Price > Left)
    return false;
  Left -= Price;
  return true;
}

/// A model that was named and cannot be used is told of once.
static void complain(const Function &F, const Twine &Reason) {
  static std::atomic<bool> Told = false;
  if (Told.exchange(true))
    return;
  F.getContext().diagnose(DiagnosticInfoGeneric(
      "winnow: " + Reason + "; LLVM's cost tables decide instead", DS_Warning));
}

BlockPricer *Chooser::pricerFor(const Function &F, std::string &Note) {
  StringRef CPU = F.getFnAttribute("target-cpu").getValueAsString();
  StringRef Tuned = F.getFnAttribute("tune-cpu").getValueAsString();
  Expected<const estimate::Model *> M = theModel();
  if (!M) {
    Note = toString(M.takeError());
    complain(F, Note);
    return nullptr;
  }
  std::optional<HeadChoice> Found = headFor(**M, Tuned.empty() ? CPU : Tuned);
  if (!Found && !Tuned.empty())
    Found = headFor(**M, CPU);
  if (!Found) {
    Note = "the model does not know '" +
           (Tuned.empty() || Tuned == "generic" ? CPU : Tuned).str() + "'";
    return nullptr;
  }
  Head = *Found;
  std::unique_ptr<BlockPricer> &Pricer = Pricers[Head.Name];
  if (!Pricer) {
    Expected<std::unique_ptr<BlockPricer>> Made =
        BlockPricer::create(**M, Head.Name);
    if (!Made) {
      Note = toString(Made.takeError());
      return nullptr;
    }
    Pricer = std::move(*Made);
  }
  return Pricer.get();
}

std::optional<Decision> Chooser::ask(const Function &F, const Candidate &C,
                                     StringRef Tag, VersionMaker Make,
                                     std::string &Note) {
  BlockPricer *Pricer = pricerFor(F, Note);
  if (!Pricer)
    return std::nullopt;
  Expected<std::string> Bitcode = ScratchCopy::serialize(F);
  if (!Bitcode) {
    Note = "it cannot be priced: " + toString(Bitcode.takeError());
    return std::nullopt;
  }
  std::string Key = *Bitcode + Tag.str() + '@' + Head.Name;
  if (auto Before = Known.find(Key); Before != Known.end())
    return Before->second;
  if (!Allowance)
    Allowance.emplace(F.getParent()->getInstructionCount(), budgetPercent());
  if (!Allowance->spend(F.getInstructionCount())) {
    Note = "the budget for asking the model is spent";
    return std::nullopt;
  }
  Expected<std::unique_ptr<Comparison>> Both =
      Comparison::create(*Bitcode, Make, *Pricer, Level);
  if (!Both) {
    Note = "it cannot be priced: " + toString(Both.takeError());
    return std::nullopt;
  }
  Decision D = cost::decide(C, [&](Sizes S) { return (*Both)->totals(S); });
  D.By->Head = Head.Name;
  if (Head.IsRelative)
    D.By->RelativeOf = F.getFnAttribute("target-cpu").getValueAsString().str();
  Known.try_emplace(Key, D);
  return D;
}

Decision Chooser::decide(const Function &F, const Candidate &C, StringRef Tag,
                         VersionMaker Make, const TargetTransformInfo &TTI) {
  Policy P = policy();
  if (P == Policy::Always || P == Policy::Never)
    return cost::decide(P);
  std::string Note;
  if (P == Policy::Model)
    if (std::optional<Decision> D = ask(F, C, Tag, Make, Note))
      return *D;
  Expected<Price> Tables = TargetCost(TTI).price(C);
  Decision D;
  if (Tables)
    D = cost::decide(C, *Tables);
  else
    D.Reason = toString(Tables.takeError());
  D.Note = Note;
  return D;
}

} // namespace winnow::cost
