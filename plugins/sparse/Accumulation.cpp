//===- Accumulation.cpp - Sparse sums into a row of outputs ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/IterationCopy.h"
#include "sparse/Reader.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

bool Accumulation::skipsEntries() const {
  return any_of(Skips, [&](const SkipTest &T) {
    return !root().isLoopInvariant(T.Condition);
  });
}

bool Accumulation::countsFromOrigin() const {
  return Lines ||
         any_of(Rows, [](const Row &R) { return !R.Step.Narrow.empty(); });
}

const Row *Accumulation::rowOf(const Value *Load) const {
  auto *Found = find_if(Rows, [&](const Row &R) { return R.Load == Load; });
  return Found == Rows.end() ? nullptr : Found;
}

SmallVector<Loop *, 3> Accumulation::loops() const {
  SmallVector<Loop *, 3> All;
  if (entriesInside())
    All.push_back(Entries);
  All.push_back(Columns);
  if (Lines)
    All.push_back(Lines);
  if (!entriesInside())
    All.push_back(Entries);
  return All;
}

Value *Accumulation::joined(const PHINode &Phi) const {
  auto *Found = find_if(Joins, [&](const auto &J) { return J.first == &Phi; });
  return Found == Joins.end() ? nullptr : Found->second;
}

const char *Accumulation::description() const {
  if (Lines)
    return skipsEntries() ? "sum over the weights of a pruned filter that are "
                            "not skipped"
                          : "sum over the weights of a pruned filter";
  if (!skipsEntries())
    return "sum over the entries of a compressed row";
  return Indirect ? "sum over the entries of a compressed row that are not "
                    "skipped"
                  : "sum over the entries that are not skipped";
}

bool isSizeOf(const SCEV *Step, Type *Type, const Instruction &Access) {
  auto *Bytes = dyn_cast<SCEVConstant>(Step);
  const DataLayout &DL = Access.getDataLayout();
  return Bytes && !Type->isVectorTy() &&
         DL.getTypeStoreSize(Type) == DL.getTypeAllocSize(Type) &&
         Bytes->getAPInt() == DL.getTypeStoreSize(Type).getFixedValue();
}

bool leadsTo(const BasicBlock *From, const BasicBlock *To) {
  for (unsigned Steps = 0; From != To && Steps < 4; ++Steps) {
    if (&From->front() != From->getTerminator() || !From->getSingleSuccessor())
      return false;
    From = From->getSingleSuccessor();
  }
  return From == To;
}

bool Reader::setLines(const SCEV *Start, Loop &Lines, Loop &Root) {
  auto *AR = dyn_cast<SCEVAddRecExpr>(Start);
  if (!AR || AR->getLoop() != &Lines || !AR->isAffine())
    return false;
  R.Lines = &Lines;
  R.FirstOutput = AR->getStart();
  R.NextLine = AR->getStepRecurrence(A.SE);
  return A.SE.isLoopInvariant(R.FirstOutput, &Root) &&
         A.SE.isLoopInvariant(R.NextLine, &Root);
}

/// Follows the tests on the way from the header of \p From to \p To in it, each
/// of which leads to the latch otherwise.
bool Reader::findPath(Loop &From, Loop &To) {
  BasicBlock *Latch = From.getLoopLatch(), *Goal = To.getLoopPreheader();
  if (!Latch || !Goal || From.getExitingBlock() != Latch ||
      To.getExitingBlock() != To.getLoopLatch())
    return false;
  BasicBlock *Behind = To.getExitBlock();
  if (!Behind || !leadsTo(Behind, Latch))
    return false;
  SmallPtrSet<BasicBlock *, 8> Path;
  bool Unconditional = &From == R.Entries;
  for (BasicBlock *BB = From.getHeader();;) {
    if (BB == Latch || !Path.insert(BB).second)
      return false;
    if (BB == Goal)
      return true;
    if (Unconditional)
      AlwaysRun.insert(BB);
    auto *Branch = dyn_cast<BranchInst>(BB->getTerminator());
    if (!Branch)
      return false;
    if (Branch->isUnconditional()) {
      BB = Branch->getSuccessor(0);
      continue;
    }
    bool First = leadsTo(Branch->getSuccessor(0), Latch);
    if (First == leadsTo(Branch->getSuccessor(1), Latch))
      return false;
    R.Skips.push_back({Branch->getCondition(), First});
    if (!R.root().isLoopInvariant(Branch->getCondition())) {
      // A line that is skipped would need a mask of its own.
      if (&From != R.Entries)
        return false;
      Unconditional = false;
    }
    BB = Branch->getSuccessor(First ? 1 : 0);
  }
}

bool Reader::looksSparse() {
  // The address of an operand comes from a value that is loaded.
  for (Instruction &I : *R.innermost().getHeader()) {
    auto *Load = dyn_cast<LoadInst>(&I);
    if (!Load || isCell(Load))
      continue;
    R.Indirect |= SCEVExprContains(
        A.SE.getSCEV(Load->getPointerOperand()), [&](const SCEV *S) {
          auto *U = dyn_cast<SCEVUnknown>(S);
          auto *I = U ? dyn_cast<LoadInst>(U->getValue()) : nullptr;
          return I && R.Entries->contains(I);
        });
  }
  return R.Indirect || R.skipsEntries();
}

