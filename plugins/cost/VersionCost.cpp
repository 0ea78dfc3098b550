//===- VersionCost.cpp - What a version of a nest costs in all ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/VersionCost.h"
#include <algorithm>

using namespace llvm;

namespace winnow::cost {

/// Instructions that are followed for one question: 5 ms at most.
static constexpr uint64_t MaxSteps = 400'000;
/// Leaving a loop: the predictor misses it now and then. Measured on prefix
/// sums of few terms.
static constexpr double LoopExitCycles = 3;
/// The shortest time between two taken branches.
static constexpr double BranchCycles = 1;
static constexpr double CallCycles = 10, AllocationCycles = 50;

Cycles memoryCycles(double Bytes, double Footprint) {
  // Sizes of caches in common, and bytes a cycle of one core, rounded down to
  // what all CPUs with a head deliver.
  static constexpr double First = 32 << 10, Second = 512 << 10,
                          Third = 16 << 20;
  if (Footprint <= First)
    return {0};
  return {Bytes / (Footprint <= Second ? 32 : Footprint <= Third ? 12 : 4)};
}

Cycles loopCycles(const BlockCost &Block, double Visits, double Entries,
                  double Window) {
  double Iterations = Visits / std::max(Entries, 1.0);
  double InFlight =
      std::min(1.0, Iterations * std::max(Block.Instructions, 1u) / Window);
  double Each =
      std::max({Block.Throughput, Block.Repeated * InFlight, BranchCycles});
  return {Visits * Each + Entries * LoopExitCycles};
}

Expected<std::unique_ptr<VersionCost>>
VersionCost::create(const FunctionCode &Code, BlockPricer &Pricer) {
  std::unique_ptr<VersionCost> V(new VersionCost(*Code.Of));
  V->Window = Pricer.window();
  V->Parts.resize(Code.Blocks.size());
  std::vector<uint64_t> Starts;
  for (const CodeBlock &Block : Code.Blocks)
    Starts.push_back(Block.Offset);
  block::RunOptions Options;
  Options.Starts = Starts;
  block::Cut Cut = Pricer.decoder().cut(Code.Bytes, Options);
  if (!Cut.Bad.empty())
    return createStringError("its code cannot be read");
  for (unsigned I = 0; I < Code.Blocks.size(); ++I) {
    const CodeBlock &Block = Code.Blocks[I];
    Part &P = V->Parts[I];
    P.IsKnown = Block.Of && Block.Of->getParent() == Code.Of;
    if (P.IsKnown)
      P.Of = V->Flow.indexOf(Block.Of);
    P.IsLoop = is_contained(Block.Successors, I);
    P.Behind = Block.Successors;
    for (unsigned Next : Block.Successors)
      V->Parts[Next].Before.push_back(I);
  }
  for (const block::Piece &Piece : Cut.Blocks) {
    // The last block that starts at or before the piece.
    auto Behind = upper_bound(Starts, Piece.Offset);
    Part &P = V->Parts[Behind - Starts.begin() - 1];
    Expected<BlockCost> Cost = Pricer.price(Piece.Block);
    if (!Cost)
      return Cost.takeError();
    double Sum = P.Cost.Repeated + Cost->Repeated;
    P.Cost.Error =
        (P.Cost.Error * P.Cost.Repeated + Cost->Error * Cost->Repeated) /
        std::max(Sum, 1e-9);
    P.Cost.Repeated = Sum;
    P.Cost.Throughput += Cost->Throughput;
    P.Cost.Instructions += Cost->Instructions;
  }
  return V;
}

VersionTotal VersionCost::total(ArrayRef<Number> Arguments) const {
  FlowCounts Counts = Flow.run(Arguments, MaxSteps);
  VersionTotal T;
  T.Complete = Counts.Complete;
  auto VisitsOf = [&](unsigned I) {
    return Parts[I].IsKnown ? Counts.Blocks[Parts[I].Of].Visits : 0;
  };
  double Sum = 0, Weighted = 0;
  for (const Part &P : Parts) {
    double Visits = 0, Entries = 0;
    if (P.IsKnown) {
      Visits = Counts.Blocks[P.Of].Visits;
      Entries = Counts.Blocks[P.Of].Entries;
    } else {
      // On an edge: as often as the ends of it at most.
      double Before = 0, Behind = 0;
      for (unsigned I : P.Before)
        Before = std::max(Before, VisitsOf(I));
      for (unsigned I : P.Behind)
        Behind = std::max(Behind, VisitsOf(I));
      Visits = Entries = std::min(Before, Behind);
    }
    if (Visits == 0)
      continue;
    double Own = P.IsLoop ? loopCycles(P.Cost, Visits, Entries, Window).Value
                          : Visits * P.Cost.Repeated;
    Sum += Own;
    Weighted += Own * P.Cost.Error;
  }
  T.Error = Sum > 0 ? Weighted / Sum : 0;
  double Memory = memoryCycles(Counts.BytesMoved, Counts.Footprint).Value;
  T.MemoryBound = Memory > Sum;
  T.Total.Value = std::max(Sum, Memory) + Counts.Calls * CallCycles +
                  Counts.Allocations * AllocationCycles;
  return T;
}

} // namespace winnow::cost
