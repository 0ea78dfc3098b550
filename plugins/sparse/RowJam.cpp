//===- RowJam.cpp - Sums of several rows at a time ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/RowJam.h"
#include "sparse/IterationCopy.h"
#include "sparse/Reader.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

std::string RowJam::checks() const {
  const size_t Ranges = Once.size() + Each.size();
  return Ranges == 0   ? "none"
         : Ranges == 1 ? "the range of 1 input"
                       : "the ranges of " + std::to_string(Ranges) + " inputs";
}

Value *RowJam::joined(const Value *Phi) const {
  auto *Found =
      find_if(Body.Joins, [&](const auto &J) { return J.first == Phi; });
  return Found == Body.Joins.end() ? nullptr : Found->second;
}

namespace {

class JamReader {
public:
  JamReader(Loop &Entries, const Analyses &A) : A(A) { R.Entries = &Entries; }

  std::optional<Verdict<RowJam>> read();

private:
  bool findLoops();
  bool findSum();
  std::optional<Refusal> checkInstructions();
  std::optional<Refusal> checkCarried();
  std::optional<Refusal> checkTerm(Value *V, unsigned Depth);
  std::optional<Refusal> checkMemory();
  std::optional<Refusal> checkInput(LoadInst &Load);
  /// Whether \p V of the next row can be computed before this one's sum is
  /// known.
  bool isAhead(Value *V, unsigned Depth);

  const Analyses &A;
  RowJam R;
  SmallVector<CallBase *, 2> Calls;
};

} // namespace

bool JamReader::findLoops() {
  Loop &L = *R.Entries;
  R.Rows = L.getParentLoop();
  if (!R.Rows || L.getNumBlocks() != 1 || !L.isInnermost() ||
      R.Rows->getSubLoops().size() != 1 || !R.Rows->getLoopPreheader() ||
      !R.Rows->getExitBlock())
    return false;
  auto Body = readBody(*R.Rows, L, A.DT);
  if (!Body)
    return false;
  R.Body = std::move(*Body);
  for (BasicBlock *BB : R.Rows->blocks())
    for (Instruction &I : *BB)
      if (auto *S = dyn_cast<StoreInst>(&I)) {
        if (R.Store || !is_contained(R.Body.Behind, BB))
          return false;
        R.Store = S;
      }
  return R.Store;
}

/// A sum of floating-point numbers that nothing allows to regroup.
bool JamReader::findSum() {
  for (PHINode &Phi : R.Entries->getHeader()->phis()) {
    if (A.SE.isSCEVable(Phi.getType()) &&
        isa<SCEVAddRecExpr>(A.SE.getSCEV(&Phi)))
      continue;
    if (R.Sum || !Phi.getType()->isFloatingPointTy())
      return false;
    R.Sum = &Phi;
  }
  if (!R.Sum)
    return false;
  R.Start = R.Sum->getIncomingValueForBlock(R.Entries->getLoopPreheader());
  R.Next = R.Sum->getIncomingValueForBlock(R.Entries->getLoopLatch());
  auto *Add = dyn_cast<FPMathOperator>(R.Next);
  if (!Add || Add->hasAllowReassoc() ||
      !R.Entries->contains(cast<Instruction>(Add)))
    return false;
  auto *II = dyn_cast<IntrinsicInst>(Add);
  if (II ? II->getIntrinsicID() != Intrinsic::fmuladd &&
               II->getIntrinsicID() != Intrinsic::fma
         : Add->getOpcode() != Instruction::FAdd &&
               Add->getOpcode() != Instruction::FSub)
    return false;
  return is_contained(Add->operands(), R.Sum);
}

std::optional<Refusal> JamReader::checkInstructions() {
  for (BasicBlock *BB : R.Rows->blocks()) {
    const bool Behind = is_contained(R.Body.Behind, BB);
    for (Instruction &I : *BB) {
      if (auto *Load = dyn_cast<LoadInst>(&I); Load && !Load->isSimple())
        return Refusal{"VolatileOrAtomic", "a load is volatile or atomic", "",
                       true};
      if (isa<LoadInst>(I) || isa<PHINode>(I) || I.isTerminator())
        continue;
      if (&I == R.Store) {
        if (!R.Store->isSimple())
          return Refusal{"VolatileOrAtomic", "the store is volatile or atomic",
                         "", true};
        continue;
      }
      if (auto *II = dyn_cast<IntrinsicInst>(&I);
          II && II->isAssumeLikeIntrinsic())
        continue;
      auto *Call = dyn_cast<CallBase>(&I);
      if (Call && Behind && Call->doesNotThrow() && Call->willReturn() &&
          !Call->isConvergent() && !Call->cannotDuplicate()) {
        Calls.push_back(Call);
        continue;
      }
      if (I.mayHaveSideEffects() || I.mayReadOrWriteMemory() ||
          I.getType()->isTokenTy())
        return Refusal{"SideEffect", "the rows do more than sum and store", "",
                       true};
      // A row is summed though an earlier one may trap.
      if (!Behind && (I.getOpcode() == Instruction::SDiv ||
                      I.getOpcode() == Instruction::UDiv ||
                      I.getOpcode() == Instruction::SRem ||
                      I.getOpcode() == Instruction::URem))
        return Refusal{"Division",
                       "a division could trap where it did not before", "",
                       true};
    }
  }
  return std::nullopt;
}

