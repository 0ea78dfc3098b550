//===- OffMarkers.cpp - What the programmer asked to leave alone ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/OffMarkers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace winnow {

static bool isMarkerText(const Value *V) {
  StringRef Text;
  return getConstantStringInfo(V, Text) && Text == OffMarker;
}

/// True if llvm.global.annotations says it of \p F.
static bool isAnnotatedOff(const Function &F) {
  const GlobalVariable *All =
      F.getParent()->getGlobalVariable("llvm.global.annotations");
  if (!All || !All->hasInitializer())
    return false;
  const auto *Entries = dyn_cast<ConstantArray>(All->getInitializer());
  if (!Entries)
    return false;
  return any_of(Entries->operands(), [&](const Use &Entry) {
    const auto *S = dyn_cast<ConstantStruct>(Entry);
    return S && S->getNumOperands() >= 2 &&
           S->getOperand(0)->stripPointerCasts() == &F &&
           isMarkerText(S->getOperand(1));
  });
}

static SmallVector<IntrinsicInst *> findMarkers(Function &F) {
  SmallVector<IntrinsicInst *> Markers;
  // Nearly every module has no annotated variable: do not read its code.
  Type *Ptr = PointerType::getUnqual(F.getContext());
  if (!Intrinsic::getDeclarationIfExists(F.getParent(),
                                         Intrinsic::var_annotation, {Ptr, Ptr}))
    return Markers;
  for (Instruction &I : instructions(F))
    if (auto *II = dyn_cast<IntrinsicInst>(&I))
      if (II->getIntrinsicID() == Intrinsic::var_annotation &&
          isMarkerText(II->getArgOperand(1)))
        Markers.push_back(II);
  return Markers;
}

/// Removes the annotation and the variable, which nothing else uses.
static void eraseMarker(IntrinsicInst *Marker) {
  auto *Variable =
      dyn_cast<AllocaInst>(Marker->getArgOperand(0)->stripPointerCasts());
  Marker->eraseFromParent();
  if (!Variable || !all_of(Variable->users(), [&](const User *U) {
        if (const auto *Store = dyn_cast<StoreInst>(U))
          return Store->getPointerOperand() == Variable;
        const auto *I = dyn_cast<Instruction>(U);
        return I && I->isLifetimeStartOrEnd();
      }))
    return;
  for (User *U : make_early_inc_range(Variable->users()))
    cast<Instruction>(U)->eraseFromParent();
  Variable->eraseFromParent();
}

PreservedAnalyses LowerOffMarkersPass::run(Function &F,
                                           FunctionAnalysisManager &AM) {
  bool WholeFunction = isAnnotatedOff(F);
  SmallVector<IntrinsicInst *> Markers = findMarkers(F);
  if (!WholeFunction && Markers.empty())
    return PreservedAnalyses::all();

  auto &LI = AM.getResult<LoopAnalysis>(F);
  for (IntrinsicInst *Marker : Markers) {
    // Outside a loop: the body that was marked never runs twice.
    if (Loop *L = LI.getLoopFor(Marker->getParent()))
      addStringMetadataToLoop(L, OffMarker, 1);
    eraseMarker(Marker);
  }
  if (WholeFunction) {
    F.addFnAttr(OffMarker);
    // The loops stay off where the function is inlined.
    for (Loop *L : LI)
      addStringMetadataToLoop(L, OffMarker, 1);
  }
  PreservedAnalyses PA;
  PA.preserveSet<CFGAnalyses>();
  return PA;
}

bool isTurnedOff(const Function &F) { return F.hasFnAttribute(OffMarker); }

bool isTurnedOff(const Loop &L) {
  for (const Loop *Around = &L; Around; Around = Around->getParentLoop())
    if (getBooleanLoopAttribute(Around, OffMarker))
      return true;
  return false;
}

} // namespace winnow
