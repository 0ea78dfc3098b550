//===- LimitTest.cpp - Bounded work -----------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

const char *const Table = "S[i][j] += A[u][v] : 0 <= i < N and 0 <= j < M and "
                          "0 <= u <= i and 0 <= v <= j\n";

// Whatever the bound, the answer is a plan or WorkLimit, and never an abort.
TEST(LimitTest, AnyBoundIsSurvived) {
  unsigned Plans = 0, Limited = 0;
  for (unsigned long Bound = 10; Bound < 10000000; Bound = Bound * 5 / 4) {
    IslContext Ctx(Bound);
    Verdict<std::vector<Reduction>> V = parseSystem(Ctx.get(), Table);
    if (!V) {
      EXPECT_EQ(V.refusal().Name, "WorkLimit") << Bound;
      EXPECT_TRUE(Ctx.exhausted());
      ++Limited;
      continue;
    }
    Verdict<Plan> P = share(V.plan().front());
    if (P) {
      EXPECT_FALSE(Ctx.exhausted());
      EXPECT_EQ(P.plan().After.text(), "M*N") << Bound;
      ++Plans;
    } else {
      EXPECT_EQ(P.refusal().Name, "WorkLimit") << Bound;
      EXPECT_TRUE(Ctx.exhausted());
      ++Limited;
    }
    // Printing what is there must survive as well.
    print(V.plan().front());
  }
  EXPECT_GT(Plans, 3u);
  EXPECT_GT(Limited, 10u);
}

// An equation that was built past the bound is refused as such.
TEST(LimitTest, NullSetsAreRefused) {
  Reduction R;
  R.Outer = 1;
  EXPECT_EQ(share(R).refusal().Name, "WorkLimit");
}

} // namespace
} // namespace winnow::share::test
