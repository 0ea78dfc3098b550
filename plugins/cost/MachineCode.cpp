//===- MachineCode.cpp - What clang would make of it ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/MachineCode.h"
#include "block/Target.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/CodeGen/CodeGenTargetMachineImpl.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace winnow::cost {

namespace {

/// Remembers the blocks of each function, just before they become bytes.
class BlockRecorder final : public MachineFunctionPass {
public:
  inline static char ID = 0;
  explicit BlockRecorder(std::vector<FunctionCode> &Into)
      : MachineFunctionPass(ID), Into(Into) {}

  void getAnalysisUsage(AnalysisUsage &AU) const override {
    AU.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(AU);
  }

  bool runOnMachineFunction(MachineFunction &MF) override {
    FunctionCode &Code = Into.emplace_back();
    Code.Of = &MF.getFunction();
    DenseMap<const MachineBasicBlock *, unsigned> Numbers;
    for (const MachineBasicBlock &MBB : MF)
      Numbers[&MBB] = unsigned(Numbers.size());
    for (const MachineBasicBlock &MBB : MF) {
      CodeBlock &Block = Code.Blocks.emplace_back();
      Block.Of = MBB.getBasicBlock();
      for (const MachineBasicBlock *Next : MBB.successors())
        Block.Successors.push_back(Numbers.lookup(Next));
    }
    return false;
  }

private:
  std::vector<FunctionCode> &Into;
};

} // namespace

Expected<std::unique_ptr<TargetMachine>> machineFor(const Function &F,
                                                    OptimizationLevel Level) {
  static const bool Ready = [] {
    Expected<const Target *> T = block::target();
    if (!T) {
      consumeError(T.takeError());
      return false;
    }
    LLVMInitializeX86Target();
    LLVMInitializeX86AsmPrinter();
    return true;
  }();
  const Triple &Triple = F.getParent()->getTargetTriple();
  if (!Ready || Triple.getArch() != Triple::x86_64 ||
      !Triple.isOSBinFormatELF())
    return createStringError("no code can be made for " + Triple.str());
  std::string Reason;
  const Target *T = TargetRegistry::lookupTarget(Triple, Reason);
  if (!T)
    return createStringError(Reason);
  TargetOptions Options;
  Options.BBAddrMap = true;
  std::unique_ptr<TargetMachine> TM(T->createTargetMachine(
      Triple, F.getFnAttribute("target-cpu").getValueAsString(),
      F.getFnAttribute("target-features").getValueAsString(), Options,
      Reloc::PIC_, std::nullopt,
      Level.getSpeedupLevel() > 2 ? CodeGenOptLevel::Aggressive
                                  : CodeGenOptLevel::Default));
  if (!TM)
    return createStringError("no code can be made for " + Triple.str());
  return TM;
}

void optimize(Module &M, TargetMachine &TM, OptimizationLevel Level) {
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  PipelineTuningOptions Tuning;
  Tuning.LoopVectorization = Level.getSpeedupLevel() > 1;
  Tuning.SLPVectorization = Level.getSpeedupLevel() > 1;
  PassBuilder PB(&TM, Tuning);
  PB.registerModuleAnalyses(MAM);
  PB.registerCGSCCAnalyses(CGAM);
  PB.registerFunctionAnalyses(FAM);
  PB.registerLoopAnalyses(LAM);
  PB.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  PB.buildModuleOptimizationPipeline(Level, ThinOrFullLTOPhase::None)
      .run(M, MAM);
}

/// Fills in where the blocks of \p Functions are in \p Object.
static Error locate(std::vector<FunctionCode> &Functions, StringRef Object) {
  Expected<std::unique_ptr<object::ObjectFile>> File =
      object::ObjectFile::createObjectFile(MemoryBufferRef(Object, "priced"));
  if (!File)
    return File.takeError();
  auto *ELF = dyn_cast<object::ELFObjectFileBase>(File->get());
  if (!ELF)
    return createStringError("no ELF object was made");
  Expected<std::vector<object::BBAddrMap>> Maps = ELF->readBBAddrMap();
  if (!Maps)
    return Maps.takeError();
  StringRef Text;
  for (const object::SectionRef &S : ELF->sections())
    if (S.isText() && S.getSize()) {
      Expected<StringRef> Contents = S.getContents();
      if (!Contents)
        return Contents.takeError();
      if (!Text.empty())
        return createStringError("the code is in several sections");
      Text = *Contents;
    }
  if (Maps->size() != Functions.size())
    return createStringError("functions are missing");
  for (auto [Code, Map] : zip(Functions, *Maps)) {
    ArrayRef<object::BBAddrMap::BBEntry> Entries = Map.getBBEntries();
    if (Map.getBBRanges().size() != 1 || Entries.size() != Code.Blocks.size())
      return createStringError("blocks are missing");
    uint64_t Start = Map.getFunctionAddress(), End = 0;
    for (auto [Block, Entry] : zip(Code.Blocks, Entries)) {
      Block.Offset = Entry.Offset;
      Block.Size = Entry.Size;
      End = std::max<uint64_t>(End, Block.Offset + Block.Size);
    }
    if (Start + End > Text.size())
      return createStringError("code is missing");
    Code.Bytes.assign(Text.bytes_begin() + Start,
                      Text.bytes_begin() + Start + End);
  }
  return Error::success();
}

Expected<std::vector<FunctionCode>> generate(Module &M, TargetMachine &TM) {
  std::vector<FunctionCode> Functions;
  SmallString<0> Object;
  raw_svector_ostream OS(Object);
  {
    // As addPassesToEmitFile does it, with a pass of our own at the end.
    legacy::PassManager PM;
    auto &Machine = static_cast<CodeGenTargetMachineImpl &>(TM);
    PM.add(createTargetTransformInfoWrapperPass(TM.getTargetIRAnalysis()));
    PM.add(new TargetLibraryInfoWrapperPass(M.getTargetTriple()));
    TargetPassConfig *Passes = Machine.createPassConfig(PM);
    Passes->setDisableVerify(true);
    PM.add(Passes);
    auto *Info = new MachineModuleInfoWrapperPass(&TM);
    PM.add(Info);
    if (Passes->addISelPasses())
      return createStringError("no instructions can be selected");
    Passes->addMachinePasses();
    Passes->setInitialized();
    PM.add(new BlockRecorder(Functions));
    if (Machine.addAsmPrinter(PM, OS, nullptr, CodeGenFileType::ObjectFile,
                              Info->getMMI().getContext()))
      return createStringError("no object can be written");
    PM.add(createFreeMachineFunctionPass());
    PM.run(M);
  }
  if (Error E = locate(Functions, Object))
    return E;
  return Functions;
}

} // namespace winnow::cost
