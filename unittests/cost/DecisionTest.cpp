//===- DecisionTest.cpp - From which size on a rewrite pays ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Decision.h"
#include "share/IslContext.h"
#include "gtest/gtest.h"

using namespace winnow;
using namespace winnow::cost;

namespace {

class DecisionTest : public testing::Test {
protected:
  /// A nest of one outer and one reduction loop over \p Domain, with trip
  /// counts that are constant, or unknown where negative.
  nest::ReductionNest nest(const char *Domain, int64_t Root, int64_t Top) {
    nest::ReductionNest N;
    N.Outer = 1;
    N.Dims = {nullptr, nullptr};
    N.Equation.Outer = 1;
    N.Equation.Domain =
        isl::manage(isl_set_read_from_str(Isl.get().get(), Domain));
    for (int64_t Count : {Root, Top}) {
      nest::Affine Max;
      if (Count < 0)
        Max.Param.push_back({0, 1});
      else
        Max.Constant = Count - 1;
      N.MaxCounts.push_back(Max);
    }
    return N;
  }

  static Price price(double Term, double Entry, double Answer, double Setup) {
    return {{Term}, {Entry}, {Answer}, {Setup}};
  }

  DecisionTest() {
    Plan.Nodes.emplace_back();
    Plan.Nodes.front().What.Outer = 1;
  }

  share::IslContext Isl;
  share::Plan Plan;
};

constexpr char Triangle[] = "[N] -> { [i,j] : 0 <= i < N and 0 <= j <= i }";
constexpr char Window[] = "[N,W] -> { [i,j] : 0 <= i < N and 0 <= j < W }";

// A growing reduction needs no bound of its own: the root's trips bound it.
TEST_F(DecisionTest, TriangleBreaksEvenByRootTrips) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  FixedCost Model(price(1, 2, 4, 10));
  llvm::Expected<Price> P = Model.price({N, Plan});
  ASSERT_TRUE(bool(P));
  Decision D = decide({N, Plan}, *P);
  EXPECT_TRUE(D.Take);
  EXPECT_EQ(D.From.front().Terms, 1u);
  // 10 + 4n < 0.9 n (2 + n/2) from n = 8 on.
  EXPECT_EQ(D.From.front().Trips, 8u);
}

// A longer setup or a dearer answer moves the break-even up.
TEST_F(DecisionTest, BreakEvenGrowsWithCost) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  Candidate C{N, Plan};
  uint64_t Cheap = decide(C, price(1, 2, 4, 10)).From.front().Trips;
  EXPECT_GT(decide(C, price(1, 2, 8, 10)).From.front().Trips, Cheap);
  EXPECT_GT(decide(C, price(1, 2, 4, 500)).From.front().Trips, Cheap);
}

// A run-time window must be long enough by itself.
TEST_F(DecisionTest, WindowHasItsOwnBound) {
  nest::ReductionNest N = nest(Window, -1, -1);
  Decision D = decide({N, Plan}, price(1, 2, 9, 4));
  EXPECT_TRUE(D.Take);
  EXPECT_GT(D.From.front().Terms, 7u);
}

// A short constant window stays as it is, and the reason names its length.
TEST_F(DecisionTest, LeavesShortConstantWindowsAlone) {
  nest::ReductionNest N = nest(Window, -1, 5);
  Decision D = decide({N, Plan}, price(0.25, 1, 6, 4));
  EXPECT_FALSE(D.Take);
  EXPECT_EQ(D.Reason, "5 terms cost less than sharing them");
}

// So do a few answers.
TEST_F(DecisionTest, LeavesFewAnswersAlone) {
  nest::ReductionNest N = nest(Triangle, 3, 3);
  EXPECT_FALSE(decide({N, Plan}, price(1, 2, 4, 10)).Take);
}

/// Totals of loops with such prices, for a triangle or a window.
Totals linear(Sizes S, double Term, double Answer, double Setup, bool Grows) {
  double Terms = Grows ? double(S.Trips) / 2 : double(S.Terms);
  Totals T;
  T.Original.Value = double(S.Trips) * (2 + Terms * Term);
  T.Rewritten.Value = Setup + double(S.Trips) * Answer;
  T.Complete = true;
  return T;
}

