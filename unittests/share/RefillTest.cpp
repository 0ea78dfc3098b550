//===- RefillTest.cpp - Buffers that every iteration fills ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

using RefillTest = SystemTest;

const std::string Prefix = "S[i] += D[j] : 0 <= i < N and 0 <= j <= i\n";
const std::string All = "S[i] += D[j] : 0 <= i < N and 0 <= j < N\n";
const std::string Window = "S[i] += D[j] : 0 <= i < N and i <= j < i + W\n";

// The same values in every iteration: as if nothing had been stored.
TEST_F(RefillTest, SameValues) {
  const std::string Fill = "D[k] = f(A[k], k) : 0 <= i < N and 0 <= k < N\n";
  EXPECT_EQ(outcome(Fill + Prefix), "N^2 -> N in order");
  EXPECT_EQ(outcome(Fill + All), "N^2 -> N in order");
}

// The derivation says why the store does no harm.
TEST_F(RefillTest, DerivationTells) {
  Reduction R = read("D[k] = f(A[k]) : 0 <= i < N and 0 <= k < N\n" + Prefix);
  Verdict<Plan> V = share(R);
  ASSERT_TRUE(bool(V));
  EXPECT_NE(print(R, V.plan())
                .find("D is filled with the same values in every iteration "
                      "of i"),
            std::string::npos)
      << print(R, V.plan());
}

// Terms that leave a window are read where the answer before read them, filled
// or not.
TEST_F(RefillTest, LeavingTerms) {
  EXPECT_EQ(
      outcome("D[k] = f(A[k]) : 0 <= i < N and 0 <= k < N + W\n" + Window),
      "N*W -> N subtracting");
  EXPECT_EQ(outcome("D[k] = f(A[k]) : 0 <= i < N and 2 <= k < N\n" + Window),
            "N*W -> N subtracting");
}

// What fills it may change with the carrier neither in value nor in place.
TEST_F(RefillTest, ChangesWithTheCarrier) {
  for (const char *Fill : {"D[k] = f(A[k], i) : 0 <= i < N and 0 <= k < N\n",
                           "D[k] = A[i+k] : 0 <= i < N and 0 <= k < N\n",
                           "D[i+k] = A[k] : 0 <= i < N and 0 <= k < N\n",
                           "D[k] = f(S[i]) : 0 <= i < N and 0 <= k < N\n"})
    EXPECT_EQ(outcome(Fill + All), "InputChanges") << Fill;
}

// In both of two iterations, or in none.
TEST_F(RefillTest, FilledNowAndThen) {
  for (const char *Range :
       {"0 <= i < N and 0 <= k <= i", "0 <= i < N and i <= k < N",
        "0 <= k < N and 0 <= i < N and i != 3",
        "0 <= k < N and 0 <= i < N and exists e: i = 2e",
        "0 <= k < N and 1 <= i < N", "0 <= k < N and 0 <= i < N - 1"})
    EXPECT_EQ(outcome(std::string("D[k] = A[k] : ") + Range + "\n" + All),
              "InputChanges")
        << Range;
  // Where no answer is carried it does not matter.
  EXPECT_EQ(outcome("D[k] = A[k] : 0 <= k < N and 2 <= i < N\n"
                    "S[i] += D[j] : 2 <= i < N and 0 <= j < N"),
            "N^2 -> N in order");
}

// Only a part of it is filled: the rest keeps what it held.
TEST_F(RefillTest, FilledInPart) {
  EXPECT_EQ(outcome("D[k] = A[k] : 0 <= i < N and 2 <= k < W\n" + All),
            "N^2 -> N in order");
}

// A fill behind the reduction shows in the iteration after.
TEST_F(RefillTest, FilledAfterItsUse) {
  EXPECT_EQ(outcome(All + "D[k] = A[k] : 0 <= i < N and 0 <= k < N\n"),
            "InputChanges");
  // Unless the reduction never reads it.
  EXPECT_EQ(outcome(All + "D[k] = A[k] : 0 <= i < N and N <= k < 2N\n"),
            "N^2 -> N in order");
  EXPECT_EQ(
      outcome("unordered D[k] = A[k] : 0 <= i < N and 0 <= k < N\n" + All),
      "InputChanges");
}

// Its own old contents are other ones each time.
TEST_F(RefillTest, OwnOldContents) {
  EXPECT_EQ(outcome("D[k] = f(D[k]) : 0 <= i < N and 0 <= k < N\n" + All),
            "InputChanges");
  EXPECT_EQ(outcome("D[k] = f(D[k+1]) : 0 <= i < N and 0 <= k < N\n" + All),
            "InputChanges");
  // But not what the same iteration has stored before.
  EXPECT_EQ(outcome("D[k] = f(D[k-1]) : 0 <= i < N and 0 <= k < N\n" + All),
            "N^2 -> N in order");
}

