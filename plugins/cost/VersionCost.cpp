//===- VersionCost.cpp - What a version of a nest costs in all ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/VersionCost.h"
#include <algorithm>
#include <map>

using namespace llvm;

namespace winnow::cost {

/// Instructions that are followed for one question: 5 ms at most.
static constexpr uint64_t MaxSteps = 400'000;
/// Leaving a loop: the predictor misses it now and then. Measured on prefix
/// sums of few terms.
static constexpr double LoopExitCycles = 1;
/// Entering a loop that loads what was stored before: not all of it can be
/// forwarded. Measured on tables that are doubled.
static constexpr double StoredCycles = 10;
/// The shortest time between two taken branches.
static constexpr double BranchCycles = 1;
static constexpr double CallCycles = 5, AllocationCycles = 25;
/// Of a loop's iterations: what is run so often belongs to all of them.
static constexpr double UsualShare = 0.5;

Cycles memoryCycles(double Bytes, double Footprint) {
  // Sizes of caches in common, and bytes a cycle of one core, rounded down to
  // what all CPUs with a head deliver.
  static constexpr double First = 32 << 10, Second = 512 << 10,
                          Third = 16 << 20;
  if (Footprint <= First)
    return {0};
  return {Bytes / (Footprint <= Second ? 32 : Footprint <= Third ? 12 : 4)};
}

Cycles iterationCycles(const BlockCost &Block, double Instructions,
                       double Window) {
  double InFlight = std::min(1.0, Instructions / Window);
  return {
      std::max({Block.Throughput, Block.Repeated * InFlight, BranchCycles})};
}

/// \p More behind \p B.
static void append(block::BasicBlock &B, const block::BasicBlock &More) {
  B.Bytes.insert(B.Bytes.end(), More.Bytes.begin(), More.Bytes.end());
  B.Lengths.insert(B.Lengths.end(), More.Lengths.begin(), More.Lengths.end());
}

Expected<std::unique_ptr<VersionCost>>
VersionCost::create(const FunctionCode &Code, BlockPricer &Pricer) {
  std::unique_ptr<VersionCost> V(new VersionCost(*Code.Of, Pricer));
  V->Parts.resize(Code.Blocks.size());
  std::vector<uint64_t> Starts;
  Starts.reserve(Code.Blocks.size());
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
    if (Block.Of && Block.Of->getParent() == Code.Of) {
      P.Of = V->Flow.indexOf(Block.Of);
      P.Header = V->Flow.headerOf(*P.Of);
    }
    P.IsLoop = P.Of && is_contained(Block.Successors, I);
    P.Behind = Block.Successors;
    for (unsigned Next : Block.Successors)
      V->Parts[Next].Before.push_back(I);
  }
  for (const block::Piece &Piece : Cut.Blocks) {
    // The last block that starts at or before the piece.
    auto Behind = upper_bound(Starts, Piece.Offset);
    append(V->Parts[Behind - Starts.begin() - 1].Code, Piece.Block);
  }
  // What cannot be priced is found now, and not while questions are answered.
  for (const Part &P : V->Parts)
    if (!P.Code.empty())
      if (Expected<BlockCost> Cost = Pricer.price(P.Code); !Cost)
        return Cost.takeError();
  return V;
}

BlockCost VersionCost::price(const block::BasicBlock &B) const {
  if (B.empty())
    return {};
  Expected<BlockCost> Cost = Pricer.price(B);
  if (Cost)
    return *Cost;
  // Made of blocks that could be priced.
  consumeError(Cost.takeError());
  return {};
}

std::vector<double> VersionCost::visits(const FlowCounts &Counts) const {
  std::vector<double> Visits(Parts.size(), 0);
  for (unsigned I = 0; I < Parts.size(); ++I)
    if (Parts[I].Of)
      Visits[I] = Counts.Blocks[*Parts[I].Of].Visits;
  for (unsigned I = 0; I < Parts.size(); ++I) {
    if (Parts[I].Of)
      continue;
    // On an edge: as often as the ends of it at most.
    double Before = 0, Behind = 0;
    for (unsigned K : Parts[I].Before)
      Before = std::max(Before, Parts[K].Of ? Visits[K] : 0);
    for (unsigned K : Parts[I].Behind)
      Behind = std::max(Behind, Parts[K].Of ? Visits[K] : 0);
    Visits[I] = std::min(Before, Behind);
  }
  return Visits;
}

VersionTotal VersionCost::total(ArrayRef<Number> Arguments) const {
  FlowCounts Counts = Flow.run(Arguments, MaxSteps);
  std::vector<double> Visits = visits(Counts);
  double Instructions = 0, Sum = 0, Weighted = 0;
  for (unsigned I = 0; I < Parts.size(); ++I)
    Instructions += Visits[I] * double(Parts[I].Code.size());
  auto Add = [&](double Cycles, const BlockCost &Cost) {
    Sum += Cycles;
    Weighted += Cycles * Cost.Error;
  };
  // An iteration of a loop of several blocks, as one block; by header.
  std::map<unsigned, block::BasicBlock> Iterations;
  for (unsigned I = 0; I < Parts.size(); ++I) {
    const Part &P = Parts[I];
    if (Visits[I] == 0)
      continue;
    if (P.IsLoop) {
      double Entries = std::max(Counts.Blocks[*P.Of].Entries, 1.0);
      BlockCost Cost = price(P.Code);
      double Own = double(P.Code.size()) * Visits[I] / Entries;
      double Each = iterationCycles(Cost, Own, Pricer.window()).Value;
      double Entry = LoopExitCycles;
      if (Counts.Blocks[*P.Of].ReadsStored)
        Entry += StoredCycles;
      Add(Visits[I] * Each + Entries * Entry, Cost);
    } else if (P.Header &&
               Visits[I] >= UsualShare * Counts.Blocks[*P.Header].Visits) {
      append(Iterations[*P.Header], P.Code);
    } else {
      BlockCost Cost = price(P.Code);
      Add(Visits[I] * Cost.Throughput, Cost);
    }
  }
  for (const auto &Iteration : Iterations) {
    const auto Header = Iteration.first;
    const auto &Code = Iteration.second;
    const BlockCount &Count = Counts.Blocks[Header];
    double Entries = std::max(Count.Entries, 1.0);
    BlockCost Cost = price(Code);
    // Loops inside give time enough for what is waited for.
    bool IsBusy = any_of(enumerate(Counts.Blocks), [&](const auto &Inner) {
      return Flow.isInside(unsigned(Inner.index()), Header) &&
             Inner.value().Entries >= UsualShare * Count.Visits;
    });
    double Each =
        IsBusy ? Cost.Throughput
               : iterationCycles(Cost, Instructions / Entries, Pricer.window())
                     .Value;
    Add(Count.Visits * Each + (Entries - 1) * LoopExitCycles, Cost);
  }
  VersionTotal T;
  T.Complete = Counts.Complete;
  T.Returned = Counts.Returned;
  T.Error = Sum > 0 ? Weighted / Sum : 0;
  double Memory = memoryCycles(Counts.BytesMoved, Counts.Footprint).Value;
  T.MemoryBound = Memory > Sum;
  T.Total.Value = std::max(Sum, Memory) + Counts.Calls * CallCycles +
                  Counts.Allocations * AllocationCycles;
  return T;
}

} // namespace winnow::cost
