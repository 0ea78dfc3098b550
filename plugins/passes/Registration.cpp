//===- Registration.cpp - The passes under the names users type -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/Registration.h"
#include "passes/OffMarkers.h"
#include "passes/Printers.h"
#include "passes/ShareReductions.h"
#include "passes/SparseHold.h"
#include "passes/SparseLoops.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow {

namespace {

struct NamedPass {
  StringRef Name;
  /// The class behind the name, for -print-after=NAME and its relatives.
  StringRef Class;
  void (*Add)(FunctionPassManager &);
};

} // namespace

/// Every function pass, under the name that -passes= knows it by.
static ArrayRef<NamedPass> passTable() {
  static const NamedPass Table[] = {
      {"winnow-lower-off", LowerOffMarkersPass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(LowerOffMarkersPass()); }},
      {"winnow-share", ShareReductionsPass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(ShareReductionsPass()); }},
      {"winnow-sparse", SparseLoopsPass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(SparseLoopsPass()); }},
      {"print<winnow-nest>", PrintNestPass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(PrintNestPass(errs())); }},
      {"print<winnow-share>", PrintSharePass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(PrintSharePass(errs())); }},
      {"print<winnow-sparse>", PrintSparsePass::name(),
       [](FunctionPassManager &FPM) { FPM.addPass(PrintSparsePass(errs())); }},
  };
  return Table;
}

static void registerNames(PassBuilder &PB) {
  PB.registerPipelineParsingCallback(
      [](StringRef Name, FunctionPassManager &FPM,
         ArrayRef<PassBuilder::PipelineElement>) {
        for (const NamedPass &P : passTable())
          if (P.Name == Name) {
            P.Add(FPM);
            return true;
          }
        return false;
      });
  // As a module's pass it walks no call graph, unlike inside cgscc(...).
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM,
         ArrayRef<PassBuilder::PipelineElement>) {
        if (Name != "winnow-share")
          return false;
        MPM.addPass(createModuleToFunctionPassAdaptor(
            ShareReductionsPass(/*MayAddFunctions=*/true)));
        return true;
      });
  if (PassInstrumentationCallbacks *PIC = PB.getPassInstrumentationCallbacks())
    for (const NamedPass &P : passTable())
      PIC->addClassToPassName(P.Class, P.Name);
}

void registerPasses(PassBuilder &PB) {
  registerNames(PB);
  // Markers are read before any pass can move or delete them, at -O0 too.
  PB.registerPipelineStartEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) {
        MPM.addPass(createModuleToFunctionPassAdaptor(LowerOffMarkersPass()));
      });
  // Ahead of the unroller.
  PB.registerLateLoopOptimizationsEPCallback(
      [](LoopPassManager &LPM, OptimizationLevel Level) {
        if (Level != OptimizationLevel::O0)
          LPM.addPass(HoldColumnsPass());
      });
  // Loops are canonical and reductions are PHIs, and the vectorizer still sees
  // what is emitted.
  PB.registerVectorizerStartEPCallback(
      [](FunctionPassManager &FPM, OptimizationLevel Level) {
        if (Level == OptimizationLevel::O0)
          return;
        FPM.addPass(ShareReductionsPass(/*MayAddFunctions=*/true, Level));
        FPM.addPass(SparseLoopsPass());
      });
  // ThinLTO's pre-link pipeline never comes to the vectorizer.
  PB.registerOptimizerEarlyEPCallback([](ModulePassManager &MPM,
                                         OptimizationLevel Level,
                                         ThinOrFullLTOPhase Phase) {
    if (Level != OptimizationLevel::O0 &&
        Phase == ThinOrFullLTOPhase::ThinLTOPreLink) {
      MPM.addPass(createModuleToFunctionPassAdaptor(
          ShareReductionsPass(/*MayAddFunctions=*/true, Level)));
      MPM.addPass(createModuleToFunctionPassAdaptor(SparseLoopsPass()));
    }
  });
}

} // namespace winnow

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, winnow::PluginName, "0.1.0",
          winnow::registerPasses};
}
