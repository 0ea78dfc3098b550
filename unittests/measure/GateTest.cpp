//===- GateTest.cpp - Which samples to believe ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Gate.h"
#include "measure/Sandbox.h"
#include "gtest/gtest.h"

using namespace winnow::measure;

namespace {

// A clock of half a tick a cycle, whose reading costs 40 ticks, on a core of
// four adds a cycle.
constexpr double TicksPerCycle = 0.5, Overhead = 40;

Calibration calibration(double Slower = 1, double Busier = 1) {
  const double Latency = LatencySteps * AddsPerLatencyStep * TicksPerCycle;
  const double Throughput =
      ThroughputSteps * AddsPerThroughputStep / 4.0 * TicksPerCycle;
  return {static_cast<uint64_t>(Latency * Slower + Overhead),
          static_cast<uint64_t>(Throughput * Slower * Busier + Overhead)};
}

Sample sample(Calibration Before, Calibration After) {
  Sample S;
  S.Before = Before;
  S.After = After;
  S.Short = 1000;
  S.Long = 2000;
  S.Repetitions = 10;
  return S;
}

Gate learnt() {
  Gate G;
  std::vector<uint64_t> Few(64, Overhead + OverheadSteps * 100 * TicksPerCycle);
  const std::vector<Calibration> Quiet(200, calibration());
  G.learnClock(Few);
  G.learn(Quiet);
  G.learnClock(Few);
  G.learn(Quiet);
  return G;
}

// The rate, the cost of a reading and the width of the core are learnt from
// calibrations alone.
TEST(Gate, LearnsTheClock) {
  const Gate G = learnt();
  EXPECT_NEAR(G.ticksPerCycle(), TicksPerCycle, 0.001);
  EXPECT_NEAR(G.overhead(), Overhead, 1);
  EXPECT_NEAR(G.addsPerCycle(), 4, 0.05);
}

// A virtual machine's clock may advance in large steps.
TEST(Gate, FindsTheGranularity) {
  Gate G;
  const std::vector<uint64_t> Coarse = {42, 63, 42, 105};
  G.learnClock(Coarse);
  EXPECT_EQ(G.granularity(), 21u);
}

// Nothing is believed before the core is known.
TEST(Gate, RefusesBeforeItHasLearnt) {
  EXPECT_FALSE(Gate().isClean(sample(calibration(), calibration())));
}

TEST(Gate, AcceptsAQuietCore) {
  EXPECT_TRUE(learnt().isClean(sample(calibration(), calibration())));
}

// An interrupt makes a latency calibration longer.
TEST(Gate, RefusesInterrupts) {
  const Gate G = learnt();
  EXPECT_FALSE(G.isClean(sample(calibration(1.05), calibration())));
  EXPECT_FALSE(G.isClean(sample(calibration(), calibration(1.05))));
}

// A busy sibling does not change latencies, but takes throughput.
TEST(Gate, RefusesABusySibling) {
  const Gate G = learnt();
  EXPECT_FALSE(G.isClean(sample(calibration(1, 1.3), calibration())));
  EXPECT_FALSE(G.isClean(sample(calibration(), calibration(1, 1.3))));
}

// Busy times do not make the gate forget what a quiet core can do.
TEST(Gate, RemembersTheBestRate) {
  Gate G = learnt();
  const std::vector<Calibration> Busy(5000, calibration(1, 1.5));
  G.learn(Busy);
  EXPECT_FALSE(G.isClean(sample(calibration(1, 1.5), calibration(1, 1.5))));
  EXPECT_TRUE(G.isClean(sample(calibration(), calibration())));
}

// What is known of a CPU holds from the start, whatever the first looks show.
TEST(Gate, KnowsCpus) {
  Gate G(4);
  std::vector<uint64_t> Few(64, Overhead + OverheadSteps * 100 * TicksPerCycle);
  const std::vector<Calibration> Busy(200, calibration(1, 1.5));
  for (unsigned I = 0; I < 2; ++I) {
    G.learnClock(Few);
    G.learn(Busy);
  }
  EXPECT_FALSE(G.isClean(sample(calibration(1, 1.5), calibration(1, 1.5))));
}

// A sample that cannot be is no sample, however quiet the core.
TEST(Gate, RefusesNonsense) {
  const Gate G = learnt();
  Sample S = sample(calibration(), calibration());
  S.Long = S.Short;
  EXPECT_FALSE(G.isClean(S));
  S = sample(calibration(), calibration());
  S.Repetitions = 0;
  EXPECT_FALSE(G.isClean(S));
}

} // namespace
