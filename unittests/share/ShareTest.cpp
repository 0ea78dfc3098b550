//===- ShareTest.cpp - What is shared, and how well -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

using ShareTest = SystemTest;

// A prefix extends the answer before it, so even floats keep their bits.
TEST_F(ShareTest, PrefixIsInOrder) {
  EXPECT_EQ(outcome("float S[i] += A[j] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N in order");
  EXPECT_EQ(outcome("S[i] max= A[j] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N in order");
  EXPECT_EQ(outcome("S[i] fold= A[j] : 0 <= i < N and 0 <= j < i"),
            "N^2 -> N in order");
}

// All associative operators share a prefix.
TEST_F(ShareTest, PrefixOfEveryOperator) {
  for (const char *Op : {"+=", "*=", "min=", "max=", "&=", "|=", "^="})
    EXPECT_EQ(outcome(std::string("S[i] ") + Op +
                      " A[j] : 0 <= i < N and 0 <= j <= i"),
              "N^2 -> N in order")
        << Op;
}

// A suffix is taken backwards rather than by subtraction, where loops may be
// reversed.
TEST_F(ShareTest, SuffixPrefersReversal) {
  EXPECT_EQ(outcome("reversible S[i] += A[j] : 0 <= i < N and i <= j < N"),
            "N^2 -> N reversed");
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and i <= j < N"),
            "N^2 -> N subtracting");
  EXPECT_EQ(outcome("reversible S[i] max= A[j] : 0 <= i < N and i <= j < N"),
            "N^2 -> N reversed");
}

// Backwards is bit-exact too where each fold extends the one after it.
TEST_F(ShareTest, ReversedPrefixIsInOrder) {
  EXPECT_EQ(
      outcome("float reversible S[i] += A[j] : 0 <= i < N and 0 <= j < N - i"),
      "N^2 -> N in order reversed");
}

// Equal answers are computed once.
TEST_F(ShareTest, IdenticalAnswers) {
  EXPECT_EQ(outcome("float S[i] += A[j] : 0 <= i < N and 0 <= j < M"),
            "M*N -> N in order");
  EXPECT_EQ(outcome("S[i] fold= A[j] : 0 <= i < N and 0 <= j < N"),
            "N^2 -> N in order");
}

// A window slides where the operator has an inverse.
TEST_F(ShareTest, Window) {
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and i <= j < i + W"),
            "N*W -> N subtracting");
  EXPECT_EQ(outcome("S[i] ^= A[i+j] : 0 <= i < N and 0 <= j < W"),
            "N*W -> N subtracting");
}

// A box is a window of windows even where it could subtract: rows of many sums
// at a time, instead of a chain from answer to answer. Without tables, both
// residuals are rows, and slide as well.
TEST_F(ShareTest, BoxFilter) {
  const std::string Box = "S[i][j] += A[i+u][j+v] : 0 <= i < N and 0 <= j < N "
                          "and 0 <= u < M and 0 <= v < W";
  EXPECT_EQ(outcome(Box), "M*N^2*W -> N^2");
  Reduction Chained = read(Box);
  Chained.Tables = false;
  EXPECT_EQ(share(Chained).plan().carries(), 3u);
  // In one dimension two operations an answer are the least.
  EXPECT_EQ(outcome("S[i] += A[i+v] : 0 <= i < N and 0 <= v < W"),
            "N*W -> N subtracting");
  // Sums of absolute differences: a third answer dimension that moves along.
  EXPECT_EQ(outcome("S[y][x][d] += L[y+u][x+v]*R[y+u][x+v-d] : 0 <= y < N and "
                    "0 <= x < N and 0 <= d < M and 0 <= u < W and 0 <= v < W"),
            "M*N^2*W^2 -> M*N^2");
}

// All but one term: a domain of two pieces.
TEST_F(ShareTest, AllButOne) {
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and 0 <= j < N and j != i"),
            "N^2 -> N subtracting");
}

// An inner loop that runs down prepends its new term.
TEST_F(ShareTest, DescendingInnerLoopRegroups) {
  EXPECT_EQ(outcome("S[i] += A[i-j] : 0 <= i < N and 0 <= j <= i"), "N^2 -> N");
  EXPECT_EQ(outcome("float S[i] += A[i-j] : 0 <= i < N and 0 <= j <= i"),
            "NeedsReassociation");
  EXPECT_EQ(
      outcome("float reassoc S[i] += A[i-j] : 0 <= i < N and 0 <= j <= i"),
      "N^2 -> N");
}

// The summed-area table needs two steps; in order only the first is allowed.
TEST_F(ShareTest, SummedAreaTable) {
  const std::string Table = "S[i][j] += A[u][v] : 0 <= i < N and 0 <= j < M "
                            "and 0 <= u <= i and 0 <= v <= j";
  EXPECT_EQ(outcome(Table), "M^2*N^2 -> M*N");
  EXPECT_EQ(share(read(Table)).plan().carries(), 2u);
  EXPECT_EQ(outcome("float " + Table), "M^2*N^2 -> M^2*N in order");
}

