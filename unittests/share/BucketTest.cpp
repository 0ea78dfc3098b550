//===- BucketTest.cpp - Sums of terms with one key ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

class Buckets : public SystemTest {};

// One pass fills all buckets, in the order of the terms: no flag is needed.
TEST_F(Buckets, FillOnceForAllKeys) {
  EXPECT_EQ(outcome("float S[m] += A[i] if z[i] == m :"
                    " 0 <= m < M and 0 <= i < N"),
            "M*N -> M in order");
}

// The loop inside the carrier only asks: one set of buckets for all k, not one
// for each.
TEST_F(Buckets, GrowWithTheOuterLoop) {
  EXPECT_EQ(outcome("float S[k,m] += A[i] if z[i] == m :"
                    " 0 <= k < N and 0 <= m < M and 0 <= i < k"),
            "M*N^2 -> M*N in order");
  EXPECT_EQ(outcome("float S[k] += 1 if z[i] == z[k] :"
                    " 0 <= k < N and 0 <= i < k"),
            "N^2 -> N in order");
}

// What each iteration stores into the keys is put in by the next.
TEST_F(Buckets, DependOnWhatTheLoopStores) {
  EXPECT_EQ(outcome("S[k] += 1 if z[i] == k : 0 <= k < N and 0 <= i < k\n"
                    "z[k] = f(S[k]) : 0 <= k < N"),
            "N^2 -> N in order");
}

// All but one: integers are taken away.
TEST_F(Buckets, TakeAway) {
  EXPECT_EQ(outcome("S[k] += A[i] if z[i] == k :"
                    " 0 <= k < N and 0 <= i < N and i != k\n"
                    "z[k] = f(S[k]) : 0 <= k < N"),
            "N^2 -> N subtracting");
}

// All but one without an inverse: what came last goes first.
TEST_F(Buckets, Unwind) {
  for (const char *Sum : {"float reassoc S[k] +=", "S[k] max=", "S[k] *="}) {
    EXPECT_EQ(outcome(std::string(Sum) + " A[i] if z[i] == k :"
                                         " 0 <= k < N and 0 <= i < N"
                                         " and i != k\n"
                                         "z[k] = f(S[k]) : 0 <= k < N"),
              "N^2 -> N");
    EXPECT_EQ(outcome(std::string(Sum) + " A[i] if z[i] == k :"
                                         " 0 <= k < N and k <= i < N"),
              "N^2 -> N");
    EXPECT_EQ(outcome(std::string(Sum) + " A[i,j] if z[i] == k :"
                                         " 0 <= k < N and k < i < N"
                                         " and 0 <= j < i"),
              "N^3 -> N^2");
  }
}

// What has left cannot come back in another order.
TEST_F(Buckets, DoNotUnwindWindows) {
  EXPECT_EQ(outcome("S[k] max= A[i] if z[i] == k :"
                    " 0 <= k < N and k <= i < k + W"),
            "NoInverse");
  EXPECT_EQ(outcome("S[k] += A[i] if z[i] == k :"
                    " 0 <= k < N and k <= i < k + W"),
            "N*W -> N subtracting");
  EXPECT_EQ(outcome("S[k] += 1 if z[i+k] == k :"
                    " 0 <= k < N and 0 <= i < W"),
            "N*W -> N subtracting");
}

// Strict floats must not be put in in another order than the source's.
TEST_F(Buckets, KeepTheOrderOfStrictSums) {
  EXPECT_EQ(outcome("float S[k] += A[i] if z[i] == k :"
                    " 0 <= k < N and 0 <= i < N and i != k"),
            "NeedsReassociation");
}

// A key that is stored into while it is in a bucket would stay in the old one.
TEST_F(Buckets, RefuseKeysThatChange) {
  EXPECT_EQ(outcome("S[k] += 1 if z[i] == k : 0 <= k < N and 0 <= i < k\n"
                    "z[0] = f(S[k]) : 0 <= k < N"),
            "InputChanges");
  EXPECT_EQ(outcome("S[k] += 1 if z[i] == k : 0 <= k < N and 0 <= i <= k\n"
                    "z[k] = f(S[k]) : 0 <= k < N"),
            "InputChanges");
}

// Conjunctions are keys of several numbers.
TEST_F(Buckets, HaveSeveralKeys) {
  EXPECT_EQ(outcome("S[k,m] += 1 if z[i] == m and w[i] == w[k] :"
                    " 0 <= k < N and 0 <= m < M and 0 <= i < N and i != k\n"),
            "M*N^2 -> M*N subtracting");
}

// An inner loop that changes the number of terms is no loop that only asks.
TEST_F(Buckets, FollowTheInnermostLoopThatMatters) {
  EXPECT_EQ(outcome("S[m,k] += 1 if z[i] == m :"
                    " 0 <= m < M and 0 <= k < N and 0 <= i < k"),
            "M*N^2 -> M*N in order");
  EXPECT_EQ(outcome("S[k,m] += A[i,k] if z[i] == m :"
                    " 0 <= k < N and 0 <= m < M and 0 <= i < N"),
            "M*N^2 -> M*N in order");
}

// A loop that changes the terms has buckets for each of its values.
TEST_F(Buckets, StandApart) {
  EXPECT_EQ(outcome("float S[k,m,a] += A[i,a] if z[i] == m :"
                    " 0 <= k < N and 0 <= m < M and 0 <= a < N and 0 <= i < k"),
            "M*N^3 -> M*N^2 in order");
  EXPECT_EQ(outcome("S[k,a,m] += A[i,a] if z[i] == m :"
                    " 0 <= k < N and 0 <= a < N and 0 <= m < M and 0 <= i < N"
                    " and i != k"),
            "M*N^3 -> M*N^2 subtracting");
}

// The text form keeps what it reads.
TEST_F(Buckets, PrintWhatTheyRead) {
  EXPECT_EQ(print(read("S[k,m] += A[i] if z[i] == m and w[i] == w[k] :"
                       " 0 <= k < N and 0 <= m < M and 0 <= i < k")),
            "S[k][m] += A[i] if z[i] == m and w[i] == w[k] : "
            "0 <= k < N and 0 <= m < M and 0 <= i < k");
}

} // namespace
} // namespace winnow::share::test
