//===- Comparison.cpp - Two versions of a nest, compared ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Comparison.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace winnow::cost {

static constexpr char OriginalName[] = "winnow.original";
static constexpr char RewrittenName[] = "winnow.rewritten";
/// Objects lie far apart, so that no check finds them to overlap.
static constexpr uint64_t ObjectDistance = uint64_t(1) << 40;

Comparison::~Comparison() = default;

/// Runs \p Make over \p F with the analyses that the host would have.
static Expected<Versions> makeVersions(Function &F, VersionMaker Make,
                                       TargetMachine &TM) {
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  PassBuilder PB(&TM);
  PB.registerModuleAnalyses(MAM);
  PB.registerCGSCCAnalyses(CGAM);
  PB.registerFunctionAnalyses(FAM);
  PB.registerLoopAnalyses(LAM);
  PB.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  return Make(F, FAM);
}

static Error prepare(CallBase &Call, StringRef Name) {
  Function *Callee = Call.getCalledFunction();
  if (!Callee || Callee->isDeclaration())
    return createStringError("it is no function of its own");
  Callee->setName(Name);
  // Nobody in the module but the copy calls it.
  Callee->setLinkage(GlobalValue::ExternalLinkage);
  Callee->setComdat(nullptr);
  return Error::success();
}

Expected<std::unique_ptr<Comparison>>
Comparison::create(StringRef Bitcode, VersionMaker Make, BlockPricer &Pricer,
                   OptimizationLevel Level) {
  TimingPause Pause;
  std::unique_ptr<Comparison> C(new Comparison);
  Expected<std::unique_ptr<ScratchCopy>> Copy = ScratchCopy::read(Bitcode);
  if (!Copy)
    return Copy.takeError();
  C->Copy = std::move(*Copy);
  Function &F = C->Copy->function();
  Expected<std::unique_ptr<TargetMachine>> TM = machineFor(F, Level);
  if (!TM)
    return TM.takeError();
  Expected<Versions> Made = makeVersions(F, Make, **TM);
  if (!Made)
    return Made.takeError();
  C->Of = std::move(*Made);
  if (Error E = prepare(*C->Of.Original, OriginalName))
    return E;
  if (Error E = prepare(*C->Of.Rewritten, RewrittenName))
    return E;
  // The copy stays as it is, to tell the arguments; the versions are lowered.
  ValueToValueMapTy Map;
  C->Lowered = CloneModule(C->Copy->module(), Map);
  for (Function &Other : *C->Lowered)
    if (Other.getName() != OriginalName && Other.getName() != RewrittenName)
      Other.deleteBody();
  optimize(*C->Lowered, **TM, Level);
  Expected<std::vector<FunctionCode>> Code = generate(*C->Lowered, **TM);
  if (!Code)
    return Code.takeError();
  for (const FunctionCode &Version : *Code) {
    Expected<std::unique_ptr<VersionCost>> Cost =
        VersionCost::create(Version, Pricer);
    if (!Cost)
      return Cost.takeError();
    (Version.Of->getName() == OriginalName ? C->Original : C->Rewritten) =
        std::move(*Cost);
  }
  if (!C->Original || !C->Rewritten)
    return createStringError("a version was optimized away");
  return C;
}

SmallVector<Number, 8> Comparison::argumentsOf(const CallBase &Call,
                                               Sizes S) const {
  Versions::Pins Pins = Of.PinsFor(S);
  DenseMap<const Value *, uint64_t> Objects;
  // What is not known of the function around: pointers to objects of their own,
  // integers as large as the loops are long.
  auto Known = [&](const Value &V) -> Number {
    unsigned Bits = bitsOf(V.getType());
    if (!Bits)
      return std::nullopt;
    for (auto [Pinned, Number] : Pins)
      if (Pinned == &V)
        return truncated(uint64_t(Number), Bits);
    if (!isa<Argument, LoadInst, AllocaInst, GlobalValue>(V) &&
        (!isa<CallBase>(V) || isa<IntrinsicInst>(V)))
      return std::nullopt;
    if (!V.getType()->isPointerTy())
      return Bits == 1 ? Number() : truncated(S.Trips, Bits);
    auto [Found, IsNew] =
        Objects.try_emplace(&V, ObjectDistance * (Objects.size() + 1));
    return Found->second;
  };
  SmallVector<Number, 8> Arguments;
  for (const Value *Argument : Call.args())
    Arguments.push_back(bitsOf(Argument->getType()) ? evaluate(*Argument, Known)
                                                    : std::nullopt);
  return Arguments;
}

Totals Comparison::totals(Sizes S) const {
  VersionTotal A = Original->total(argumentsOf(*Of.Original, S));
  VersionTotal B = Rewritten->total(argumentsOf(*Of.Rewritten, S));
  Totals T;
  T.Original = A.Total;
  T.Rewritten.Value = B.Total.Value + Of.Setup.Value;
  T.Error = std::max(A.Error, B.Error);
  T.Complete = A.Complete && B.Complete;
  T.GaveUp = Of.GivesUp && B.Returned == Of.GivesUp;
  T.MemoryBound = A.MemoryBound || B.MemoryBound;
  return T;
}

} // namespace winnow::cost
