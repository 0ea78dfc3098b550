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
  EXPECT_EQ(D.MinTerms, 1u);
  // 10 + 4n < 0.9 n (2 + n/2) from n = 8 on.
  EXPECT_EQ(D.MinCarrierTrips, 8u);
}

// A longer setup or a dearer answer moves the break-even up.
TEST_F(DecisionTest, BreakEvenGrowsWithCost) {
  nest::ReductionNest N = nest(Triangle, -1, -1);
  Candidate C{N, Plan};
  uint64_t Cheap = decide(C, price(1, 2, 4, 10)).MinCarrierTrips;
  EXPECT_GT(decide(C, price(1, 2, 8, 10)).MinCarrierTrips, Cheap);
  EXPECT_GT(decide(C, price(1, 2, 4, 500)).MinCarrierTrips, Cheap);
}

// A run-time window must be long enough by itself.
TEST_F(DecisionTest, WindowHasItsOwnBound) {
  nest::ReductionNest N = nest(Window, -1, -1);
  Decision D = decide({N, Plan}, price(1, 2, 9, 4));
  EXPECT_TRUE(D.Take);
  EXPECT_GT(D.MinTerms, 7u);
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

// The policies that ask no model.
TEST_F(DecisionTest, AlwaysAndNever) {
  EXPECT_TRUE(decide(Policy::Always).Take);
  EXPECT_EQ(decide(Policy::Always).MinCarrierTrips, 1u);
  EXPECT_FALSE(decide(Policy::Never).Take);
}

} // namespace
