//===- MetricsTest.cpp - Against figures by hand --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "metrics/Metrics.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

namespace winnow::metrics::test {
namespace {

/// tau-b by its definition: every pair is looked at.
double slowTau(const std::vector<Pair> &Pairs) {
  double Concordant = 0, Discordant = 0, OnlyX = 0, OnlyY = 0;
  for (size_t I = 0; I < Pairs.size(); ++I)
    for (size_t J = 0; J < I; ++J) {
      double X = Pairs[I].Predicted - Pairs[J].Predicted;
      double Y = Pairs[I].Measured - Pairs[J].Measured;
      if (X == 0 && Y == 0)
        continue;
      if (X == 0)
        ++OnlyX;
      else if (Y == 0)
        ++OnlyY;
      else if ((X > 0) == (Y > 0))
        ++Concordant;
      else
        ++Discordant;
    }
  double Scale = std::sqrt(Concordant + Discordant + OnlyX) *
                 std::sqrt(Concordant + Discordant + OnlyY);
  return Scale > 0 ? (Concordant - Discordant) / Scale : 0;
}

// Errors are relative to what was measured.
TEST(MetricsTest, Errors) {
  Score S = score({{1.1, 1}, {2, 4}, {3, 3}, {10.5, 10}});
  EXPECT_EQ(S.Count, 4U);
  EXPECT_NEAR(S.Mape, (0.1 + 0.5 + 0 + 0.05) / 4, 1e-12);
  EXPECT_NEAR(S.Median, (0.05 + 0.1) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(S.Within25, 0.75);
  EXPECT_NEAR(score({{1.5, 1}}).Median, 0.5, 1e-12);
}

// What is exactly 10 % or 25 % off is within.
TEST(MetricsTest, LimitsAreWithin) {
  EXPECT_EQ(score({{5, 4}}).Within25, 1);
  EXPECT_EQ(score({{5.01, 4}}).Within25, 0);
}

// No block has no score, and not a division by zero.
TEST(MetricsTest, Empty) {
  EXPECT_EQ(score({}).Mape, 0);
  EXPECT_EQ(kendallTau({}), 0);
  EXPECT_EQ(kendallTau({{1, 1}}), 0);
  EXPECT_EQ(kendallTau({{1, 1}, {1, 2}, {1, 3}}), 0);
}

// The same order is 1, the opposite one is -1.
TEST(MetricsTest, Orders) {
  EXPECT_DOUBLE_EQ(kendallTau({{1, 10}, {3, 30}, {2, 20}}), 1);
  EXPECT_DOUBLE_EQ(kendallTau({{1, 30}, {3, 10}, {2, 20}}), -1);
}

// The fast algorithm gives what the definition says, ties included.
TEST(MetricsTest, TauByDefinition) {
  std::mt19937 Random(1);
  for (unsigned Values : {2, 5, 50, 100000})
    for (unsigned Count : {2, 3, 17, 200}) {
      std::vector<Pair> Pairs;
      for (unsigned I = 0; I < Count; ++I)
        Pairs.push_back({double(Random() % Values), double(Random() % Values)});
      EXPECT_NEAR(kendallTau(Pairs), slowTau(Pairs), 1e-12)
          << Values << ' ' << Count;
    }
}

} // namespace
} // namespace winnow::metrics::test