// Buffers filled from one another, in their order.
TEST_F(RefillTest, Chains) {
  const std::string First = "E[k] = A[k] : 0 <= i < N and 0 <= k < N\n";
  const std::string Second = "D[k] = f(E[k], E[0]) : 0 <= i < N and "
                             "0 <= k < N\n";
  EXPECT_EQ(outcome(First + Second + All), "N^2 -> N in order");
  // The first iteration reads what nobody has filled yet.
  EXPECT_EQ(outcome(Second + First + All), "InputChanges");
  EXPECT_EQ(outcome(Second + All + First), "InputChanges");
  // One link that changes breaks the chain.
  EXPECT_EQ(
      outcome("E[k] = A[k+i] : 0 <= i < N and 0 <= k < N\n" + Second + All),
      "InputChanges");
  // A ring feeds on its own old contents.
  EXPECT_EQ(outcome("E[k] = D[k] : 0 <= i < N and 0 <= k < N\n" + Second + All),
            "InputChanges");
}

// Several statements may fill an array if each does so in every iteration.
TEST_F(RefillTest, SeveralStatements) {
  const std::string Fill = "D[k] = A[k] : 0 <= i < N and 0 <= k < N\n";
  EXPECT_EQ(outcome(Fill + "D[0] = B[0] : 0 <= i < N\n" + All),
            "N^2 -> N in order");
  EXPECT_EQ(outcome(Fill + "D[i] = B[0] : 0 <= i < N\n" + All), "InputChanges");
  EXPECT_EQ(outcome(Fill + All + "D[i] = B[0] : 0 <= i < N\n"), "InputChanges");
}

// With two outer loops, along either; a loop between them fills before it.
TEST_F(RefillTest, TwoOuterLoops) {
  const std::string Sum = "S[i][m] += D[j] : 0 <= i < N and 0 <= m < M and "
                          "0 <= j < N\n";
  const std::string Range = " : 0 <= i < N and 0 <= m < M and 0 <= k < N\n";
  EXPECT_EQ(outcome("D[k] = A[k]" + Range + Sum), "M*N^2 -> M*N in order");
  EXPECT_EQ(outcome("D[k] = A[k+m]" + Range + Sum), "InputChanges");
  EXPECT_EQ(outcome("D[k] = f(A[k], i) : 0 <= i < N and m = -1 and "
                    "0 <= k < N\n" +
                    Sum),
            "M*N^2 -> M*N in order");
}

// Against the loop the fills would come in another order.
TEST_F(RefillTest, BackwardLoop) {
  EXPECT_EQ(outcome("D[k] = A[k] : 0 <= i < N and 0 <= k < N\n"
                    "reversible S[i] max= D[j] : 0 <= i < N and i <= j < N"),
            "InputChanges");
}

// A write with loops of its own is printed as it can be read again.
TEST_F(RefillTest, RoundTrip) {
  Reduction R = read("E[k+1] = A[2k] : 0 <= i < N and 0 <= k < N\n"
                     "unordered D[k] = f(E[k], i, l) : 0 <= i < N and 0 <= k "
                     "and 0 <= l and k + l < N\n" +
                     All + "D[i] = f(S[i]) : 0 <= i < N\n");
  ASSERT_EQ(R.Writes.size(), 3u);
  Reduction Again = read(printSystem(R));
  EXPECT_EQ(printSystem(Again), printSystem(R));
  ASSERT_EQ(Again.Writes.size(), R.Writes.size());
  for (size_t I = 0; I != R.Writes.size(); ++I) {
    const Write &W = R.Writes[I], &A = Again.Writes[I];
    EXPECT_EQ(A.Array, W.Array);
    EXPECT_EQ(A.Where, W.Where);
    EXPECT_TRUE(A.Domain.is_equal(W.Domain).is_true());
    EXPECT_EQ(bool(A.Value), bool(W.Value));
    if (A.Value && W.Value) {
      EXPECT_EQ(A.Value->size(), W.Value->size());
    }
  }
}

// A write's own loops end, and it stands in those of the reduction.
TEST_F(RefillTest, Errors) {
  auto Error = [&](const std::string &Text) {
    Verdict<std::vector<Reduction>> V = parseSystem(Ctx.get(), Text);
    return V ? "well formed" : V.refusal().Reason;
  };
  EXPECT_EQ(Error("D[k] = A[k] : 0 <= i < N and 0 <= k\n" + All),
            "1:15: the loops of D have no bounds");
  EXPECT_EQ(Error("E[k] = A[k] : 0 <= k < N\n"
                  "D[k] = E[k] : 0 <= i < N and 0 <= k < N\n" +
                  All),
            "1:1: E is stored over (k), but S, which reads it, is computed "
            "over (i)");
}

} // namespace
} // namespace winnow::share::test