// By totals, a triangle breaks even where the rewritten loop takes less.
TEST_F(DecisionTest, TotalsOfTriangles) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  auto At = [](Sizes S) { return linear(S, 1, 4, 10, true); };
  Decision D = decide({N, Plan}, At);
  EXPECT_TRUE(D.Take);
  // 0.9 n (2 + n/2) against 10 + 4n, over two sizes.
  EXPECT_EQ(D.From.front().Trips, 8u);
  EXPECT_EQ(D.From.front().Terms, 1u);
  ASSERT_TRUE(D.By.has_value());
  EXPECT_EQ(D.By->At.Trips, 8u);
  EXPECT_LT(D.By->All.Rewritten.Value, D.By->All.Original.Value);
}

// Of a window both lengths count: no size inside the thresholds loses much, and
// a longer setup moves them.
TEST_F(DecisionTest, TotalsOfWindows) {
  nest::ReductionNest N = nest(Window, -1, -1);
  // n and w are parameters of their own.
  N.MaxCounts[0].Param = {{0, 1}};
  N.MaxCounts[1].Param = {{1, 1}};
  uint64_t Last = 0;
  for (double Setup : {10.0, 300.0, 3000.0}) {
    auto At = [Setup](Sizes S) { return linear(S, 1, 9, Setup, false); };
    Decision D = decide({N, Plan}, At);
    ASSERT_TRUE(D.Take);
    EXPECT_GE(D.From.front().Terms, 5u);
    uint64_t Smallest = D.From.front().Trips * D.From.front().Terms;
    EXPECT_GT(Smallest, Last);
    Last = Smallest;
  }
}

// The border of a window is a curve, and the corners follow it: what wins
// clearly is taken, what loses clearly is not, and no corner is in vain.
TEST_F(DecisionTest, CornersFollowTheBorder) {
  nest::ReductionNest N = nest(Window, -1, -1);
  N.MaxCounts[0].Param = {{0, 1}};
  N.MaxCounts[1].Param = {{1, 1}};
  auto At = [](Sizes S) { return linear(S, 1, 9, 300, false); };
  Decision D = decide({N, Plan}, At);
  ASSERT_TRUE(D.Take);
  ASSERT_EQ(D.From.size(), 3u);
  for (auto [Corner, Next] : llvm::zip(D.From, llvm::drop_begin(D.From))) {
    EXPECT_LT(Corner.Trips, Next.Trips);
    EXPECT_GT(Corner.Terms, Next.Terms);
  }
  for (uint64_t Trips : {2, 6, 24, 96, 512})
    for (uint64_t Terms : {1, 4, 12, 40, 128, 512}) {
      Totals T = At({Trips, Terms});
      double Speed = T.Original.Value / T.Rewritten.Value;
      bool Taken = llvm::any_of(D.From, [&](const nest::LeastSize &S) {
        return Trips >= S.Trips && Terms >= S.Terms;
      });
      if (Speed > 2 || Speed < 0.8) {
        EXPECT_EQ(Taken, Speed > 2) << Trips << " x " << Terms;
      }
    }
}

// Of a constant number of iterations one corner is left, the last it reaches.
TEST_F(DecisionTest, ConstantTripsReachOneCorner) {
  nest::ReductionNest N = nest(Window, 100, -1);
  N.MaxCounts[1].Param = {{0, 1}};
  auto At = [](Sizes S) { return linear(S, 1, 9, 300, false); };
  Decision D = decide({N, Plan}, At);
  ASSERT_TRUE(D.Take);
  EXPECT_LE(D.From.front().Trips, 100u);
  EXPECT_LT(D.From.front().Terms, 24u);
  EXPECT_TRUE(D.From.size() == 1 || D.From[1].Trips > 100);
}