/// What is computed for each column is made of loads along the columns, values
/// that are the same for all, and the output itself.
std::optional<Refusal> Reader::checkValue(Value *V, unsigned Depth) {
  auto Unreadable = [](const char *Reason) {
    return Refusal{"UnreadableTerm", Reason, "", true};
  };
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !(R.Lines ? R.Lines : R.Columns)->contains(I) || isCell(V) ||
      V == R.SumPhi)
    return std::nullopt;
  if (Depth == 0)
    return Unreadable("the term that is added is too long");
  StrideFinder Steps(R.Lines, *R.Columns, R.root(), A.SE);
  if (auto *Load = dyn_cast<LoadInst>(I)) {
    if (Steps.isFixed(Load->getPointerOperand()) || R.rowOf(Load))
      return std::nullopt;
    auto Step = Steps.find(Load->getPointerOperand());
    if (Step && R.Columns->contains(Load) &&
        isSizeOf(Step->PerColumn, Load->getType(), *Load)) {
      R.Rows.push_back({Load, std::move(*Step)});
      return std::nullopt;
    }
    return Unreadable("an operand does not lie side by side in memory for "
                      "neighbouring columns");
  }
  if (auto *Phi = dyn_cast<PHINode>(I)) {
    if (Value *From = R.joined(*Phi))
      return checkValue(From, Depth - 1);
    // The entry's number.
    if (Steps.isFixed(Phi))
      return std::nullopt;
  }
  // Between the loops: the same for all lines?
  const bool Between = !R.Columns->contains(I);
  if (isa<PHINode>(I))
    return Unreadable(Between ? "the term depends on the line's number"
                              : "the term depends on the column's number or on "
                                "the column before");
  if (!Between &&
      (!VectorType::isValidElementType(I->getType()) || !isLanewise(*I)))
    return Unreadable("the term has an operation that cannot be computed for "
                      "several columns at once");
  for (Value *Operand : I->operands())
    if (auto Why = checkValue(Operand, Depth - 1))
      return Why;
  return std::nullopt;
}

std::optional<Refusal> Reader::checkInstructions() {
  for (BasicBlock *BB : R.root().blocks())
    for (Instruction &I : *BB) {
      if (auto *Load = dyn_cast<LoadInst>(&I)) {
        if (!Load->isSimple())
          return Refusal{"VolatileOrAtomic", "a load is volatile or atomic", "",
                         true};
        continue;
      }
      if (&I == R.Store) {
        if (!R.Store->isSimple())
          return Refusal{"VolatileOrAtomic", "the store is volatile or atomic",
                         "", true};
        continue;
      }
      if (auto *II = dyn_cast<IntrinsicInst>(&I))
        if (II->isAssumeLikeIntrinsic() ||
            isTriviallyVectorizable(II->getIntrinsicID()))
          continue;
      // Where paths meet behind a test, a value depends on more than the entry.
      if (isa<PHINode>(I) && !I.use_empty() && !R.joined(cast<PHINode>(I)) &&
          none_of(R.loops(), [BB](Loop *L) { return L->getHeader() == BB; }))
        return Refusal{"CarriedValue",
                       "a value depends on whether the entry was skipped", "",
                       true};
      if (I.mayHaveSideEffects() || I.mayReadOrWriteMemory())
        return Refusal{"SideEffect",
                       "the loops do more than add to the outputs", "", true};
      // An order of evaluation of its own is given to all but these.
      if (!I.isTerminator() && !isa<PHINode>(I) &&
          !isSafeToSpeculativelyExecute(&I))
        return Refusal{"Division",
                       "a division could trap where it did not before", "",
                       true};
    }
  for (Value *V : {R.Store->getValueOperand(), R.SumStart, R.SumNext})
    if (V)
      if (auto Why = checkValue(V, 16))
        return Why;
  return std::nullopt;
}

