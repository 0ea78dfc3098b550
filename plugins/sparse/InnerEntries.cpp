//===- InnerEntries.cpp - Columns around the entries ----------------------===//
//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/LoopBody.h"
#include "sparse/Reader.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

class InnerEntries : public Reader {
public:
  InnerEntries(Loop &Entries, const Analyses &A, bool WithLines)
      : Reader(A), WithLines(WithLines) {
    R.Entries = &Entries;
  }

private:
  bool findLoops() override;
  bool findPaths() override;
  bool findStore();
  bool findSum();
  bool findCells(const SCEV *Address);
  bool findLines(const SCEV *Start);
  bool findBody();

  const bool WithLines;
};

} // namespace

bool InnerEntries::findStore() {
  for (BasicBlock *BB : R.Columns->blocks())
    for (Instruction &I : *BB)
      if (auto *S = dyn_cast<StoreInst>(&I)) {
        if (R.Store)
          return false;
        R.Store = S;
      }
  return R.Store;
}

/// The sum is what the entries hand on, or what each stores.
bool InnerEntries::findSum() {
  for (PHINode &Phi : R.Entries->getHeader()->phis()) {
    if (A.SE.isSCEVable(Phi.getType()) &&
        isa<SCEVAddRecExpr>(A.SE.getSCEV(&Phi)))
      continue;
    if (R.SumPhi)
      return false;
    R.SumPhi = &Phi;
  }
  const bool StoresEach = R.Entries->contains(R.Store);
  if (!R.SumPhi) {
    R.SumNext = R.Store->getValueOperand();
    return StoresEach;
  }
  R.SumStart =
      R.SumPhi->getIncomingValueForBlock(R.Entries->getLoopPreheader());
  R.SumNext = R.SumPhi->getIncomingValueForBlock(R.Entries->getLoopLatch());
  if (R.SumPhi->getType() != R.Store->getValueOperand()->getType())
    return false;
  return !StoresEach || R.Store->getValueOperand() == R.SumNext;
}

/// A load of the cell reads what was there before the entries, unless the sum
/// is in memory.
bool InnerEntries::findCells(const SCEV *Address) {
  Type *Cell = R.Store->getValueOperand()->getType();
  const bool StoresEach = R.Entries->contains(R.Store);
  for (BasicBlock *BB : R.Columns->blocks())
    for (Instruction &I : *BB) {
      auto *Load = dyn_cast<LoadInst>(&I);
      if (!Load || Load->getType() != Cell ||
          A.SE.getSCEV(Load->getPointerOperand()) != Address)
        continue;
      const bool InEntries = R.Entries->contains(Load);
      if (!A.DT.dominates(Load, R.Store) ||
          (StoresEach && InEntries == !!R.SumPhi))
        return false;
      R.Cells.push_back(Load);
    }
  return R.SumPhi || !R.Cells.empty();
}

bool InnerEntries::findLines(const SCEV *Start) {
  Loop *Around = R.Columns->getParentLoop();
  if (!WithLines) {
    R.FirstOutput = Start;
    return true;
  }
  return Around && Around->getSubLoops().size() == 1 &&
         setLines(Start, *Around, *Around);
}

bool InnerEntries::findLoops() {
  Loop &L = *R.Entries;
  R.Columns = L.getParentLoop();
  if (!R.Columns || L.getNumBlocks() != 1 || !L.isInnermost() ||
      !L.getLoopPreheader() || R.Columns->getSubLoops().size() != 1 ||
      !findStore() || !findSum())
    return false;
  // Entries of its own for each column: a product of another kind.
  const SCEV *Last = A.SE.getBackedgeTakenCount(&L);
  if (!isa<SCEVCouldNotCompute>(Last) && !A.SE.isLoopInvariant(Last, R.Columns))
    return false;
  const SCEV *Address = A.SE.getSCEV(R.Store->getPointerOperand());
  auto *AR = dyn_cast<SCEVAddRecExpr>(Address);
  return AR && AR->getLoop() == R.Columns && AR->isAffine() &&
         isSizeOf(AR->getStepRecurrence(A.SE),
                  R.Store->getValueOperand()->getType(), *R.Store) &&
         findCells(Address) && findLines(AR->getStart());
}

/// Tests must be the same for all columns.
bool InnerEntries::findBody() {
  auto Body = readBody(*R.Columns, *R.Entries, A.DT);
  if (!Body)
    return false;
  R.Joins = Body->Joins;
  for (const LoopBody::Test &T : Body->Tests) {
    if (!R.root().isLoopInvariant(T.Branch->getCondition()))
      return false;
    R.Skips.push_back({T.Branch->getCondition(), /*Skips=*/T.On == 1});
  }
  return true;
}

bool InnerEntries::findPaths() {
  if (!findBody() || (R.Lines && !findPath(*R.Lines, *R.Columns)))
    return false;
  // Of an entry nothing but the sum is handed on.
  for (Instruction &I : *R.Entries->getHeader())
    for (User *U : I.users())
      if (!R.Entries->contains(cast<Instruction>(U)) &&
          (&I != R.SumNext || !isa<PHINode>(U) || !R.joined(*cast<PHINode>(U))))
        return false;
  return true;
}

std::optional<Verdict<Accumulation>> readInnerEntries(Loop &Entries,
                                                      const Analyses &A) {
  auto InLines = InnerEntries(Entries, A, /*WithLines=*/true).read();
  if (InLines && *InLines)
    return InLines;
  return InnerEntries(Entries, A, /*WithLines=*/false).read();
}

} // namespace winnow::sparse
