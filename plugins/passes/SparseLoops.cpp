//===- SparseLoops.cpp - The pass winnow-sparse ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SparseLoops.h"
#include "passes/OffMarkers.h"
#include "passes/SparseHold.h"
#include "passes/SparseRemarks.h"
#include "sparse/TileEmitter.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace winnow {

namespace {

enum class Switch { On, Off };

cl::OptionCategory Category("Winnow options for sparse loops");

cl::opt<Switch> Sparse("winnow-sparse", cl::cat(Category), cl::init(Switch::On),
                       cl::desc("Rewrite sparse loops (default: on)"),
                       cl::values(clEnumValN(Switch::On, "on", "rewrite"),
                                  clEnumValN(Switch::Off, "off",
                                             "leave every loop as it is")));

} // namespace

/// Why nothing in \p F may be rewritten though it could be.
static std::optional<share::Refusal> obstacleOf(const Function &F) {
  if (F.hasFnAttribute(Attribute::StrictFP))
    return share::Refusal{"StrictFP",
                          "the function's floating-point environment is strict",
                          "", true};
  if (F.hasOptSize())
    return share::Refusal{"OptimizesForSize",
                          "two versions of the loop would be larger than one",
                          "compile without -Os or -Oz", true};
  return std::nullopt;
}

/// Chooses the tiles that the machine has registers for.
static share::Verdict<SmallVector<sparse::TileShape, 8>>
chooseShapes(const sparse::Accumulation &Sum, const TargetTransformInfo &TTI) {
  const DataLayout &DL = Sum.Store->getDataLayout();
  Type *Cell = Sum.Store->getValueOperand()->getType();
  uint64_t Bits = DL.getTypeSizeInBits(Cell).getFixedValue();
  for (const sparse::Row &R : Sum.Rows)
    Bits =
        std::max(Bits, DL.getTypeSizeInBits(R.Load->getType()).getFixedValue());
  uint64_t Register =
      TTI.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector)
          .getFixedValue();
  const unsigned Lanes = unsigned(Register / Bits);
  if (Lanes < 2)
    return share::Refusal{
        "NoVectors", "the machine has no vectors of such elements", "", true};
  auto *Vector = FixedVectorType::get(Cell, Lanes);
  const unsigned Space = Sum.Store->getPointerAddressSpace();
  bool Masked = TTI.isLegalMaskedLoad(Vector, Sum.Store->getAlign(), Space) &&
                TTI.isLegalMaskedStore(Vector, Sum.Store->getAlign(), Space);
  for (const sparse::Row &R : Sum.Rows)
    Masked &= TTI.isLegalMaskedLoad(
        FixedVectorType::get(R.Load->getType(), Lanes), R.Load->getAlign(),
        R.Load->getPointerAddressSpace());
  std::optional<uint64_t> Columns;
  if (auto *Last = dyn_cast<SCEVConstant>(Sum.LastColumn))
    if (Last->getAPInt().getActiveBits() < 32)
      Columns = Last->getAPInt().getZExtValue() + 1;
  return Sum.Lines ? sparse::planeShapes(Lanes, Masked, Columns)
                   : sparse::tileShapes(Lanes, Masked, Columns);
}

static unsigned lanesOf(const sparse::RowJam &Jam,
                        const TargetTransformInfo &TTI) {
  const DataLayout &DL = Jam.Store->getDataLayout();
  uint64_t Bits = DL.getTypeSizeInBits(Jam.Sum->getType()).getFixedValue();
  for (const sparse::RowJam::Operand &O : Jam.Operands)
    Bits =
        std::max(Bits, DL.getTypeSizeInBits(O.Load->getType()).getFixedValue());
  uint64_t Register =
      TTI.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector)
          .getFixedValue();
  return unsigned(Register / Bits);
}

static void analyse(SparseCandidate &C, const sparse::Analyses &A,
                    const TargetTransformInfo &TTI) {
  auto Memory = sparse::findFootprint(*C.Sum, A);
  if (!Memory) {
    C.Refusal = Memory.refusal();
    return;
  }
  C.Memory = std::move(Memory.plan());
  auto Shapes = chooseShapes(*C.Sum, TTI);
  if (!Shapes) {
    C.Refusal = Shapes.refusal();
    return;
  }
  C.Shapes = std::move(Shapes.plan());
}

/// #pragma clang loop vectorize(disable) is meant for this as well.
static bool mayBeVectorized(const Loop &L) {
  auto Width = getOptionalElementCountLoopAttribute(&L);
  return !(Width && Width->isScalar()) &&
         !(hasVectorizeTransformation(&L) & TM_Disable);
}

/// A loop that a candidate could be the innermost of.
static bool mayBeInnermost(const Loop &L) {
  return L.isInnermost() && L.getParentLoop() && L.getNumBlocks() == 1 &&
         !getBooleanLoopAttribute(&L, sparse::DoneMarker) && mayBeVectorized(L);
}

