//===- ScratchCopy.cpp - A function, copied to be priced ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/ScratchCopy.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/OptBisect.h"
#include "llvm/Pass.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace winnow::cost {

static constexpr char CopyName[] = "winnow.priced";

namespace {

/// Declares in a module what a function of another one mentions.
class Declarer final : public ValueMaterializer {
public:
  explicit Declarer(Module &To) : To(To) {}

  Value *materialize(Value *V) override {
    auto *G = dyn_cast<GlobalValue>(V);
    if (!G || G->getParent() == &To)
      return nullptr;
    GlobalValue *&Known = Declared[G];
    if (!Known)
      Known = declare(*G);
    return Known;
  }

private:
  GlobalValue *declare(const GlobalValue &G) {
    if (auto *F = dyn_cast<Function>(&G)) {
      Function *Copy =
          Function::Create(F->getFunctionType(), GlobalValue::ExternalLinkage,
                           F->getAddressSpace(), F->getName(), &To);
      Copy->setAttributes(F->getAttributes());
      Copy->setCallingConv(F->getCallingConv());
      return Copy;
    }
    auto *Copy = new GlobalVariable(
        To, G.getValueType(), false, GlobalValue::ExternalLinkage, nullptr,
        G.getName(), nullptr, G.getThreadLocalMode(), G.getAddressSpace());
    Copy->setDSOLocal(G.isDSOLocal());
    if (auto *Variable = dyn_cast<GlobalVariable>(&G)) {
      Copy->setAlignment(Variable->getAlign());
      // A table that is read: what is in it may be folded.
      if (Variable->isConstant() && Variable->hasDefinitiveInitializer() &&
          isa<ConstantData>(Variable->getInitializer())) {
        Copy->setConstant(true);
        Copy->setInitializer(
            const_cast<Constant *>(Variable->getInitializer()));
        Copy->setLinkage(GlobalValue::InternalLinkage);
      }
    }
    return Copy;
  }

  Module &To;
  DenseMap<const GlobalValue *, GlobalValue *> Declared;
};

/// Reports nothing, and asks for no remark.
class Silence final : public DiagnosticHandler {
public:
  bool handleDiagnostics(const DiagnosticInfo &) override { return true; }
  bool isAnalysisRemarkEnabled(StringRef) const override { return false; }
  bool isMissedOptRemarkEnabled(StringRef) const override { return false; }
  bool isPassedOptRemarkEnabled(StringRef) const override { return false; }
  bool isAnyRemarkEnabled() const override { return false; }
};

/// -opt-bisect-limit counts the host's passes only.
class EveryPass final : public OptPassGate {
public:
  bool shouldRunPass(StringRef, StringRef) const override { return true; }
  bool isEnabled() const override { return false; }
};

} // namespace

/// Metadata that tells the optimizer something.
static constexpr unsigned KeptMetadata[] = {
    LLVMContext::MD_tbaa,
    LLVMContext::MD_prof,
    LLVMContext::MD_fpmath,
    LLVMContext::MD_range,
    LLVMContext::MD_invariant_load,
    LLVMContext::MD_alias_scope,
    LLVMContext::MD_noalias,
    LLVMContext::MD_nontemporal,
    LLVMContext::MD_mem_parallel_loop_access,
    LLVMContext::MD_nonnull,
    LLVMContext::MD_dereferenceable,
    LLVMContext::MD_dereferenceable_or_null,
    LLVMContext::MD_align,
    LLVMContext::MD_loop,
    LLVMContext::MD_noundef,
    LLVMContext::MD_access_group,
};

static void keepUsefulMetadata(Instruction &I) {
  I.setDebugLoc(DebugLoc());
  I.dropUnknownNonDebugMetadata(KeptMetadata);
  updateLoopMetadataDebugLocations(I, [](Metadata *MD) -> Metadata * {
    return isa<DILocation>(MD) ? nullptr : MD;
  });
}

