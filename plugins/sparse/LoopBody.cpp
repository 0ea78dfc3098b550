//===- LoopBody.cpp - One way through a loop ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/LoopBody.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::sparse {

std::optional<LoopBody> readBody(const Loop &Outer, const Loop &Inner,
                                 const DominatorTree &DT) {
  BasicBlock *Latch = Outer.getLoopLatch();
  BasicBlock *Goal = Inner.getLoopPreheader();
  BasicBlock *Exit = Inner.getExitBlock();
  BasicBlock *Last = Inner.getExitingBlock();
  if (!Latch || Outer.getExitingBlock() != Latch || !Goal || !Exit || !Last ||
      !Outer.contains(Exit))
    return std::nullopt;
  LoopBody Body;
  SmallPtrSet<BasicBlock *, 8> Path;
  SmallVector<BasicBlock *, 2> Around;
  for (BasicBlock *BB = Outer.getHeader();;) {
    auto *Branch = dyn_cast<BranchInst>(BB->getTerminator());
    if (!Path.insert(BB).second || !Branch || BB == Latch)
      return std::nullopt;
    Body.Before.push_back(BB);
    if (BB == Goal)
      break;
    unsigned On = 0;
    if (Branch->isConditional()) {
      On = DT.dominates(Branch->getSuccessor(0), Goal) ? 0 : 1;
      if (!DT.dominates(Branch->getSuccessor(On), Goal))
        return std::nullopt;
      Around.push_back(Branch->getSuccessor(1 - On));
      Body.Tests.push_back({Branch, On});
    }
    BB = Branch->getSuccessor(On);
  }
  for (BasicBlock *BB = Exit;; BB = BB->getSingleSuccessor()) {
    if (!BB || !Outer.contains(BB) || !Path.insert(BB).second)
      return std::nullopt;
    Body.Behind.push_back(BB);
    for (PHINode &Phi : BB->phis())
      Body.Joins.push_back({&Phi, Phi.getIncomingValueForBlock(Last)});
    if (BB == Latch)
      break;
    Last = BB;
  }
  if (Path.size() + Inner.getNumBlocks() != Outer.getNumBlocks() ||
      any_of(Around,
             [&](BasicBlock *BB) { return !is_contained(Body.Behind, BB); }))
    return std::nullopt;
  return Body;
}

} // namespace winnow::sparse
