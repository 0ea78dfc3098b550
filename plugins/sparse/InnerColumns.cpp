//===- InnerColumns.cpp - Entries around the columns ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/Reader.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

class InnerColumns : public Reader {
public:
  InnerColumns(Loop &Columns, const Analyses &A) : Reader(A) {
    R.Columns = &Columns;
  }

private:
  bool findLoops() override;
  bool findPaths() override;
  bool findEntries(const SCEV *LineStart);
};

} // namespace

/// The loop around the columns is that over the entries where it does not move
/// the outputs; else it may be that over the lines.
bool InnerColumns::findEntries(const SCEV *LineStart) {
  Loop *Around = R.Columns->getParentLoop();
  if (Around->getSubLoops().size() != 1)
    return false;
  if (A.SE.isLoopInvariant(LineStart, Around)) {
    R.Entries = Around;
    R.FirstOutput = LineStart;
    return true;
  }
  R.Entries = Around->getParentLoop();
  return R.Entries && R.Entries->getSubLoops().size() == 1 &&
         setLines(LineStart, *Around, *R.Entries);
}

bool InnerColumns::findLoops() {
  Loop &L = *R.Columns;
  if (!L.getParentLoop() || L.getNumBlocks() != 1 || !L.isInnermost())
    return false;
  for (Instruction &I : *L.getHeader())
    if (auto *S = dyn_cast<StoreInst>(&I)) {
      if (R.Store)
        return false;
      R.Store = S;
    }
  if (!R.Store)
    return false;
  Type *Cell = R.Store->getValueOperand()->getType();
  const SCEV *Address = A.SE.getSCEV(R.Store->getPointerOperand());
  auto *AR = dyn_cast<SCEVAddRecExpr>(Address);
  if (!AR || AR->getLoop() != &L || !AR->isAffine() ||
      !isSizeOf(AR->getStepRecurrence(A.SE), Cell, *R.Store) ||
      !findEntries(AR->getStart()))
    return false;
  for (Instruction &I : *L.getHeader())
    if (auto *Load = dyn_cast<LoadInst>(&I))
      if (Load->getType() == Cell &&
          A.SE.getSCEV(Load->getPointerOperand()) == Address) {
        // Behind the store it would read the new sum.
        if (!Load->comesBefore(R.Store))
          return false;
        R.Cells.push_back(Load);
      }
  return !R.Cells.empty();
}

bool InnerColumns::findPaths() {
  if (!R.Lines)
    return findPath(*R.Entries, *R.Columns);
  return findPath(*R.Entries, *R.Lines) && findPath(*R.Lines, *R.Columns);
}

std::optional<Verdict<Accumulation>> readInnerColumns(Loop &Columns,
                                                      const Analyses &A) {
  return InnerColumns(Columns, A).read();
}

} // namespace winnow::sparse
