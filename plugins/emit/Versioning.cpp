//===- Versioning.cpp - Two versions of a loop ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Versioning.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace winnow::emit {

void splitPreheader(Loop &Root, TwoVersions &V, LoopInfo &LI,
                    DominatorTree &DT) {
  V.Before = Root.getLoopPreheader();
  V.Check = SplitBlock(V.Before, V.Before->getTerminator(), &DT, &LI, nullptr,
                       "winnow.check");
  V.OriginalPreheader = SplitBlock(V.Check, V.Check->getTerminator(), &DT, &LI,
                                   nullptr, "winnow.original");
}

void copyLoop(Loop &Root, TwoVersions &V, LoopInfo &LI, DominatorTree &DT) {
  BasicBlock *Exit = Root.getExitBlock();
  BasicBlock *Latch = Root.getLoopLatch();
  SmallVector<BasicBlock *, 16> Blocks;
  cloneLoopWithPreheader(V.OriginalPreheader, V.Check, &Root, V.Map, ".winnow",
                         &LI, &DT, Blocks);
  remapInstructionsInBlocks(Blocks, V.Map);
  V.FastPreheader = V.fast(V.OriginalPreheader);

  // The copy leaves through a block of its own.
  BasicBlock *FastLatch = V.fast(Latch);
  V.FastExit = BasicBlock::Create(Exit->getContext(), "winnow.exit",
                                  Exit->getParent(), Exit);
  BranchInst::Create(Exit, V.FastExit)
      ->setDebugLoc(Latch->getTerminator()->getDebugLoc());
  FastLatch->getTerminator()->replaceSuccessorWith(Exit, V.FastExit);
  for (PHINode &Phi : Exit->phis())
    Phi.addIncoming(V.fast(Phi.getIncomingValueForBlock(Latch)), V.FastExit);
}

static void branch(BasicBlock *From, Value *Condition, BasicBlock *Then,
                   BasicBlock *Else) {
  Instruction *Old = From->getTerminator();
  IRBuilder<> B(Old);
  B.CreateCondBr(Condition, Then, Else);
  Old->eraseFromParent();
}

void connect(TwoVersions &V, Value *LongEnough, Value *Holds) {
  branch(V.Check, Holds, V.FastPreheader, V.OriginalPreheader);
  branch(V.Before, LongEnough, V.Check, V.OriginalPreheader);
}

} // namespace winnow::emit
