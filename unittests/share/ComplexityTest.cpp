//===- ComplexityTest.cpp - Orders of growth --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

class ComplexityTest : public SystemTest {
protected:
  std::string size(const std::string &Text) {
    return complexityOf(set(Text)).text();
  }
};

// Each loop with a symbolic trip count is a factor.
TEST_F(ComplexityTest, Boxes) {
  EXPECT_EQ(size("[N] -> { [i] : 0 <= i < N }"), "N");
  EXPECT_EQ(size("[N,M] -> { [i,j] : 0 <= i < N and 0 <= j < M }"), "M*N");
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and 0 <= j < 8 }"), "N");
  EXPECT_EQ(size("{ [i,j] : 0 <= i < 4 and 0 <= j < 8 }"), "1");
}

// A bound by an outer counter is as large as that counter gets.
TEST_F(ComplexityTest, Triangles) {
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and 0 <= j <= i }"), "N^2");
  EXPECT_EQ(size("[N] -> { [i,j,k] : 0 <= i < N and 0 <= j <= i and "
                 "j <= k <= i }"),
            "N^3");
}

// Planes and slabs of constant width are flat.
TEST_F(ComplexityTest, EffectiveDimension) {
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and j = i }"), "N");
  EXPECT_EQ(size("[N] -> { [i,j] : i = 0 and 0 <= j < N }"), "N");
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and i <= j <= i + 3 }"), "N");
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and 0 <= j < N and "
                 "i + j = N }"),
            "N");
}

// The largest piece of a union counts.
TEST_F(ComplexityTest, Unions) {
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and (j = i or 0 <= j < N) }"),
            "N^2");
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and 0 <= j < N and i != j }"),
            "N^2");
  EXPECT_EQ(size("[N] -> { [i,j] : (i = 0 and 0 <= j < N) or "
                 "(j = 0 and 0 <= i < N) }"),
            "N");
}

// A range between two parameters is named readably.
TEST_F(ComplexityTest, SeveralParameters) {
  EXPECT_EQ(size("[N,M] -> { [i] : 0 <= i < N and i < M }"), "M");
  EXPECT_EQ(size("[N,M] -> { [i] : M <= i < N }"), "(N - M)");
  EXPECT_EQ(size("[M,N] -> { [i] : M <= i < N }"), "(N - M)");
  EXPECT_EQ(size("[N,M] -> { [i] : 0 <= M <= i < N }"), "N");
  // Where several parameters bound it, the one that it reaches.
  EXPECT_EQ(size("[N,W] -> { [i] : 0 <= i < W <= N }"), "W");
}

TEST_F(ComplexityTest, Strides) {
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N and 0 <= j <= i and "
                 "exists e: j = 2e }"),
            "N^2");
}

TEST_F(ComplexityTest, UnboundedAndEmpty) {
  EXPECT_EQ(size("[N] -> { [i,j] : 0 <= i < N }"), "N*inf");
  EXPECT_EQ(size("[N] -> { [i] : false }"), "1");
}

} // namespace
} // namespace winnow::share::test