std::vector<SparseCandidate> findSparse(Function &F,
                                        FunctionAnalysisManager &AM) {
  std::vector<SparseCandidate> Found;
  auto &LI = AM.getResult<LoopAnalysis>(F);
  SmallVector<Loop *, 8> Innermost;
  for (Loop *L : LI.getLoopsInPreorder())
    if (mayBeInnermost(*L) && !isTurnedOff(*L))
      Innermost.push_back(L);
  if (Innermost.empty())
    return Found;
  sparse::Analyses A = {LI, AM.getResult<DominatorTreeAnalysis>(F),
                        AM.getResult<ScalarEvolutionAnalysis>(F),
                        AM.getResult<AAManager>(F)};
  for (Loop *L : Innermost) {
    auto Sum = sparse::readAccumulation(*L, A);
    SparseCandidate C;
    C.Innermost = L;
    if (Sum && *Sum) {
      C.Sum = std::move(Sum->plan());
      analyse(C, A, AM.getResult<TargetIRAnalysis>(F));
    } else if (auto Jam = sparse::readRowJam(*L, A); Jam && *Jam) {
      Jam->plan().Lanes =
          lanesOf(Jam->plan(), AM.getResult<TargetIRAnalysis>(F));
      if (Jam->plan().Lanes < sparse::FewestRows)
        continue;
      C.Jam = std::move(Jam->plan());
    } else if (Sum) {
      C.Refusal = Sum->refusal();
    } else if (Jam) {
      C.Refusal = Jam->refusal();
    } else {
      continue;
    }
    if (!C.Refusal || F.hasFnAttribute(Attribute::StrictFP))
      if (auto Obstacle = obstacleOf(F))
        C.Refusal = std::move(Obstacle);
    Found.push_back(std::move(C));
  }
  return Found;
}

/// Loops that come from elsewhere than clang's pipeline may lack preheaders.
static bool simplifyLoops(Function &F, FunctionAnalysisManager &AM) {
  auto &LI = AM.getResult<LoopAnalysis>(F);
  bool Any = any_of(LI.getLoopsInPreorder(),
                    [](const Loop *L) { return mayBeInnermost(*L); });
  if (!Any)
    return false;
  bool Changed = false;
  auto &DT = AM.getResult<DominatorTreeAnalysis>(F);
  auto &AC = AM.getResult<AssumptionAnalysis>(F);
  for (Loop *L : LI)
    Changed |= simplifyLoop(L, &DT, &LI, nullptr, &AC, nullptr,
                            /*PreserveLCSSA=*/false);
  return Changed;
}

PreservedAnalyses prepareSparse(Function &F, FunctionAnalysisManager &AM) {
  if (!simplifyLoops(F, AM))
    return PreservedAnalyses::all();
  PreservedAnalyses PA;
  PA.preserve<DominatorTreeAnalysis>();
  PA.preserve<LoopAnalysis>();
  AM.invalidate(F, PA);
  return PA;
}

bool isSparseOn(const Function &F) {
  return Sparse == Switch::On && !F.hasOptNone() && !F.isPresplitCoroutine() &&
         !F.hasFnAttribute(Attribute::NoImplicitFloat) && !isTurnedOff(F);
}

PreservedAnalyses SparseLoopsPass::run(Function &F,
                                       FunctionAnalysisManager &AM) {
  if (!isSparseOn(F))
    return PreservedAnalyses::all();
  PreservedAnalyses Preserved = prepareSparse(F, AM);
  bool Changed = false;
  for (bool Again = true; Again;) {
    Again = false;
    std::vector<SparseCandidate> Found = findSparse(F, AM);
    for (SparseCandidate &C : Found) {
      if (C.Refusal)
        continue;
      auto &ORE = AM.getResult<OptimizationRemarkEmitterAnalysis>(F);
      C.Jam ? remarkJammed(ORE, C) : remarkTiled(ORE, C);
      sparse::Analyses A = {
          AM.getResult<LoopAnalysis>(F), AM.getResult<DominatorTreeAnalysis>(F),
          AM.getResult<ScalarEvolutionAnalysis>(F), AM.getResult<AAManager>(F)};
      if (C.Jam)
        sparse::emitRowJam(*C.Jam, A);
      else
        sparse::emitTiles(*C.Sum, *C.Memory, C.Shapes, A);
      AM.invalidate(F, PreservedAnalyses::none());
      Changed = Again = true;
      break;
    }
    if (Again)
      continue;
    if (!Found.empty()) {
      auto &ORE = AM.getResult<OptimizationRemarkEmitterAnalysis>(F);
      for (const SparseCandidate &C : Found)
        remarkKept(ORE, C);
    }
  }
  // Only a mark on the loops: no analysis has seen it.
  releaseColumns(AM.getResult<LoopAnalysis>(F));
  return Changed ? PreservedAnalyses::none() : Preserved;
}

} // namespace winnow
