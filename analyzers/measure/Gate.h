//===- Gate.h - Which samples to believe ------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Other tenants of a core show in two calibrators, taken before and after
/// each sample:
/// \code
///   latency     12,000 dependent adds     an interrupt, another clock rate
///   throughput  40,960 independent adds   a busy sibling thread: chains of
///                                         latency look fine, but all that is
///                                         bound by throughput is slow
/// \endcode
/// The first is also the clock: ticks per core cycle. How many independent adds
/// a cycle this CPU can do is learnt from the best that was seen, since it
/// differs from core to core.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_GATE_H
#define WINNOW_MEASURE_GATE_H

#include "datasets/Record.h"
#include "measure/Board.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace winnow::measure {

using datasets::Cycles;

class Gate {
public:
  /// \p Readings are of OverheadSteps of the latency calibrator: with what
  /// learn() knows they tell what a timing costs, and the clock's granularity.
  void learnClock(llvm::ArrayRef<uint64_t> Readings);

  /// \p BestRate is what is known of the CPU: independent adds a cycle; 0 where
  /// it is to be learnt.
  explicit Gate(double BestRate = 0) : BestRate(BestRate) {}

  /// Looks at the calibrations of a round, clean or not.
  void learn(llvm::ArrayRef<Calibration> Calibrations);

  /// The longest calibrations, in ticks, that a clean sample can have.
  Calibration longest() const;

  /// Whether \p S was taken on a quiet core at the usual clock rate. Calls
  /// before learn() refuse everything.
  bool isClean(const Sample &S) const;

  /// Ticks per core cycle while \p S was taken.
  double ticksPerCycle(const Sample &S) const;
  /// Of everything that was learnt; 0 before.
  double ticksPerCycle() const;
  /// The best rate of independent adds that was seen, per core cycle.
  double addsPerCycle() const;

  /// Ticks that a timing of nothing takes.
  double overhead() const { return Overhead; }
  /// What all readings of the clock are a multiple of.
  uint64_t granularity() const { return Granularity; }

private:
  bool isUsualLatency(double Latency) const;

  double Overhead = 0;
  uint64_t Granularity = 1;
  /// Latency calibrations of late, and rates of all: counts by hundredths of an
  /// add a cycle.
  std::vector<double> RecentLatencies;
  size_t Next = 0;
  std::vector<uint32_t> Rates;
  double UsualLatency = 0;
  double BestRate = 0;
};

/// Independent adds per cycle that the throughput calibrator reaches on a quiet
/// core of \p Cpu (LLVM's name), or 0 where we have not seen one.
double knownAddsPerCycle(llvm::StringRef Cpu);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_GATE_H
