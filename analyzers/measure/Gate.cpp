//===- Gate.cpp - Which samples to believe --------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Gate.h"
#include "measure/Sandbox.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace llvm;

namespace winnow::measure {

static constexpr double LatencyAdds = LatencySteps * AddsPerLatencyStep;
static constexpr double ThroughputAdds =
    ThroughputSteps * AddsPerThroughputStep;

// The two latency calibrations of a sample agree, and are near the usual.
static constexpr double LatencyAgreement = 0.006, LatencyDeviation = 0.01;
// Throughput calibrations may be that much slower than the best.
static constexpr double ThroughputDeviation = 0.02;
// The best rate is that of the best hundredth: single readings have an error of
// the clock's granularity.
static constexpr double BestShare = 0.01;
// Latency calibrations that tell the usual clock rate.
static constexpr size_t RecentCount = 1024;
static constexpr double RatesPerAdd = 100;

void Gate::learnClock(ArrayRef<uint64_t> Readings) {
  uint64_t Divisor = 0;
  for (uint64_t R : Readings)
    Divisor = std::gcd(Divisor, R);
  // Readings that are all alike say nothing about the steps of the clock.
  if (!Readings.empty() && !all_equal(Readings))
    Granularity = std::max<uint64_t>(Divisor, 1);
  // The middle half, so that interrupts do not count; its mean, so that the
  // granularity does not.
  std::vector<uint64_t> Sorted(Readings.begin(), Readings.end());
  std::sort(Sorted.begin(), Sorted.end());
  const size_t Quarter = Sorted.size() / 4;
  double Sum =
      std::accumulate(Sorted.begin() + Quarter, Sorted.end() - Quarter, 0.0);
  const double Few = Sum / static_cast<double>(Sorted.size() - 2 * Quarter);
  // Two points of a line: overhead + steps * adds. The long one is known once
  // learn() has seen some.
  if (UsualLatency == 0)
    return;
  const double Line = (Few * LatencySteps - UsualLatency * OverheadSteps) /
                      (LatencySteps - OverheadSteps);
  Overhead = std::max(Line, 0.0);
}

bool Gate::isUsualLatency(double Latency) const {
  return std::abs(Latency - UsualLatency) <=
         std::max(LatencyDeviation * UsualLatency,
                  2 * static_cast<double>(Granularity));
}

void Gate::learn(ArrayRef<Calibration> Calibrations) {
  if (Calibrations.empty())
    return;
  for (const Calibration &C : Calibrations) {
    const auto Latency = static_cast<double>(C.Latency);
    if (RecentLatencies.size() < RecentCount)
      RecentLatencies.push_back(Latency);
    else
      RecentLatencies[Next++ % RecentCount] = Latency;
  }
  // The usual latency: the fastest tenth, for the clock rate seldom rises by
  // chance, and interrupts only make a calibration longer.
  std::vector<double> Sorted = RecentLatencies;
  auto Tenth = Sorted.begin() + static_cast<ptrdiff_t>(Sorted.size() / 10);
  std::nth_element(Sorted.begin(), Tenth, Sorted.end());
  // The mean of those near it, for single readings are coarse.
  const double Fast = *Tenth;
  double Sum = 0;
  size_t Near = 0;
  for (double Latency : RecentLatencies)
    if (std::abs(Latency - Fast) <=
        std::max(LatencyAgreement * Fast,
                 2 * static_cast<double>(Granularity))) {
      Sum += Latency;
      ++Near;
    }
  UsualLatency = Sum / static_cast<double>(Near);

  for (const Calibration &C : Calibrations) {
    const double Ticks = static_cast<double>(C.Throughput) - Overhead;
    if (!(Ticks > 0) || !isUsualLatency(static_cast<double>(C.Latency)))
      continue;
    const double Rate = ThroughputAdds / Ticks * ticksPerCycle();
    const auto Bin =
        static_cast<size_t>(std::clamp(Rate, 0.0, 31.0) * RatesPerAdd);
    if (Rates.size() <= Bin)
      Rates.resize(Bin + 1);
    ++Rates[Bin];
  }
  const uint64_t Total = std::accumulate(Rates.begin(), Rates.end(), 0ULL);
  uint64_t Above = 0;
  size_t Bin = Rates.size();
  while (Bin > 0 &&
         static_cast<double>(Above) <= BestShare * static_cast<double>(Total))
    Above += Rates[--Bin];
  // Never forgets a better rate: the neighbours may have come to stay.
  BestRate = std::max(BestRate, static_cast<double>(Bin) / RatesPerAdd);
}

Calibration Gate::longest() const {
  Calibration Longest;
  if (UsualLatency == 0 || BestRate == 0)
    return Longest;
  const auto Grain = static_cast<double>(Granularity);
  Longest.Latency = static_cast<uint64_t>(
      UsualLatency + std::max(LatencyDeviation * UsualLatency, 2 * Grain));
  const double Best = ThroughputAdds / BestRate * ticksPerCycle();
  Longest.Throughput = static_cast<uint64_t>(Best * (1 + ThroughputDeviation) +
                                             Overhead + Grain);
  return Longest;
}

bool Gate::isClean(const Sample &S) const {
  const Calibration Longest = longest();
  if (Longest.Latency == 0)
    return false;
  const auto Before = static_cast<double>(S.Before.Latency);
  const auto After = static_cast<double>(S.After.Latency);
  if (!isUsualLatency(Before) || !isUsualLatency(After) ||
      std::abs(After - Before) > std::max(LatencyAgreement * UsualLatency,
                                          2 * static_cast<double>(Granularity)))
    return false;
  return S.Before.Throughput <= Longest.Throughput &&
         S.After.Throughput <= Longest.Throughput && S.Long > S.Short &&
         S.Repetitions > 0;
}

double Gate::ticksPerCycle(const Sample &S) const {
  const double Mean =
      static_cast<double>(S.Before.Latency + S.After.Latency) / 2;
  return (Mean - Overhead) / LatencyAdds;
}

double Gate::ticksPerCycle() const {
  return UsualLatency == 0 ? 0 : (UsualLatency - Overhead) / LatencyAdds;
}

double Gate::addsPerCycle() const { return BestRate; }

double knownAddsPerCycle(StringRef Cpu) {
  // Eight chains on six units come to two turns of six and two in three cycles.
  if (Cpu == "znver5")
    return 5.28;
  if (Cpu == "znver4" || Cpu == "znver3")
    return 3.98;
  return 0;
}

} // namespace winnow::measure
