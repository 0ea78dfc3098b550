//===- SparseHold.cpp - Keeps short columns a loop ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SparseHold.h"
#include "passes/OffMarkers.h"
#include "passes/SparseLoops.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace winnow {

static constexpr char Held[] = "winnow.sparse.held";
static constexpr char NoUnrolling[] = "llvm.loop.unroll.disable";

PreservedAnalyses HoldColumnsPass::run(Loop &L, LoopAnalysisManager &,
                                       LoopStandardAnalysisResults &AR,
                                       LPMUpdater &) {
  const Function &F = *L.getHeader()->getParent();
  // What says already how to unroll it is left with that.
  if (!isSparseOn(F) || !L.getParentLoop() || isTurnedOff(L) ||
      AR.SE.getSmallConstantTripCount(&L) == 0 ||
      findOptionMDForLoop(&L, "llvm.loop.unroll.count") ||
      findOptionMDForLoop(&L, "llvm.loop.unroll.full") ||
      findOptionMDForLoop(&L, "llvm.loop.unroll.enable") ||
      findOptionMDForLoop(&L, NoUnrolling))
    return PreservedAnalyses::all();
  auto Sum = sparse::readAccumulation(L, {AR.LI, AR.DT, AR.SE, AR.AA});
  if (!Sum || !*Sum)
    return PreservedAnalyses::all();
  addStringMetadataToLoop(&L, Held, 1);
  addStringMetadataToLoop(&L, NoUnrolling, 1);
  return PreservedAnalyses::all();
}

bool releaseColumns(LoopInfo &LI) {
  bool Any = false;
  for (Loop *L : LI.getLoopsInPreorder())
    if (L->isInnermost() && getBooleanLoopAttribute(L, Held)) {
      L->setLoopID(makePostTransformationMetadata(L->getHeader()->getContext(),
                                                  L->getLoopID(),
                                                  {Held, NoUnrolling}, {}));
      Any = true;
    }
  return Any;
}

} // namespace winnow
