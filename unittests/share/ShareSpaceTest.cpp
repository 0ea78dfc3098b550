//===- ShareSpaceTest.cpp - Directions of reuse -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/ShareSpace.h"
#include "Systems.h"
#include "isl/set.h"
#include <algorithm>

namespace winnow::share::test {
namespace {

class ShareSpaceTest : public SystemTest {
protected:
  std::optional<std::vector<IntVector>> space(const Reduction &R) {
    return shareSpace(Ctx.get(), R.Terms,
                      isl_set_dim(R.Domain.get(), isl_dim_set));
  }

  std::vector<IntVector> vectors(const std::string &Text) {
    Reduction R = read(Text);
    return reuseVectors(*space(R), R.Outer, R.Outer);
  }
};

using Vectors = std::vector<IntVector>;

// A read is constant along the kernel of its index.
TEST_F(ShareSpaceTest, KernelOfTheIndex) {
  EXPECT_EQ(vectors("S[i] += A[j] : 0 <= i < N and 0 <= j < N"),
            (Vectors{{1, 0}, {-1, 0}}));
  EXPECT_EQ(vectors("S[i] += A[i+j] : 0 <= i < N and 0 <= j < N"),
            (Vectors{{1, -1}, {-1, 1}}));
  EXPECT_EQ(vectors("S[i] += A[i][j] : 0 <= i < N and 0 <= j < N"), Vectors{});
}

// Parameters in an index do not matter.
TEST_F(ShareSpaceTest, ParametersAreConstant) {
  EXPECT_EQ(vectors("S[i] += A[N-1-j] : 0 <= i < N and 0 <= j < N"),
            (Vectors{{1, 0}, {-1, 0}}));
}

// Several terms intersect, index expressions included.
TEST_F(ShareSpaceTest, TermsIntersect) {
  EXPECT_EQ(vectors("S[i] += A[j]*B[i] : 0 <= i < N and 0 <= j < N"),
            Vectors{});
  EXPECT_EQ(vectors("S[i] += A[j] + i : 0 <= i < N and 0 <= j < N"), Vectors{});
  EXPECT_EQ(vectors("S[i] += A[2i+3j] : 0 <= i < N and 0 <= j < N"), Vectors{});
}

// Only neighbouring answers: the lattice has (3,-2), no unit step.
TEST_F(ShareSpaceTest, LatticeNotSpan) {
  EXPECT_EQ(space(read("S[i] += A[2i+3j] : 0 <= i < N and 0 <= j < N"))->size(),
            1u);
  EXPECT_EQ(vectors("S[i] += A[3i+j] : 0 <= i < N and 0 <= j < N"),
            (Vectors{{1, -3}, {-1, 3}}));
}

// A floor is constant where its argument is.
TEST_F(ShareSpaceTest, FloorsAreConservative) {
  EXPECT_EQ(vectors("S[i] += A[floor(i/2)] : 0 <= i < N and 0 <= j < N"),
            Vectors{});
  EXPECT_EQ(vectors("S[i] += A[floor(j/2)] : 0 <= i < N and 0 <= j < N"),
            (Vectors{{1, 0}, {-1, 0}}));
}

// Equal terms within an answer give more ways to step, nearest first.
TEST_F(ShareSpaceTest, DirectionsWithinAnAnswer) {
  Vectors V =
      vectors("S[i] += A[k] : 0 <= i < N and 0 <= j < N and 0 <= k < N");
  // The loops are i, k, j: k appears first.
  ASSERT_EQ(V.size(), 6u);
  EXPECT_EQ(V[0], (IntVector{1, 0, 0}));
  EXPECT_NE(std::find(V.begin(), V.end(), IntVector({1, 0, 1})), V.end());
}

// A body without terms is the same everywhere.
TEST_F(ShareSpaceTest, Counting) {
  Vectors V = vectors("S[i] += 1 : 0 <= i < N and 0 <= j <= i");
  EXPECT_EQ(V.front(), (IntVector{1, 0}));
}

} // namespace
} // namespace winnow::share::test
