//===- Estimate.cpp - From samples to cycles ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Estimate.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

using namespace llvm;

namespace winnow::measure {

double percentile(MutableArrayRef<double> Values, double Share) {
  assert(!Values.empty());
  std::sort(Values.begin(), Values.end());
  const double Place = Share * static_cast<double>(Values.size() - 1);
  const auto Below = static_cast<size_t>(Place);
  const size_t Above = std::min(Below + 1, Values.size() - 1);
  const double Part = Place - static_cast<double>(Below);
  return Values[Below] * (1 - Part) + Values[Above] * Part;
}

void Readings::add(ArrayRef<Sample> Samples, unsigned BlockCopies,
                   const Gate &G) {
  Copies = BlockCopies;
  while (!Samples.empty()) {
    ArrayRef<Sample> Sweep = Samples.take_while(
        [&](const Sample &S) { return S.Sweep == Samples.front().Sweep; });
    addRound(Sweep, G);
    Samples = Samples.drop_front(Sweep.size());
  }
}

void Readings::addRound(ArrayRef<Sample> Samples, const Gate &G) {
  // The clock rate is that of the visit: one calibration is as coarse as the
  // clock, and a rate hardly changes within a millisecond.
  double Rate = 0;
  std::vector<const Sample *> Good;
  for (const Sample &S : Samples)
    if (G.isClean(S)) {
      Rate += G.ticksPerCycle(S);
      Good.push_back(&S);
    }
  if (Good.empty())
    return;
  Rate /= static_cast<double>(Good.size());
  for (const Sample *S : Good) {
    auto CyclesOf = [&](uint64_t Ticks) {
      return (static_cast<double>(Ticks) - G.overhead()) /
             (Rate * static_cast<double>(S->Repetitions));
    };
    Clean.push_back({CyclesOf(S->Short), CyclesOf(S->Long), Rounds});
  }
  ++Rounds;
}

double Readings::valueOf(ArrayRef<Reading> Of, unsigned Copies) {
  std::vector<double> Shorts, Longs;
  Shorts.reserve(Of.size());
  Longs.reserve(Of.size());
  for (const Reading &R : Of) {
    Shorts.push_back(R.Short);
    Longs.push_back(R.Long);
  }
  const size_t Count = (Of.size() + 2) / 3;
  auto Fast = [Count](std::vector<double> &Values) {
    std::sort(Values.begin(), Values.end());
    return std::accumulate(Values.begin(),
                           Values.begin() + static_cast<ptrdiff_t>(Count),
                           0.0) /
           static_cast<double>(Count);
  };
  return (Fast(Longs) - Fast(Shorts)) / Copies;
}

Estimate Readings::estimate() const {
  Estimate E;
  if (Clean.empty())
    return E;
  std::vector<double> Each;
  Each.reserve(Clean.size());
  for (const Reading &R : Clean)
    Each.push_back((R.Long - R.Short) / Copies);
  E.Value = {valueOf(Clean, Copies)};
  E.Spread = {percentile(Each, 0.8) - percentile(Each, 0.2)};
  E.Samples = Clean.size();
  return E;
}

bool Readings::agree(const Tolerance &T) const {
  std::vector<Reading> Half[2];
  for (const Reading &R : Clean)
    Half[R.Round % 2].push_back(R);
  if (Half[0].empty() || Half[1].empty())
    return false;
  const double Even = valueOf(Half[0], Copies);
  const double Odd = valueOf(Half[1], Copies);
  return Even > 0 && Odd > 0 &&
         T.allows(std::min(Even, Odd), std::abs(Even - Odd));
}

} // namespace winnow::measure
