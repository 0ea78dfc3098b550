//===- RefusalTest.cpp - What must not be shared, and why -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

using RefusalTest = SystemTest;

// Taking terms away needs an inverse, and a window that does without needs ends
// that do not go back.
TEST_F(RefusalTest, ShrinkingWindowWithoutInverse) {
  EXPECT_EQ(outcome("S[i] max= A[j] : 0 <= i < N and i <= j < N and j != 3 and "
                    "exists e: j = 2e"),
            "NotReversible");
  EXPECT_EQ(outcome("float reassoc S[i] += A[j] : 0 <= i < N and "
                    "i <= j < i + W and exists e: j = 2e"),
            "NoInverse");
}

// A float suffix would be added up in another order; the remedy is named.
TEST_F(RefusalTest, FloatSuffix) {
  Reduction R = read("float S[i] += A[j] : 0 <= i < N and i <= j < N");
  Verdict<Plan> V = share(R);
  ASSERT_FALSE(bool(V));
  EXPECT_EQ(V.refusal().Name, "NeedsReassociation");
  EXPECT_TRUE(V.refusal().Missed);
  EXPECT_NE(V.refusal().Remedy.find("-fassociative-math"), std::string::npos);
  EXPECT_NE(V.refusal().Reason.find("N^2 -> N"), std::string::npos);
}

// Max has no inverse, and the loop must not be turned.
TEST_F(RefusalTest, ShrinkingMaxOfAnOrderedLoop) {
  EXPECT_EQ(outcome("S[i] max= A[j] : 0 <= i < N and i <= j <= 2N - i"),
            "NotReversible");
}

// The term of this iteration is stored after it was read.
TEST_F(RefusalTest, TermStoredAfterItsUse) {
  Reduction R = read("S[i] += B[j] : 0 <= i < N and 0 <= j <= i\n"
                     "B[i] = f(S[i]) : 0 <= i < N");
  Verdict<Plan> V = share(R);
  ASSERT_FALSE(bool(V));
  EXPECT_EQ(V.refusal().Name, "InputChanges");
  EXPECT_NE(V.refusal().Reason.find("B is stored into"), std::string::npos);
}

// The same store before the reduction overwrites nothing that was read, but one
// into the iteration before does.
TEST_F(RefusalTest, TermStoredBeforeItsNextUse) {
  EXPECT_EQ(outcome("B[i-1] = f(C[i]) : 0 <= i < N\n"
                    "S[i] += B[j] : 0 <= i < N and 0 <= j <= i"),
            "InputChanges");
}

// A store at an unknown place of the iteration counts at both ends.
TEST_F(RefusalTest, StoreAtUnknownPlace) {
  Reduction R = read("B[i] = f(C[i]) : 0 <= i < N\n"
                     "S[i] += B[j] : 0 <= i < N and 0 <= j <= i");
  ASSERT_TRUE(bool(share(R)));
  R.Writes[0].Where = Write::Position::Unknown;
  EXPECT_EQ(share(R).refusal().Name, "InputChanges");
}

// Stores that cannot be compared with the terms may hit any of them.
TEST_F(RefusalTest, IncomparableStore) {
  Reduction R = read("S[i] += B[j] : 0 <= i < N and 0 <= j < i\n"
                     "B[i] = f(S[i]) : 0 <= i < N");
  R.Writes[0].Index = isl::multi_aff(Ctx.get(), "{ [i] -> [i, 0] }");
  EXPECT_EQ(share(R).refusal().Name, "InputChanges");
}

// A backward loop would meet the stores in another order.
TEST_F(RefusalTest, ReversalAcrossStores) {
  EXPECT_EQ(
      outcome("reversible S[i] max= B[j] : 0 <= i < N and i < j < 2N - i\n"
              "B[i] = f(S[i]) : 0 <= i < N"),
      "InputChanges");
}

// A term that leaves is subtracted with its value of now, so it must be that of
// then.
TEST_F(RefusalTest, LeavingTermChanges) {
  EXPECT_EQ(outcome("S[i] += B[j] : 0 <= i < N and i <= j < 2N - i\n"
                    "B[i] = f(S[i]) : 0 <= i < N"),
            "InputChanges");
}

// Dense products share no term.
TEST_F(RefusalTest, NothingShared) {
  for (const char *Text :
       {"S[i] += L[i][j]*X[j] : 0 <= i < N and 0 <= j <= i",
        "C[i][j] += A[i][k]*B[k][j] : 0 <= i < N and 0 <= j < N and "
        "0 <= k < N",
        "S[i] += X[j]*X[i-1-j] : 0 <= i < N and 0 <= j < i",
        "S[i] += f(i, A[j]) : 0 <= i < N and 0 <= j <= i"}) {
    Verdict<Plan> V = share(read(Text));
    ASSERT_FALSE(bool(V)) << Text;
    EXPECT_EQ(V.refusal().Name, "NothingShared") << Text;
    EXPECT_FALSE(V.refusal().Missed) << Text;
  }
}

// Windows that move by more than their width share nothing.
TEST_F(RefusalTest, DisjointWindows) {
  EXPECT_EQ(outcome("S[i] += A[3i+j] : 0 <= i < N and 0 <= j < 2"),
            "NothingShared");
}

// A window of constant width is linear already.
TEST_F(RefusalTest, ConstantWindow) {
  Verdict<Plan> V = share(read("S[i] += A[i+j] : 0 <= i < N and 0 <= j < 8"));
  ASSERT_FALSE(bool(V));
  EXPECT_EQ(V.refusal().Name, "NoLowerComplexity");
  EXPECT_FALSE(V.refusal().Missed);
}

// Sharing [i, 2i] costs constant work an answer.
TEST_F(RefusalTest, GrowingWindow) {
  EXPECT_EQ(outcome("S[i] += A[j] : 0 <= i < N and i <= j <= 2i"),
            "N^2 -> N subtracting");
}

// The carry would be that of an older answer.
TEST_F(RefusalTest, AnswersWithGaps) {
  EXPECT_EQ(outcome("S[i] fold= A[j] : 0 <= i < N and 0 <= j <= i and "
                    "exists e: i = 2e"),
            "NothingShared");
  EXPECT_EQ(outcome("S[i] fold= A[j] : 0 <= i < N and i != 3 and 0 <= j <= i"),
            "GappedAnswers");
}

// Without outer loops there is only one answer.
TEST_F(RefusalTest, SingleAnswer) {
  EXPECT_EQ(outcome("S += A[i]*B[j] : 0 <= i < N and 0 <= j < N"),
            "NothingShared");
}

} // namespace
} // namespace winnow::share::test
