//===- FactoringTest.cpp - Products, decomposed -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

using FactoringTest = SystemTest;

// A factor that all terms have in common is taken out, and what is left is the
// same for all answers.
TEST_F(FactoringTest, CommonFactor) {
  EXPECT_EQ(outcome("S[i] += A[i]*B[j] : 0 <= i < N and 0 <= j < N"),
            "N^2 -> N");
  EXPECT_EQ(outcome("S[i] += i*A[j] : 0 <= i < N and 0 <= j <= i"), "N^2 -> N");
  // An opaque factor is one as well.
  EXPECT_EQ(outcome("S[i] += f(A[i], i)*B[j] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N");
}

// Distributing is regrouping.
TEST_F(FactoringTest, FloatsNeedReassociation) {
  const std::string Sum = "S[i] += A[i]*B[j] : 0 <= i < N and 0 <= j < N";
  EXPECT_EQ(outcome("float " + Sum), "NeedsReassociation");
  EXPECT_EQ(outcome("float reassoc " + Sum), "N^2 -> N");
}

// Only sums distribute.
TEST_F(FactoringTest, OtherOperators) {
  EXPECT_EQ(outcome("S[i] max= A[i]*B[j] : 0 <= i < N and 0 <= j < N"),
            "NothingShared");
}

// Row sums of a matrix product: the loop over k moves outwards.
TEST_F(FactoringTest, RowSumsOfAProduct) {
  EXPECT_EQ(outcome("S[i] += A[i][k]*B[k][j] : 0 <= i < N and 0 <= j < N and "
                    "0 <= k < N"),
            "N^3 -> N^2");
}

// Example 1 of Gautam and Rajopadhye (2006).
TEST_F(FactoringTest, GrowingProduct) {
  EXPECT_EQ(outcome("S[i] += A[i][k]*B[k][j] : 0 <= i < N and 0 <= j <= i and "
                    "0 <= k <= i"),
            "N^3 -> N^2");
}

// An index that is a sum of counters becomes a loop of its own.
TEST_F(FactoringTest, SumOfCounters) {
  EXPECT_EQ(outcome("S[i] += A[i][j+k]*B[k][j] : 0 <= i < N and 0 <= j < i and "
                    "0 <= k < i"),
            "N^3 -> N^2");
  EXPECT_EQ(outcome("S[i] += A[i][j+k+l]*B[k]*C[l] : 0 <= i < N and "
                    "0 <= j < N and 0 <= k < N and 0 <= l < N"),
            "N^4 -> N^3");
  // 2j + k does not take every value in between.
  EXPECT_EQ(outcome("S[i] += A[i][2j+k]*B[k] : 0 <= i < N and 0 <= j < N and "
                    "0 <= k < N"),
            "NothingShared");
}

// A prefix sum inside a prefix sum: both slide along the outer loop.
TEST_F(FactoringTest, PrefixInsidePrefix) {
  EXPECT_EQ(outcome("S[i] += A[j]*B[k] : 0 <= i < N and 0 <= j <= i and "
                    "0 <= k <= j"),
            "N^3 -> N");
}

// Moments of all pairs: three products, one of which counts.
TEST_F(FactoringTest, SquaredDifferences) {
  EXPECT_EQ(outcome("S[i] += (A[i] - A[j])*(A[i] - A[j]) : 0 <= i < N and "
                    "0 <= j < i"),
            "N^2 -> N");
}

// Counting what a factor is repeated for.
TEST_F(FactoringTest, RepeatedTerms) {
  EXPECT_EQ(outcome("S[i] += A[i] : 0 <= i < N and 0 <= j <= i"), "N^2 -> N");
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and 0 <= j <= i and "
                    "0 <= k < N"),
            "N^3 -> N");
}

// Of equal terms an idempotent operator reads one.
TEST_F(FactoringTest, Idempotence) {
  EXPECT_EQ(outcome("S[i] max= A[i][j] : 0 <= i < N and 0 <= j < N and "
                    "0 <= k <= j"),
            "N^3 -> N^2");
}

// Products and exclusive ors repeat a term by doubling.
TEST_F(FactoringTest, Repetition) {
  EXPECT_EQ(outcome("S[i] *= A[i] : 0 <= i < N and 0 <= j <= i"), "N^2 -> N");
  EXPECT_EQ(outcome("S[i] ^= A[i][j] : 0 <= i < N and 0 <= j < N and "
                    "0 <= k <= j"),
            "N^3 -> N^2");
  EXPECT_EQ(outcome("S[i] *= A[j] : 0 <= i < N and 0 <= j <= i and 0 <= k < N"),
            "N^3 -> N");
  // Without regrouping a power cannot be built up from squares.
  EXPECT_EQ(outcome("float S[i] *= A[i] : 0 <= i < N and 0 <= j <= i"),
            "NothingShared");
}

// The factors of a dependent reduction are those of its own iteration.
TEST_F(FactoringTest, Dependent) {
  EXPECT_EQ(outcome("S[i] += A[i]*B[j] : 0 <= i < N and 0 <= j < i\n"
                    "B[i] = f(S[i]) : 0 <= i < N"),
            "N^2 -> N");
  EXPECT_EQ(outcome("S[i] += A[i]*B[j] : 0 <= i < N and 0 <= j < N\n"
                    "B[i] = f(S[i]) : 0 <= i < N"),
            "InputChanges");
}

// The derivation shows each step.
TEST_F(FactoringTest, Derivation) {
  Reduction R = read("S[i] += A[i][k]*B[k][j] : 0 <= i < N and 0 <= j < N and "
                     "0 <= k < N");
  Verdict<Plan> V = share(R);
  ASSERT_TRUE(bool(V));
  std::string Text = print(R, V.plan());
  for (const char *Line :
       {"S[i] += A[i][k]*B[k][j] : ", "S[i] = + of R1[i][k] : ",
        "R1[i][k] = A[i][k] * R2[i][k] : ", "R2[i][k] = R2[i-1][k] + B[k][j]"})
    EXPECT_NE(Text.find(Line), std::string::npos) << Line << "\n" << Text;
}

} // namespace
} // namespace winnow::share::test