static void copyFlags(const Module &From, Module &To) {
  SmallVector<Module::ModuleFlagEntry> Flags;
  From.getModuleFlagsMetadata(Flags);
  for (const Module::ModuleFlagEntry &Flag : Flags) {
    StringRef Key = Flag.Key->getString();
    if (mdconst::hasa<ConstantInt>(Flag.Val) && Key != "Debug Info Version" &&
        Key != "Dwarf Version")
      To.addModuleFlag(Flag.Behavior, Key, Flag.Val);
  }
}

Expected<std::string> ScratchCopy::serialize(const Function &F) {
  for (const BasicBlock &BB : F)
    if (BB.hasAddressTaken() || isa<CallBrInst>(BB.getTerminator()))
      return createStringError("the addresses of its blocks are taken");
  const Module &Host = *F.getParent();
  // In the host's context still: what it holds is neither new nor changed
  // there.
  Module M("winnow.priced", F.getContext());
  M.setDataLayout(Host.getDataLayout());
  M.setTargetTriple(Host.getTargetTriple());
  copyFlags(Host, M);
  Function *Copy =
      Function::Create(F.getFunctionType(), GlobalValue::ExternalLinkage,
                       F.getAddressSpace(), CopyName, &M);
  Copy->setAttributes(F.getAttributes());
  Copy->setCallingConv(F.getCallingConv());
  Copy->setMetadata(LLVMContext::MD_prof, F.getMetadata(LLVMContext::MD_prof));
  Declarer Globals(M);
  if (F.hasPersonalityFn())
    if (auto *P =
            dyn_cast<GlobalValue>(F.getPersonalityFn()->stripPointerCasts()))
      Copy->setPersonalityFn(
          cast<Constant>(Globals.materialize(const_cast<GlobalValue *>(P))));
  ValueToValueMapTy Map;
  Map[&F] = Copy;
  for (auto [Old, New] : zip(F.args(), Copy->args()))
    Map[&Old] = &New;
  for (const BasicBlock &BB : F)
    Map[&BB] = BasicBlock::Create(F.getContext(), "", Copy);
  for (const BasicBlock &BB : F)
    for (const Instruction &I : BB) {
      if (isa<DbgInfoIntrinsic>(I))
        continue;
      Instruction *New = I.clone();
      New->insertInto(cast<BasicBlock>(Map[&BB]),
                      cast<BasicBlock>(Map[&BB])->end());
      keepUsefulMetadata(*New);
      Map[&I] = New;
    }
  ValueMapper Mapper(Map, RF_NoModuleLevelChanges, nullptr, &Globals);
  for (Instruction &I : instructions(*Copy))
    Mapper.remapInstruction(I);
  std::string Bytes;
  raw_string_ostream OS(Bytes);
  WriteBitcodeToFile(M, OS);
  return Bytes;
}

Expected<std::unique_ptr<ScratchCopy>> ScratchCopy::read(StringRef Bitcode) {
  static EveryPass Gate;
  std::unique_ptr<ScratchCopy> Copy(new ScratchCopy);
  LLVMContext &Context = Copy->Context;
  Context.setDiagnosticHandler(std::make_unique<Silence>(),
                               /*RespectFilters=*/false);
  Context.setDiscardValueNames(true);
  Context.setOptPassGate(Gate);
  Expected<std::unique_ptr<Module>> M =
      parseBitcodeFile(MemoryBufferRef(Bitcode, CopyName), Context);
  if (!M)
    return M.takeError();
  Copy->M = std::move(*M);
  Copy->F = Copy->M->getFunction(CopyName);
  return Copy;
}

// Written only where it matters: other threads may compile, too.
TimingPause::TimingPause() : Enabled(TimePassesIsEnabled) {
  if (Enabled)
    TimePassesIsEnabled = false;
}

TimingPause::~TimingPause() {
  if (Enabled)
    TimePassesIsEnabled = true;
}

} // namespace winnow::cost
