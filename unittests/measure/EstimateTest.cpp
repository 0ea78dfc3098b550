//===- EstimateTest.cpp - From samples to cycles --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Estimate.h"
#include "measure/Sandbox.h"
#include "gtest/gtest.h"

using namespace winnow::measure;

namespace {

constexpr unsigned Copies = 100, Repetitions = 10;

Calibration quiet() {
  return {LatencySteps * AddsPerLatencyStep,
          ThroughputSteps * AddsPerThroughputStep / 4};
}

/// One tick a cycle, four adds a cycle, and a clock that costs nothing to read.
Gate simpleGate() {
  Gate G;
  const std::vector<uint64_t> Few(64, OverheadSteps * AddsPerLatencyStep);
  const std::vector<Calibration> Calibrations(200, quiet());
  for (unsigned I = 0; I < 2; ++I) {
    G.learnClock(Few);
    G.learn(Calibrations);
  }
  return G;
}

/// What a block of \p Cycles gives, with \p Extra cycles in the long timing.
Sample sampleOf(double Cycles, double Extra = 0) {
  Sample S;
  S.Before = S.After = quiet();
  S.Repetitions = Repetitions;
  S.Short = static_cast<uint64_t>(Repetitions * (500 + Cycles * Copies));
  S.Long =
      static_cast<uint64_t>(Repetitions * (500 + Cycles * 2 * Copies + Extra));
  return S;
}

TEST(Percentile, IsLinearBetweenNeighbours) {
  std::vector<double> V = {4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(percentile(V, 0), 1);
  EXPECT_DOUBLE_EQ(percentile(V, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(percentile(V, 1), 4);
}

// The cost of a run is in both timings and falls out.
TEST(Readings, SubtractsWhatIsNotTheBlock) {
  Readings R;
  const std::vector<Sample> Round(4, sampleOf(2.5));
  R.add(Round, Copies, simpleGate());
  EXPECT_NEAR(R.estimate().Value.Value, 2.5, 0.01);
  EXPECT_EQ(R.estimate().Samples, 4u);
  EXPECT_NEAR(R.estimate().Spread.Value, 0, 0.01);
}

// The work around a block may have two speeds: the faster one counts, in both
// timings.
TEST(Readings, TakesTheFasterOfTwoSpeeds) {
  Readings R;
  std::vector<Sample> Round(3, sampleOf(2));
  for (unsigned I = 0; I < 6; ++I) {
    Sample Slow = sampleOf(2);
    Slow.Short += 40 * Repetitions;
    Slow.Long += 40 * Repetitions;
    Round.push_back(Slow);
  }
  R.add(Round, Copies, simpleGate());
  EXPECT_NEAR(R.estimate().Value.Value, 2, 0.001);
  EXPECT_NEAR(R.estimate().Spread.Value, 0, 0.001);
}

// A minority of slow samples does not move the figure, and shows in the spread.
TEST(Readings, BearsDisturbedSamples) {
  Readings R;
  std::vector<Sample> Round(6, sampleOf(2));
  Round.push_back(sampleOf(2, 150));
  Round.push_back(sampleOf(2, 90));
  Round.push_back(sampleOf(2, 90));
  R.add(Round, Copies, simpleGate());
  EXPECT_NEAR(R.estimate().Value.Value, 2, 0.02);
  EXPECT_GT(R.estimate().Spread.Value, 0.5);
}

// What disturbs one timing of a sample does not cost the other.
TEST(Readings, TakesTimingsOneByOne) {
  Readings R;
  std::vector<Sample> Round;
  for (unsigned I = 0; I < 6; ++I) {
    Round.push_back(sampleOf(2, I % 2 ? 200 : 0));
    if (I % 2 == 0)
      Round.back().Short += 100 * Repetitions;
  }
  R.add(Round, Copies, simpleGate());
  EXPECT_NEAR(R.estimate().Value.Value, 2, 0.001);
}

// One round agrees with nothing.
TEST(Readings, NeedsTwoRoundsToAgree) {
  const Gate G = simpleGate();
  const std::vector<Sample> Round(4, sampleOf(2));
  Readings R;
  R.add(Round, Copies, G);
  EXPECT_FALSE(R.agree({0.01, {0.01}}));
  R.add(Round, Copies, G);
  EXPECT_TRUE(R.agree({0.01, {0.01}}));
}

// Rounds that differ are not averaged away.
TEST(Readings, TellsRoundsThatDiffer) {
  const Gate G = simpleGate();
  Readings R;
  R.add(std::vector<Sample>(4, sampleOf(2)), Copies, G);
  R.add(std::vector<Sample>(4, sampleOf(3)), Copies, G);
  EXPECT_FALSE(R.agree({0.03, {0.02}}));
  EXPECT_TRUE(R.agree({0.60, {0.02}}));
}

// Samples that the gate refuses leave nothing behind.
TEST(Readings, ForgetsRefusedSamples) {
  Sample Busy = sampleOf(9);
  Busy.After.Throughput *= 2;
  Readings R;
  R.add(std::vector<Sample>(4, Busy), Copies, simpleGate());
  EXPECT_EQ(R.cleanSamples(), 0u);
  EXPECT_EQ(R.cleanRounds(), 0u);
  EXPECT_EQ(R.estimate().Value.Value, 0);
}

} // namespace