bool JamReader::isAhead(Value *V, unsigned Depth) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !R.Rows->contains(I) || is_contained(R.Body.Before, I->getParent()))
    return true;
  if (Depth == 0 || R.Entries->contains(I) || isa<PHINode>(I) ||
      !isSafeToSpeculativelyExecute(I) || I->mayReadOrWriteMemory())
    return false;
  return all_of(I->operands(),
                [&](Value *Operand) { return isAhead(Operand, Depth - 1); });
}

std::optional<Refusal> JamReader::checkCarried() {
  auto Carried = [](const char *Reason) {
    return Refusal{"CarriedValue", Reason, "", true};
  };
  for (PHINode &Phi : R.Rows->getHeader()->phis())
    if (!isAhead(Phi.getIncomingValueForBlock(R.Rows->getLoopLatch()), 8))
      return Carried("a row depends on the sum of the one before it");
  if (!isAhead(R.Store->getPointerOperand(), 8))
    return Carried("where a sum is stored depends on it");
  for (const auto &[Phi, From] : R.Body.Joins) {
    auto *I = dyn_cast<Instruction>(From);
    if (I && R.Entries->contains(I) && I != R.Next)
      return Carried("something other than the sum is used behind it");
  }
  for (Instruction &I : *R.Entries->getHeader())
    for (User *U : I.users())
      if (!R.Entries->contains(cast<Instruction>(U)) &&
          (!isa<PHINode>(U) || !R.joined(U)))
        return Carried("something other than the sum is used behind it");
  return std::nullopt;
}

std::optional<Refusal> JamReader::checkInput(LoadInst &Load) {
  // All rows at any time: scopes that are declared in a row say nothing.
  AAMDNodes StoreTags = R.Store->getAAMetadata(),
            LoadTags = Load.getAAMetadata();
  StoreTags.Scope = StoreTags.NoAlias = LoadTags.Scope = LoadTags.NoAlias =
      nullptr;
  const MemoryLocation Read =
      MemoryLocation::getBeforeOrAfter(Load.getPointerOperand(), LoadTags);
  for (CallBase *Call : Calls)
    if (isModSet(A.AA.getModRefInfo(Call, Read)))
      return Refusal{
          "SideEffect",
          "a function that is called for each row may write what the "
          "next one reads",
          "", true};
  if (Load.hasMetadata(LLVMContext::MD_invariant_load) ||
      A.AA.isNoAlias(MemoryLocation::getBeforeOrAfter(
                         R.Store->getPointerOperand(), StoreTags),
                     Read))
    return std::nullopt;
  if (Load.getPointerAddressSpace() != R.Store->getPointerAddressSpace())
    return Refusal{"AddressSpaces",
                   "inputs and outputs are in different address spaces", "",
                   true};
  const SCEV *Address = A.SE.getSCEV(Load.getPointerOperand());
  // What the row itself will overwrite.
  const DataLayout &DL = Load.getDataLayout();
  if (!R.Entries->contains(&Load) &&
      Load.getType() == R.Store->getValueOperand()->getType() &&
      Address == A.SE.getSCEV(R.Store->getPointerOperand()) &&
      uint64_t(std::abs(R.StoreStep)) >=
          DL.getTypeStoreSize(Load.getType()).getFixedValue())
    return std::nullopt;
  if (!R.Entries->contains(&Load) || A.SE.isLoopInvariant(Address, R.Entries)) {
    R.Once.push_back(&Load);
    return std::nullopt;
  }
  const SCEV *Start = Address;
  if (auto *AR = dyn_cast<SCEVAddRecExpr>(Address))
    Start = AR->getStart();
  auto Moves = RowJam::Movement::Any;
  if (A.SE.isLoopInvariant(Start, R.Rows))
    Moves = RowJam::Movement::None;
  else if (auto *AR = dyn_cast<SCEVAddRecExpr>(Start);
           AR && AR->getLoop() == R.Rows && AR->isAffine() &&
           A.SE.isLoopInvariant(AR->getStepRecurrence(A.SE), R.Rows))
    Moves = RowJam::Movement::Even;
  R.Each.push_back({&Load, Moves});
  return std::nullopt;
}