// Where no loop that can be followed is long enough, the trend of those that
// can be says from where on: the complexity is lower, so some day it pays.
TEST_F(DecisionTest, TrendBeyondWhatIsFollowed) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  auto At = [](Sizes S) {
    // 0.9 n (2 + n/2) against 100 n: from n = 219 on.
    Totals T = linear(S, 1, 100, 0, true);
    T.Complete = S.Trips < 60;
    return T;
  };
  Decision D = decide({N, Plan}, At);
  ASSERT_TRUE(D.Take);
  EXPECT_GT(D.From.front().Trips, 100u);
  EXPECT_LT(D.From.front().Trips, 500u);
  ASSERT_TRUE(D.By.has_value());
  EXPECT_TRUE(D.By->All.Complete);
}

// Of several reductions in a nest each is weighed by what it can save.
TEST_F(DecisionTest, MarginIsOfTheOwnPart) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  auto At = [](Sizes S) {
    Totals T = linear(S, 1, 4, 10, true);
    // Nine parts that are in both versions.
    double Others = 9 * T.Original.Value;
    T.Original.Value += Others;
    T.Rewritten.Value += Others;
    return T;
  };
  EXPECT_GT(decide({N, Plan, 1}, At).From.front().Trips, 100u);
  EXPECT_LT(decide({N, Plan, 10}, At).From.front().Trips, 12u);
}

// A version that gives up where there are few terms says nothing against it
// where there are many.
TEST_F(DecisionTest, GivesUpOnFewTerms) {
  nest::ReductionNest N = nest(Window, -1, -1);
  N.MaxCounts[0].Param = {{0, 1}};
  N.MaxCounts[1].Param = {{1, 1}};
  auto At = [](Sizes S) {
    Totals T = linear(S, 1, 9, 10, false);
    T.GaveUp = S.Terms < 30;
    if (T.GaveUp)
      T.Rewritten.Value = 1;
    return T;
  };
  Decision D = decide({N, Plan}, At);
  ASSERT_TRUE(D.Take);
  EXPECT_GE(D.From.back().Terms, 30u);
}

// What never pays is left alone, and so is what could not be followed.
TEST_F(DecisionTest, TotalsThatNeverPay) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  auto Never = [](Sizes S) { return linear(S, 1, 1e6, 0, true); };
  EXPECT_FALSE(decide({N, Plan}, Never).Take);
  auto Endless = [](Sizes S) {
    Totals T = linear(S, 1, 0, 0, true);
    T.Complete = false;
    return T;
  };
  EXPECT_FALSE(decide({N, Plan}, Endless).Take);
}

// A constant number of terms is compared as it is.
TEST_F(DecisionTest, TotalsOfShortConstantWindows) {
  nest::ReductionNest N = nest(Window, -1, 5);
  auto At = [](Sizes S) { return linear(S, 0.25, 6, 4, false); };
  Decision D = decide({N, Plan}, At);
  EXPECT_FALSE(D.Take);
  EXPECT_EQ(D.Reason, "5 terms cost less than sharing them");
}

// A size says what the parameters are: those of the reduction's own length
// first, then what is left of the loops around it.
TEST_F(DecisionTest, SizesSetParameters) {
  nest::ReductionNest N = nest(Window, -1, -1);
  // i < P1 - P0, j < P0
  N.MaxCounts[0].Constant = -1;
  N.MaxCounts[0].Param = {{0, -1}, {1, 1}};
  N.MaxCounts[1].Constant = -1;
  N.MaxCounts[1].Param = {{0, 1}};
  Sizing S(N);
  EXPECT_TRUE(S.termsAreFree());
  llvm::SmallVector<int64_t, 4> Values = S.parameters({20, 8});
  EXPECT_EQ(Values[0], 8);
  EXPECT_EQ(Values[1], 28);
  EXPECT_EQ(S.answers({20, 8}), 20);
  EXPECT_EQ(S.terms({20, 8}), 8);
}

// The policies that ask no model.
TEST_F(DecisionTest, AlwaysAndNever) {
  EXPECT_TRUE(decide(Policy::Always).Take);
  EXPECT_EQ(decide(Policy::Always).From.front().Trips, 1u);
  EXPECT_FALSE(decide(Policy::Never).Take);
}

} // namespace
