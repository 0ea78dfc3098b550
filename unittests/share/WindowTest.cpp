//===- WindowTest.cpp - Windows without subtraction -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"

namespace winnow::share::test {
namespace {

/// outcome() runs each plan against its source; this adds how it slides.
class WindowTest : public SystemTest {
protected:
  /// "N*W -> N queue", "M*N*W^2 -> M*N queue doubling".
  std::string slides(const std::string &Text) {
    std::string Result = outcome(Text);
    Verdict<Plan> V = share(read(Text));
    if (V)
      for (const Node &N : V.plan().Nodes) {
        if (N.K == Node::Kind::Pieces)
          Result += " pieces";
        if (N.K == Node::Kind::Window)
          Result += N.Method == Node::Slide::Queue ? " queue" : " doubling";
      }
    return Result;
  }
};

// Intervals of one width are all computed at once.
TEST_F(WindowTest, OneWidth) {
  for (const char *Op : {"max=", "min=", "&=", "|=", "*="}) {
    std::string Sum = "S[i] " + std::string(Op);
    EXPECT_EQ(slides(Sum + " A[j] : 0 <= i < N and i <= j < i + W"),
              "N*W -> N doubling");
    EXPECT_EQ(slides(Sum + " A[i+j] : 0 <= i < N and 0 <= j < W"),
              "N*W -> N doubling");
  }
  EXPECT_EQ(slides("float reassoc S[i] += A[i+j] : 0 <= i < N and 0 <= j < W"),
            "N*W -> N doubling");
}

// A window may move by several elements at a time, and backwards.
TEST_F(WindowTest, Steps) {
  EXPECT_EQ(slides("S[i] max= A[2i+j] : 0 <= i < N and 0 <= j < W"),
            "N*W -> N doubling");
  EXPECT_EQ(slides("S[i] max= A[j-i] : 0 <= i < N and 0 <= j < W"),
            "N*W -> N doubling");
  EXPECT_EQ(slides("S[i] max= A[j-2i] : 0 <= i < N and 0 <= j <= i"),
            "N^2 -> N queue");
}

// Both ends move forward, each in its own time.
TEST_F(WindowTest, GrowingWindow) {
  EXPECT_EQ(slides("S[i] max= A[j] : 0 <= i < N and i <= j <= 2i"),
            "N^2 -> N queue");
  EXPECT_EQ(slides("S[i] min= A[j] : 0 <= i < N and i <= j <= 2i and j < N"),
            "N^2 -> N queue");
}

// A suffix is an interval whose end stands still.
TEST_F(WindowTest, SuffixOfAnOrderedLoop) {
  EXPECT_EQ(slides("S[i] max= A[j] : 0 <= i < N and i <= j < N"),
            "N^2 -> N queue");
}

// All but one, or but a few: what lies before them, and what behind.
TEST_F(WindowTest, Complement) {
  EXPECT_EQ(slides("S[i] *= A[j] : 0 <= i < N and 0 <= j < N and j != i"),
            "N^2 -> N pieces queue queue");
  EXPECT_EQ(slides("S[i] max= A[j] : 0 <= i < N and 0 <= j < N and "
                   "(j < i or j > i + 2)"),
            "N^2 -> N pieces queue queue");
}

// The window ends at what the iteration before has stored.
TEST_F(WindowTest, Dependent) {
  EXPECT_EQ(slides("B[i] max= B[j] : 0 <= i < N and i - W <= j < i"),
            "N*W -> N queue");
  EXPECT_EQ(slides("S[i] += B[j] : 0 <= i < N and i <= j < i + W\n"
                   "B[i] = f(S[i]) : 0 <= i < N"),
            "N*W -> N queue");
}

// A term that is stored into while it is in the window has no one value.
TEST_F(WindowTest, StoredWhileInside) {
  EXPECT_EQ(outcome("S[i] max= B[j] : 0 <= i < N and i <= j < i + W\n"
                    "B[i+1] = f(S[i]) : 0 <= i < N"),
            "NoInverse");
  EXPECT_EQ(outcome("B[i-1] = f(C[i]) : 0 <= i < N\n"
                    "S[i] max= B[j] : 0 <= i < N and i - W <= j < i + W"),
            "NoInverse");
}

// One coordinate after the other: rows by a queue, inside them by doubling.
TEST_F(WindowTest, SeveralDimensions) {
  EXPECT_EQ(slides("S[i][j] max= A[i+u][j+v] : 0 <= i < N and 0 <= j < M and "
                   "0 <= u < W and 0 <= v < W"),
            "M*N*W^2 -> M*N queue doubling");
  EXPECT_EQ(slides("S[i][j] max= A[i+u][j] : 0 <= i < N and 0 <= j < M and "
                   "0 <= u < W"),
            "M*N*W -> M*N queue");
  EXPECT_EQ(slides("S[i][j] max= A[i][j+v] : 0 <= i < N and 0 <= j < M and "
                   "0 <= v < W"),
            "M*N*W -> M*N doubling");
}

// Rows are read before their loops, so nothing may store into them there.
TEST_F(WindowTest, RowsThatChange) {
  EXPECT_EQ(outcome("S[i][j] max= A[i+u][j+v] : 0 <= i < N and 0 <= j < M and "
                    "0 <= u < W and 0 <= v < W\n"
                    "A[i+1][j+1] = f(S[i][j]) : 0 <= i < N and 0 <= j < M"),
            "NoInverse");
}

// Iterations without an answer are skipped.
TEST_F(WindowTest, AnswersWithGaps) {
  EXPECT_EQ(slides("S[i] += A[j] : 0 <= i < N and i != 3 and 0 <= j <= i"),
            "N^2 -> N queue");
  EXPECT_EQ(slides("S[i] max= A[j] : 0 <= i < N and i <= j < i + W and "
                   "exists e: i = 2e"),
            "N*W -> N doubling");
}

// Where an iteration may not come about, nothing is read ahead of it.
TEST_F(WindowTest, WithoutTables) {
  Reduction R = read("S[i] max= A[i+j] : 0 <= i < N and 0 <= j < W");
  R.Tables = false;
  EXPECT_EQ(share(R).refusal().Name, "NoInverse");
}

// Terms that skip some of the interval are no interval.
TEST_F(WindowTest, Gaps) {
  Verdict<Plan> V = share(read("S[i] max= A[j] : 0 <= i < N and i <= j < i + W "
                               "and exists e: j = 2e"));
  ASSERT_FALSE(bool(V));
  EXPECT_EQ(V.refusal().Name, "NoInverse");
  EXPECT_NE(V.refusal().Reason.find("gaps"), std::string::npos);
}

// Which zero or NaN a maximum gives depends on the order, unless flags say no.
TEST_F(WindowTest, FloatMaximum) {
  Verdict<Plan> V =
      share(read("float S[i] max= A[i+j] : 0 <= i < N and 0 <= j < W"));
  ASSERT_FALSE(bool(V));
  EXPECT_EQ(V.refusal().Name, "NeedsReassociation");
  EXPECT_EQ(V.refusal().Remedy, "-fno-honor-nans -fno-signed-zeros");
}

} // namespace
} // namespace winnow::share::test