/// A term is made of loads along the entries and of values that are the same
/// for all entries of a row.
std::optional<Refusal> JamReader::checkTerm(Value *V, unsigned Depth) {
  auto Unreadable = [](const char *Reason) {
    return Refusal{"UnreadableTerm", Reason, "", true};
  };
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !R.Entries->contains(I) || I == R.Sum)
    return std::nullopt;
  if (Depth == 0)
    return Unreadable("the term that is added is too long");
  if (auto *Load = dyn_cast<LoadInst>(I)) {
    if (any_of(R.Operands, [&](const auto &O) { return O.Load == Load; }))
      return std::nullopt;
    const SCEV *Address = A.SE.getSCEV(Load->getPointerOperand());
    auto *AR = dyn_cast<SCEVAddRecExpr>(Address);
    if (!AR || AR->getLoop() != R.Entries || !AR->isAffine() ||
        !isSizeOf(AR->getStepRecurrence(A.SE), Load->getType(), *Load))
      return Unreadable("an operand does not lie side by side in memory for "
                        "neighbouring entries");
    R.Operands.push_back({Load, A.SE.isLoopInvariant(AR->getStart(), R.Rows)});
    return std::nullopt;
  }
  if (isa<PHINode>(I))
    return Unreadable("the term depends on the entry's number");
  if (!VectorType::isValidElementType(I->getType()) || !isLanewise(*I))
    return Unreadable("the term has an operation that cannot be computed for "
                      "several rows at once");
  for (Value *Operand : I->operands())
    if (auto Why = checkTerm(Operand, Depth - 1))
      return Why;
  return std::nullopt;
}

std::optional<Refusal> JamReader::checkMemory() {
  const DataLayout &DL = R.Store->getDataLayout();
  auto *AR =
      dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(R.Store->getPointerOperand()));
  auto *Step = AR && AR->getLoop() == R.Rows && AR->isAffine()
                   ? dyn_cast<SCEVConstant>(AR->getStepRecurrence(A.SE))
                   : nullptr;
  if (!Step || Step->getAPInt().getSignificantBits() > 32 ||
      DL.getIndexTypeSizeInBits(R.Store->getPointerOperandType()) != 64)
    return Refusal{"UnknownOutput",
                   "the sums are not stored at a constant distance", "", true};
  R.StoreStep = Step->getAPInt().getSExtValue();
  for (BasicBlock *BB : R.Rows->blocks()) {
    if (is_contained(R.Body.Behind, BB))
      continue;
    for (Instruction &I : *BB)
      if (auto *Load = dyn_cast<LoadInst>(&I))
        if (auto Why = checkInput(*Load))
          return Why;
  }
  return std::nullopt;
}

std::optional<Verdict<RowJam>> JamReader::read() {
  if (!findLoops() || !findSum())
    return std::nullopt;
  R.LastRow = A.SE.getBackedgeTakenCount(R.Rows);
  R.LastEntry = A.SE.getBackedgeTakenCount(R.Entries);
  SCEVExpander Expander(A.SE, "winnow.jam");
  Instruction *Before = R.Entries->getLoopPreheader()->getTerminator();
  auto Known = [&](const SCEV *Count) {
    return !isa<SCEVCouldNotCompute>(Count) &&
           A.SE.getTypeSizeInBits(Count->getType()) <= 64 &&
           Expander.isSafeToExpandAt(Count, Before);
  };
  if (!Known(R.LastRow) || !Known(R.LastEntry) ||
      !A.SE.isLoopInvariant(R.LastEntry, R.Rows) ||
      !A.SE.isLoopInvariant(R.LastRow, R.Rows))
    return std::nullopt;
  // Anything else is a loop of another kind, of which there are many.
  if (checkTerm(R.Next, 16) ||
      all_of(R.Operands, [](const auto &O) { return O.Shared; }))
    return std::nullopt;
  if (auto Why = checkInstructions())
    return Verdict<RowJam>(*Why);
  if (auto Why = checkCarried())
    return Verdict<RowJam>(*Why);
  if (auto Why = checkMemory())
    return Verdict<RowJam>(*Why);
  return Verdict<RowJam>(std::move(R));
}

std::optional<Verdict<RowJam>> readRowJam(Loop &Entries, const Analyses &A) {
  return JamReader(Entries, A).read();
}

} // namespace winnow::sparse