std::optional<Refusal> Reader::checkCounts() {
  R.LastEntry = A.SE.getBackedgeTakenCount(R.Entries);
  R.LastColumn = A.SE.getBackedgeTakenCount(R.Columns);
  if (R.Lines)
    R.LastLine = A.SE.getBackedgeTakenCount(R.Lines);
  if (!R.root().getLoopPreheader())
    return Refusal{"NoPreheader", "the loop is entered from several places", "",
                   true};
  SCEVExpander Expander(A.SE, "winnow.sparse");
  Instruction *Before = R.root().getLoopPreheader()->getTerminator();
  auto Known = [&](const SCEV *Count) {
    return !isa<SCEVCouldNotCompute>(Count) &&
           A.SE.isLoopInvariant(Count, &R.root()) &&
           A.SE.getTypeSizeInBits(Count->getType()) <= 64 &&
           Expander.isSafeToExpandAt(Count, Before);
  };
  if (!Known(R.LastEntry))
    return Refusal{"UnknownRowLength",
                   "the number of entries is not known before the row: its "
                   "bound may be overwritten by the outputs",
                   "read the end of the row into a variable", true};
  if (!Known(R.LastColumn) || (R.Lines && !Known(R.LastLine)))
    return Refusal{"UnknownWidth",
                   "the number of columns is not the same for all entries of "
                   "a row, or may be overwritten by the outputs",
                   "read it into a variable", true};
  if (!Expander.isSafeToExpandAt(R.FirstOutput, Before) ||
      (R.Lines && !Expander.isSafeToExpandAt(R.NextLine, Before)))
    return Refusal{"UnknownOutput",
                   "the outputs' address cannot be computed before the row", "",
                   true};
  for (const Row &Operand : R.Rows)
    if (!Expander.isSafeToExpandAt(Operand.Step.PerLine, Before))
      return Refusal{"UnreadableTerm",
                     "how far an operand moves from line to line cannot be "
                     "computed before the row",
                     "", true};
  for (Loop *L : R.loops())
    for (PHINode &Phi : L->getHeader()->phis()) {
      if (&Phi == R.SumPhi)
        continue;
      const SCEVAddRecExpr *AR =
          A.SE.isSCEVable(Phi.getType())
              ? dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(&Phi))
              : nullptr;
      if (!AR || AR->getLoop() != L || !AR->isAffine() ||
          !Expander.isSafeToExpandAt(AR->getStepRecurrence(A.SE), Before))
        return Refusal{"CarriedValue",
                       "a value other than a counter is handed from entry to "
                       "entry",
                       "", true};
    }
  return std::nullopt;
}

/// Nothing but the outputs leaves the loops.
std::optional<Refusal> Reader::checkCarried() {
  const Loop &Root = R.root();
  BasicBlock *Exit = Root.getExitBlock();
  for (PHINode &Phi : Exit->phis())
    if (!Root.isLoopInvariant(
            Phi.getIncomingValueForBlock(Root.getLoopLatch())))
      return Refusal{"ValueLeavesLoop",
                     "a value of the last entry is used behind the loop", "",
                     true};
  for (BasicBlock *BB : Root.blocks())
    for (Instruction &I : *BB)
      for (User *U : I.users())
        if (!Root.contains(cast<Instruction>(U)) &&
            cast<Instruction>(U)->getParent() != Exit)
          return Refusal{"ValueLeavesLoop",
                         "a value of the last entry is used behind the loop",
                         "", true};
  return std::nullopt;
}

/// Collects in \p Seen what \p V is computed from in an iteration.
void Reader::visitSlice(Value *V, SmallPtrSetImpl<Value *> &Seen) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !R.root().contains(I) || !Seen.insert(V).second || isa<PHINode>(I))
    return;
  for (Value *Operand : I->operands())
    visitSlice(Operand, Seen);
}

void Reader::collectInputs() {
  for (BasicBlock *BB : R.root().blocks())
    for (Instruction &I : *BB)
      if (auto *Load = dyn_cast<LoadInst>(&I); Load && !isCell(Load))
        R.Inputs.push_back({Load, false});
  SmallPtrSet<Value *, 16> Seen;
  for (const SkipTest &T : R.Skips)
    visitSlice(T.Condition, Seen);
  for (const Input &In : R.Inputs)
    visitSlice(In.Load->getPointerOperand(), Seen);
  for (Input &In : R.Inputs)
    In.Steers = Seen.contains(In.Load);
}

/// A test that is made only where another one was passed may read what must not
/// be read elsewhere.
std::optional<Refusal> Reader::checkTests() {
  for (const SkipTest &T : R.Skips) {
    SmallPtrSet<Value *, 16> Seen;
    visitSlice(T.Condition, Seen);
    for (const Input &In : R.Inputs)
      if (Seen.contains(In.Load) && !AlwaysRun.contains(In.Load->getParent()))
        return Refusal{"NestedTests",
                       "an entry is tested by what only another test lets it "
                       "read",
                       "", true};
  }
  return std::nullopt;
}

std::optional<Verdict<Accumulation>> Reader::read() {
  if (!findLoops())
    return std::nullopt;
  const bool Readable = findPaths();
  if (!looksSparse())
    return std::nullopt;
  if (!Readable)
    return Verdict<Accumulation>(
        Refusal{"ControlFlow",
                "the loop over the entries can be left early, branches, or "
                "loads its bound again for each entry",
                "read the bound into a variable", true});
  if (auto Why = checkInstructions())
    return Verdict<Accumulation>(*Why);
  if (auto Why = checkCounts())
    return Verdict<Accumulation>(*Why);
  if (auto Why = checkCarried())
    return Verdict<Accumulation>(*Why);
  collectInputs();
  if (auto Why = checkTests())
    return Verdict<Accumulation>(*Why);
  return Verdict<Accumulation>(std::move(R));
}

std::optional<Verdict<Accumulation>> readAccumulation(Loop &Innermost,
                                                      const Analyses &A) {
  if (auto Found = readInnerColumns(Innermost, A))
    return Found;
  return readInnerEntries(Innermost, A);
}

} // namespace winnow::sparse
