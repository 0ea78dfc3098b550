//===- TextTest.cpp - The text form, both ways ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Systems.h"
#include "isl/set.h"

namespace winnow::share::test {
namespace {

class TextTest : public SystemTest {
protected:
  std::string error(const std::string &Text) {
    Verdict<std::vector<Reduction>> V = parseSystem(Ctx.get(), Text);
    if (V)
      return "well formed";
    EXPECT_EQ(V.refusal().Name, "BadSystem");
    return V.refusal().Reason;
  }
};

// The loops are those of the left side, then by first appearance.
TEST_F(TextTest, LoopOrder) {
  Reduction R = read("S[k][i] += A[l] : 0 <= m < i and 0 <= k < N and l = m");
  ASSERT_EQ(isl_set_dim(R.Domain.get(), isl_dim_set), 4);
  const char *const Order[] = {"k", "i", "l", "m"};
  for (unsigned I = 0; I != 4; ++I)
    EXPECT_STREQ(isl_set_get_dim_name(R.Domain.get(), isl_dim_set, I),
                 Order[I]);
}

TEST_F(TextTest, ReadsAReduction) {
  Reduction R =
      read("# prefix\n\nfloat S[i] += A[j]*f(B[2j+N], i) : 0 <= i < N and "
           "0 <= j <= i # end");
  EXPECT_EQ(R.Answer, "S");
  EXPECT_EQ(R.Outer, 1u);
  EXPECT_FALSE(R.Alg.Reassociates);
  EXPECT_TRUE(R.CommonStart);
  EXPECT_TRUE(
      R.Domain.is_equal(set("[N] -> { [i,j] : 0 <= i < N and 0 <= j <= i }"))
          .is_true());
  EXPECT_TRUE(R.Answers.is_equal(set("[N] -> { [i] : 0 <= i < N }")).is_true());
  ASSERT_EQ(R.Terms.size(), 3u);
  EXPECT_EQ(R.Terms[0].Array, "A");
  EXPECT_EQ(R.Terms[1].Array, "B");
  EXPECT_EQ(str(R.Terms[1].Index), "[N] -> { [i, j] -> [(N + 2j)] }");
  EXPECT_EQ(R.Terms[2].Array, "");
}

// Answers exist where their own constraints hold, even without terms.
TEST_F(TextTest, AnswersWithoutTerms) {
  Reduction R = read("S[i] += A[j] : 0 <= i < N and 0 <= j < i");
  EXPECT_TRUE(R.Answers.is_equal(set("[N] -> { [i] : 0 <= i < N }")).is_true());
  R = read("S[i] += A[j] : 0 <= j < i < N");
  EXPECT_TRUE(R.Answers.is_equal(set("[N] -> { [i] : 0 < i < N }")).is_true());
}

// Integers regroup, floats do not unless told; only groups take away.
TEST_F(TextTest, Algebras) {
  const std::string Rest = " A[j] : 0 <= i < N and 0 <= j <= i";
  EXPECT_TRUE(read("S[i] +=" + Rest).Alg.Invertible);
  EXPECT_TRUE(read("S[i] ^=" + Rest).Alg.Invertible);
  EXPECT_FALSE(read("S[i] *=" + Rest).Alg.Invertible);
  EXPECT_TRUE(read("S[i] min=" + Rest).Alg.Reassociates);
  EXPECT_FALSE(read("S[i] fold=" + Rest).Alg.Reassociates);
  EXPECT_TRUE(read("float reassoc S[i] +=" + Rest).Alg.Reassociates);
  EXPECT_FALSE(read("float reassoc S[i] +=" + Rest).Alg.Invertible);
}

// A statement is a write of the reductions that read its array, by its place.
TEST_F(TextTest, StatementsAreWrites) {
  Reduction R = read("S[i] += A[j] : 0 <= i < N and 0 <= j <= i\n"
                     "A[i+1] = f(S[i]) : 0 <= i < N\n"
                     "C[i] = S[i] : 0 <= i < N");
  ASSERT_EQ(R.Writes.size(), 1u);
  EXPECT_EQ(R.Writes[0].Array, "A");
  EXPECT_EQ(R.Writes[0].Where, Write::Position::After);
  EXPECT_EQ(str(R.Writes[0].Index), "[N] -> { [i] -> [(1 + i)] }");
  R = read("A[i] = C[i] : 0 <= i < N\n"
           "S[i] += A[j] : 0 <= i < N and 0 <= j <= i");
  ASSERT_EQ(R.Writes.size(), 1u);
  EXPECT_EQ(R.Writes[0].Where, Write::Position::Before);
}

// Counters are matched by name, whatever their order in the statement.
TEST_F(TextTest, StatementCountersByName) {
  Reduction R =
      read("S[i][k] += A[j][k] : 0 <= i < N and 0 <= k < M and 0 <= j < i\n"
           "A[k][i] = f(S[i][k]) : 0 <= i < N and 0 <= k < M");
  ASSERT_EQ(R.Writes.size(), 1u);
  EXPECT_EQ(str(R.Writes[0].Index), "[N, M] -> { [i, k] -> [(k), (i)] }");
}

// The place of an error is that of the word which does not fit.
TEST_F(TextTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(error("S[i += A[j] : 0 <= i"), "1:5: expected ']'");
  EXPECT_EQ(error("\n# x\nS[i] += A[j]"),
            "3:13: expected ':' and the range of the counters");
  EXPECT_EQ(error("S[i] ? A[j] : 0 <= i"), "1:6: unexpected character");
  EXPECT_EQ(error("S[i] += A[j] : 0 <= i < N and j"),
            "1:32: expected a comparison");
  EXPECT_EQ(error("S[i] += A[i*j] : 0 <= i < N"),
            "1:12: a product of two names is not affine");
  EXPECT_EQ(error("S[i] += A[B[j]] : 0 <= i < N"),
            "1:11: expected an affine expression of counters and parameters");
  EXPECT_EQ(error("S[i+1] += A[j] : 0 <= i < N"),
            "1:1: the answer of a reduction is indexed by different counters");
  EXPECT_EQ(error("S[i][i] += A[j] : 0 <= i < N"),
            "1:1: the answer of a reduction is indexed by different counters");
  EXPECT_EQ(error("S[i] += A[j] : 0 <= i < 99999999999"),
            "1:25: the number is too large");
  EXPECT_EQ(error("S[i] += A[j] : 0 <= i < N extra"),
            "1:27: expected 'and', 'or' or the end of the line");
  EXPECT_EQ(error("S[i] += A[j] : (0 <= i < N and j < )"),
            "1:36: expected a name or a number");
  EXPECT_EQ(error("S[i] sum= A[j] : 0 <= i"),
            "1:6: expected '=', '+=', '*=', '&=', '|=', '^=', 'min=', 'max=' "
            "or 'fold='");
  EXPECT_EQ(error("S[i] += A[j] : 0 <= i < N and 0 <= j <= i\n"
                  "A[k] = f(S[k]) : 0 <= k < N"),
            "2:1: A is stored over (k), but S, which reads it, is computed "
            "over (i)");
}

// Deep nesting is refused before it exhausts the stack.
TEST_F(TextTest, DeepNesting) {
  std::string Deep(100000, '(');
  EXPECT_NE(error("S[i] += A[j] : " + Deep).find("nested too deeply"),
            std::string::npos);
  EXPECT_NE(error("S[i] += " + Deep).find("nested too deeply"),
            std::string::npos);
  EXPECT_NE(error("S[i] += A[" + Deep).find("nested too deeply"),
            std::string::npos);
}

// No cut of a system crashes the reader, and what it accepts it can print.
TEST_F(TextTest, AnyPrefixOfASystem) {
  const std::string Text =
      "float S[i] max= A[2j+N]*f(-B[i], 3) : 0 <= i < N and (0 <= j <= i or "
      "not (j = 3 mod 2)) and exists (e = floor((j)/2): 2e = j)";
  unsigned Refused = 0;
  for (size_t Size = 0; Size != Text.size(); ++Size) {
    Verdict<std::vector<Reduction>> V =
        parseSystem(Ctx.get(), Text.substr(0, Size));
    if (V)
      for (const Reduction &R : V.plan())
        EXPECT_FALSE(print(R).empty());
    else
      EXPECT_EQ(V.refusal().Reason.rfind("1:", 0), 0u) << V.refusal().Reason;
    Refused += !V;
  }
  EXPECT_GT(Refused, 50u);
  read(Text);
}

// What is printed can be read again and means the same.
TEST_F(TextTest, RoundTrip) {
  for (const char *Text :
       {"S[i] += A[j] : 0 <= i < N and 0 <= j <= i",
        "float S[i] max= f(A[j], B[j + 1], i + j) : 0 <= i < N and j = i",
        "float reassoc reversible S[i] += A[i][j] : 0 <= i < N and "
        "0 <= j < N and j != i",
        "updating S[i][k] fold= A[j] : 0 <= i < N and 0 <= k < M and "
        "0 <= j < i and exists e: j = 2e",
        "S[i] ^= 1 : 0 <= i < N and i != 3 and 0 <= j < N"}) {
    Reduction R = read(Text);
    std::string Printed = print(R);
    Reduction Again = read(Printed);
    EXPECT_EQ(print(Again), Printed);
    EXPECT_TRUE(Again.Domain.is_equal(R.Domain).is_true()) << Printed;
    EXPECT_TRUE(Again.Answers.is_equal(R.Answers).is_true()) << Printed;
    EXPECT_EQ(Again.Alg.Reassociates, R.Alg.Reassociates) << Printed;
    EXPECT_EQ(Again.Alg.Invertible, R.Alg.Invertible) << Printed;
    EXPECT_EQ(Again.CommonStart, R.CommonStart) << Printed;
    EXPECT_EQ(Again.Reversible, R.Reversible) << Printed;
    EXPECT_EQ(Again.Terms.size(), R.Terms.size()) << Printed;
  }
}

// Counters without a name are printed as i0, i1, ...
TEST_F(TextTest, CanonicalCounters) {
  Reduction R;
  R.Answer = "s";
  R.Outer = 1;
  isl::set Box = set("[n] -> { [x] : 0 <= x < n }");
  // A product keeps the first name only.
  R.Domain = Box.product(Box).flatten();
  R.Answers = set("[n] -> { [x] : 0 <= x < n }");
  R.Alg = {Operator::Sum, true, true};
  R.Terms.push_back({"a", isl::multi_aff(Ctx.get(), "{ [x,y] -> [y] }")});
  R.Reversible = {false};
  EXPECT_EQ(print(R).find("s[x] += a[i1] : "), 0u) << print(R);
}

// The derivation names every step and the complexity before and after.
TEST_F(TextTest, PrintsAPlan) {
  Reduction R = read("S[i] += A[j] : 0 <= i < N and 0 <= j <= i");
  Verdict<Plan> V = share(R);
  ASSERT_TRUE(bool(V));
  std::string Text = print(R, V.plan());
  EXPECT_NE(Text.find("S[i] = S[i-1] + A[j] : "), std::string::npos) << Text;
  EXPECT_NE(Text.find("N^2 -> N, in the same order"), std::string::npos)
      << Text;
}

} // namespace
} // namespace winnow::share::test