// Prefixes of prefixes along the same loop.
TEST_F(ShareTest, NestedPrefix) {
  const std::string Sum =
      "S[i] += A[k] : 0 <= i < N and 0 <= j and 0 <= k and j + k <= i";
  EXPECT_EQ(outcome(Sum), "N^3 -> N");
  EXPECT_EQ(share(read(Sum)).plan().carries(), 2u);
}

// The answer flows along the outer of two loops, through an array of carries.
TEST_F(ShareTest, ColumnPrefix) {
  const std::string Column =
      "float C[i][k] += A[j][k] : 0 <= i < N and 0 <= k < M and 0 <= j <= i";
  EXPECT_EQ(outcome(Column), "M*N^2 -> M*N in order");
  EXPECT_EQ(share(read(Column)).plan().Nodes[0].Carrier, 0u);
}

// A row that does not depend on the column is summed once a row.
TEST_F(ShareTest, RowInvariant) {
  EXPECT_EQ(outcome("float S[i][j] += A[i][k] : 0 <= i < N and 0 <= j < N "
                    "and 0 <= k < M"),
            "M*N^2 -> N^2 in order");
}

// Strided terms are shared between neighbours as well.
TEST_F(ShareTest, StridedTerms) {
  EXPECT_EQ(outcome("float S[i] += A[j] : 0 <= i < N and 0 <= j <= i and "
                    "exists e: j = 2e"),
            "N^2 -> N in order");
  EXPECT_EQ(outcome("S[i] += A[2j] : 0 <= i < N and 0 <= 2j <= i"),
            "N^2 -> N in order");
}

// Both bounds may be parameters, and the first answer may have many terms.
TEST_F(ShareTest, ParametersInBothBounds) {
  EXPECT_EQ(outcome("float S[i] += A[j] : M <= i < N and 0 <= j <= i + M"),
            "N^2 -> (N - M) in order");
}

// An index with a stride unknown until run time counts as two rows.
TEST_F(ShareTest, SymbolicRows) {
  EXPECT_EQ(outcome("float S[i][k] += A[j][k] : 0 <= i < N and 0 <= k < M and "
                    "0 <= j < i"),
            "M*N^2 -> M*N in order");
}

// The value stored from one answer is a term of the later ones only.
TEST_F(ShareTest, DependentPrefix) {
  const std::string Statement = "\nB[i] = f(S[i]) : 0 <= i < N";
  EXPECT_EQ(
      outcome("float S[i] += B[j] : 0 <= i < N and 0 <= j < i" + Statement),
      "N^2 -> N in order");
  // The statement of section 1.8, which stores one further.
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and 0 <= j <= i\n"
                    "A[i+1] = f(S[i]) : 0 <= i < N"),
            "N^2 -> N in order");
  // The answer itself is the array.
  EXPECT_EQ(outcome("B[i] += B[j] : 0 <= i < N and 0 <= j < i"),
            "N^2 -> N in order");
}

// A store before the reduction is in time for its own iteration.
TEST_F(ShareTest, StoreBeforeItsReduction) {
  EXPECT_EQ(outcome("B[i] = f(C[i]) : 0 <= i < N\n"
                    "S[i] += B[j] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N in order");
}

// What the cell holds is added last, so an update regroups.
TEST_F(ShareTest, UpdateOfExistingContent) {
  EXPECT_EQ(outcome("updating S[i] += A[j] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N");
  EXPECT_EQ(outcome("updating float S[i] += A[j] : 0 <= i < N and 0 <= j <= i"),
            "NeedsReassociation");
}

// Terms that later answers lack may be taken away only as they were then.
TEST_F(ShareTest, SlidingDependentWindow) {
  EXPECT_EQ(outcome("S[i] += B[j] : W <= i < N and i - W <= j < i\n"
                    "B[i] = f(S[i]) : W <= i < N"),
            "N*W -> (N - W) subtracting");
}

// The second step would run backwards in a loop where the first runs forwards.
TEST_F(ShareTest, OneDirectionForALoop) {
  EXPECT_EQ(outcome("reversible S[i] *= A[k] : 0 <= i < N and 0 <= j <= i "
                    "and j <= k < N"),
            "N^3 -> N^2");
}

// One step is all that a limit of one allows.
TEST_F(ShareTest, StepLimit) {
  Reduction R = read("S[i] += A[k] : 0 <= i < N and 0 <= j and 0 <= k and "
                     "j + k <= i");
  Limits One;
  One.MaxDepth = 1;
  Verdict<Plan> V = share(R, One);
  ASSERT_TRUE(bool(V));
  EXPECT_EQ(V.plan().After.text(), "N^2");
}

} // namespace
} // namespace winnow::share::test
