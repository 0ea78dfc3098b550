//===- Measurer.h - Blocks in, cycles out -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Measures basic blocks on one CPU of this machine:
/// \code
///   Expected<std::unique_ptr<Measurer>> M = Measurer::create(Options);
///   (*M)->measure(Blocks, [&](size_t Block, const Measured &What) { ... });
/// \endcode
/// The figure is core cycles per execution of the block in a steady state: the
/// block repeated without end, fed from the op cache, all its pages mapped to
/// one physical page, registers and memory holding 0x2324000 at the start,
/// FTZ and DAZ on. Method: Chen et al., BHive (IISWC 2019), section 3, without
/// performance counters.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_MEASURER_H
#define WINNOW_MEASURE_MEASURER_H

#include "measure/Estimate.h"
#include "measure/Sandbox.h"

namespace winnow::measure {

struct MeasureOptions : SandboxOptions {
  /// Repeat everything so often, and compare. At least 1.
  unsigned Passes = 1;
  /// Clean samples that a pass needs, and rounds that they must come from:
  /// neighbours that disturb too little to be noticed come and go as well.
  unsigned MinSamples = 20;
  unsigned MinRounds = 4;
  /// Sweeps of a child over its blocks, each a round.
  unsigned Sweeps = 3;
  /// Rounds with clean samples after which a pass takes what there is.
  unsigned MaxRounds = 13;
  /// How long a pass of a block waits for a quiet core, all in all, but
  /// not before MaxRounds were tried; 0 does not wait.
  std::chrono::milliseconds Patience{20000};
  /// Rounds that agree so well end a pass early ...
  Tolerance Early{0.01, {0.005}};
  /// ... and a block whose rounds or passes differ by more is unstable.
  Tolerance Stable{0.03, {0.015}};
};

struct Measured {
  Status How = Status::Lost;
  /// With Ok and Unstable.
  Cycles Value;
  Cycles Spread;
  /// Clean samples; 0 with Lost where the core was never quiet.
  unsigned Samples = 0;
  unsigned Passes = 0;
  /// What ended a block that failed.
  int Signal = 0;
  uint64_t Address = 0;
};

/// What cycles were counted with. Ticks are those of Kind.
struct ClockReport {
  ClockKind Kind = ClockKind::Tsc;
  double TscMHz = 0;
  double TicksPerCycle = 0;
  uint64_t Granularity = 1;
  double OverheadTicks = 0;
  /// Independent adds per cycle at best: the width of the core, unless its
  /// sibling is always busy.
  double AddsPerCycle = 0;
  FrontEnd Feeds = FrontEnd::OpCache;
  /// Why not the kernel's counter; empty with it.
  std::string Uncounted;
  /// Why system calls are not filtered; empty where they are.
  std::string Unfiltered;
};

class Measurer {
public:
  /// Costs some 20 ms: learns the clock from a block that is known.
  static llvm::Expected<std::unique_ptr<Measurer>>
  create(const MeasureOptions &Options);

  /// Calls \p OnResult once for each block, in any order, as results come.
  /// Blocks may be empty or too long. Costs about 0.3 ms a block.
  llvm::Error
  measure(llvm::ArrayRef<Work> Blocks,
          llvm::function_ref<void(size_t, const Measured &)> OnResult);

  ClockReport clock() const;

private:
  explicit Measurer(const MeasureOptions &O);
  struct Progress;
  bool isSettled(const Readings &R) const;
  /// A round of \p Blocks.
  llvm::Error sample(llvm::MutableArrayRef<Progress> Blocks, unsigned Sweeps);
  /// Loads and visits \p Blocks once, and learns; returns how many gave samples
  /// or failed. The indices that \p OnVisit sees are those of \p Blocks.
  llvm::Expected<size_t> round(llvm::ArrayRef<Work> Blocks,
                               llvm::function_ref<void(const Visit &)> OnVisit);
  void tryAnotherCpu();

  MeasureOptions Options;
  std::unique_ptr<Sandbox> Box;
  Gate Core;
  /// Where children may run, and where they do.
  std::vector<int> Cpus;
  size_t Cpu = 0;
  /// One instant in two clocks.
  struct Moment {
    uint64_t Ticks = 0;
    std::chrono::nanoseconds Time{0};
    static Moment now();
  };
  Moment Start;
};

} // namespace winnow::measure

#endif // WINNOW_MEASURE_MEASURER_H
