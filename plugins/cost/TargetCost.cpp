//===- TargetCost.cpp - LLVM's own cost tables ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/TargetCost.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::cost {

/// Setting up a loop of unknown length, and its exit, which the predictor
/// misses now and then: measured on short prefix sums.
static constexpr double LoopEntryCycles = 5;
/// Two comparisons and a branch.
static constexpr double CheckCycles = 2;
static constexpr double AllocationCycles = 100;
/// A guarded subtraction: sums of magnitudes beside the sum, comparisons; for
/// double the sum's second half as well. Measured on moving sums.
static constexpr double GuardCycles = 24, LongGuardCycles = 80;
/// A queue of two stacks: comparisons, a jump that is sometimes missed, a term
/// read twice. A row that is doubled some ten times: loads and a store for each
/// vector. Measured on moving maxima.
static constexpr double QueueCycles = 12, DoublingCycles = 40;
/// A term that is put into its bucket: comparisons of the key, a load and a
/// store. Measured on histograms.
static constexpr double BucketCycles = 8;
/// A sum that is kept about a point of its own: terms are moved there, and the
/// sum to where the answer wants it. Measured on variances.
static constexpr double MovedCycles = 30;
/// The passes over a table, each a loop that is entered once.
static constexpr double PassesCycles = 300;

Expected<Price> TargetCost::price(const Candidate &C) const {
  const nest::ReductionNest &N = C.Nest;
  double Throughput = 0, Chain = 0;
  bool Ordered = false;
  for (BasicBlock *BB : N.innermost().blocks())
    for (Instruction &I : *BB) {
      InstructionCost Cost =
          TTI.getInstructionCost(&I, TargetTransformInfo::TCK_RecipThroughput);
      if (!Cost.isValid())
        return createStringError("no cost for %s", I.getOpcodeName());
      Throughput += double(Cost.getValue());
    }
  unsigned Bits = 8;
  const DataLayout &DL = N.root().getHeader()->getDataLayout();
  for (const nest::Accumulator &Acc : N.Accumulators) {
    Ordered |= Acc.Kind == RecurKind::None ||
               (Acc.Phis.back()->getType()->isFloatingPointTy() &&
                !Acc.Flags.allowReassoc());
    Bits = std::max<unsigned>(Bits,
                              DL.getTypeSizeInBits(Acc.Phis.back()->getType()));
    if (auto *I = dyn_cast<Instruction>(Acc.Update)) {
      InstructionCost Cost =
          TTI.getInstructionCost(I, TargetTransformInfo::TCK_Latency);
      if (Cost.isValid())
        Chain = std::max(Chain, double(Cost.getValue()));
    }
  }
  double Lanes = std::max<double>(
      1,
      double(TTI.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector)
                 .getKnownMinValue()) /
          Bits);
  Price P;
  P.Term.Value = Ordered ? std::max(Chain, Throughput / Lanes)
                         : std::max(1.0, Throughput) / Lanes;
  P.LoopEntry.Value = LoopEntryCycles;
  double Pieces = 1, Guards = 0, Windows = 0, Buckets = 0;
  for (const share::Node &Of : C.Plan.Nodes) {
    Pieces += Of.termsLeave() ? 1 : 0;
    if (Of.termsLeave() && N.Equation.Alg.Approximate)
      Guards += Bits > 32 ? LongGuardCycles : GuardCycles;
    if (Of.K == share::Node::Kind::Window) {
      bool AtHost =
          Of.Method == share::Node::Slide::Queue && Of.Carrier + 1 == N.Outer;
      Windows += AtHost ? QueueCycles + Throughput : DoublingCycles / Lanes;
      P.Setup.Value += AtHost ? 0 : PassesCycles;
    }
    // Bounds of the keys, a load and a store that the next one waits for.
    Buckets += Of.K == share::Node::Kind::Buckets ? BucketCycles : 0;
    if (Of.K == share::Node::Kind::Window ||
        Of.K == share::Node::Kind::Buckets ||
        (Of.K == share::Node::Kind::Carry && Of.Carrier + 1 != Of.What.Outer))
      P.Setup.Value += AllocationCycles;
  }
  // The chain of carries runs beside the loads of the next answers.
  P.SharedAnswer.Value = std::max(Pieces * std::max(Throughput, 1.0),
                                  double(C.Plan.carries()) * Chain) +
                         Guards + Windows + Buckets +
                         MovedCycles * double(N.Differences.size());
  P.Setup.Value += CheckCycles * (2 + double(N.Checks.size()));
  return P;
}

} // namespace winnow::cost
