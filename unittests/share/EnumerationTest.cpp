//===- EnumerationTest.cpp - Random systems, run both ways ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Random systems, each run as it stands and by its plan for small values of
/// the parameters: every answer and everything stored must be equal.
///
//===----------------------------------------------------------------------===//

#include "Systems.h"
#include "isl/ctx.h"
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

namespace winnow::share::test {
namespace {

/// Writes systems at random. The distribution is uniform by remainder, so that
/// a seed means the same system with every standard library.
class Generator {
public:
  explicit Generator(uint32_t Seed) : Random(Seed) {}

  /// \param Guarded  with keys that the answers ask for
  std::string system(bool Guarded = false) {
    unsigned Outer = 1 + chance(2), Inner = 1 + chance(2);
    std::vector<std::string> X = {"i", "k"}, Y = {"j", "l"};
    X.resize(Outer);
    Y.resize(Inner);
    std::vector<std::string> All(X);
    All.insert(All.end(), Y.begin(), Y.end());

    std::string Range;
    for (size_t I = 0; I != X.size(); ++I)
      Range += (I ? " and " : "") + pick({"0", "0", "M", I ? "i" : "1"}) +
               " <= " + X[I] + " < " +
               pick({"N", "N", I ? "i + 3" : "N + 1", "M + 2"});
    std::string Answers = Range;
    for (const std::string &C : Y) {
      std::string I = pick(X);
      std::string Lower =
          pick({"0", "0", "0", "0", I, I, I + " - W", I + " - M", "W", "1"});
      std::string Upper =
          pick({I, I, I, I + " - 1", "N - 1", "N - 1", "N - " + I, I + " + W",
                "M", "2" + I, "N + M - " + I});
      Range += " and " + Lower + " <= " + C + " <= " + Upper;
    }
    if (chance(6))
      Range += " and " + Y[0] + " != " + pick({X[0], X[0] + " - 1", "2"});
    if (chance(8))
      Range += " and exists e: " + Y[0] + " = 2e";
    if (chance(3) && Inner > 1)
      Range += " and j + l <= " + pick(X);
    if (chance(10))
      Range += " and (" + Y[0] + " < 2 or " + Y[0] + " > " + X[0] + " - 2)";

    // The body reads an array at an index that some direction leaves alone.
    std::string Dims = pick({"1", "1", "1", "2"});
    std::string Read =
        "A[" + row(X, Y) + "]" + (Dims == "2" ? "[" + row(X, Y) + "]" : "");
    std::string Text;
    if (chance(3))
      Text += "float ";
    if (chance(2))
      Text += "reversible ";
    if (chance(6))
      Text += "updating ";
    std::string Left = "S";
    for (const std::string &C : X)
      Left += "[" + C + "]";
    std::string Body = Guarded && !chance(4) ? pick({"A[" + pick(Y) + "]", "1"})
                                             : body(Read, X, Y);
    Text += Left + " " +
            pick({"+=", "+=", "+=", "*=", "min=", "max=", "&=", "|=", "^=",
                  "fold="}) +
            " " + Body + (Guarded ? keys(X, Y) : "") + " : " + Range;
    if (Guarded && chance(3)) {
      std::string Store = "Z[" + stored(X) + "] = f(" + Left + ") : " + Answers;
      Text = chance(3) ? Store + "\n" + Text : Text + "\n" + Store;
    }
    if (chance(3)) {
      std::string Store = "A[" + stored(X) + "]" +
                          (Dims == "2" ? "[" + stored(X) + "]" : "") + " = f(" +
                          Left + ") : " + Answers;
      Text = chance(2) ? Store + "\n" + Text : Text + "\n" + Store;
    }
    if (chance(3))
      Text = chance(8) ? Text + "\n" + fill("A", X, Answers)
                       : fill("A", X, Answers) + "\n" + Text;
    return Text + "\n";
  }

private:
  /// " if Z[j] == k": mostly one key, mostly at the reduction's own counter.
  std::string keys(const std::vector<std::string> &X,
                   const std::vector<std::string> &Y) {
    std::string Key = chance(4) ? row(X, Y) : pick(Y);
    std::string Text = " if Z[" + Key + "] == " + pick({X.back(), "f()"});
    if (chance(4))
      Text += " and f(B[" + row(X, Y) + "], " + pick(Y) + ") == " + X[0];
    return Text;
  }

  /// Statements with a loop of their own that fill \p Array, mostly with the
  /// same values in every outer iteration.
  std::string fill(const std::string &Array, const std::vector<std::string> &X,
                   const std::string &Answers) {
    std::string Left = Array + "[" +
                       pick({"u", "u", "u", "u + M", chance(8) ? X[0] : "u"}) +
                       "]";
    std::string Value = pick({"C[u]", "f(C[0], u)", "f(B[u], C[W])", "C[2u]"});
    std::string Range = " : " +
                        (chance(8) ? Answers + " and u <= " + X[0] : Answers) +
                        " and " + pick({"0", "0", "1", "W"}) + " <= u < " +
                        pick({"N", "N", "N + M", "2N"});
    std::string Before, After;
    if (chance(6))
      Value = "f(" + Value + ", " + pick(X) + ")";
    if (chance(8))
      Value =
          "f(" + Value + ", " + Array + "[" + pick({"u - 1", "u", "0"}) + "])";
    if (chance(3) && Array == "A") {
      Value = "f(" + Value + ", D[u])";
      (chance(4) ? After : Before) = fill("D", X, Answers);
    }
    if (chance(8) && Array == "A")
      After += (After.empty() ? "" : "\n") + fill("A", X, Answers);
    return (Before.empty() ? "" : Before + "\n") + Left + " = " + Value +
           Range + (After.empty() ? "" : "\n" + After);
  }

  /// One in \p N.
  bool chance(unsigned N) { return Random() % N == 0; }

  std::string pick(const std::vector<std::string> &From) {
    return From[Random() % From.size()];
  }

  std::string row(const std::vector<std::string> &X,
                  const std::vector<std::string> &Y) {
    std::string C = pick(Y), I = pick(X);
    return pick({C, C, C, I + " + " + C, I + " - " + C, "2" + C, "N - " + C,
                 Y.front() + " + " + Y.back(), I, I + " + 2" + C});
  }

  /// \p Read, or a sum of products with it.
  std::string body(std::string Read, const std::vector<std::string> &X,
                   const std::vector<std::string> &Y) {
    if (chance(5)) {
      std::string J = pick(Y), I = pick(X);
      return pick(
          {"A[" + I + "] + B[" + J + "]",
           "A[" + J + "]*C[" + I + "] + B[" + J + "]",
           "(A[" + I + "] - B[" + J + "])*(A[" + I + "] + B[" + J + "])",
           Read + " + B[" + I + " + " + J + "]", I + "*" + J + "*" + Read});
    }
    if (chance(8))
      Read += "*" + pick(Y);
    if (chance(3))
      Read += "*B[" + (chance(2) ? pick(X) : row(X, Y)) + "]";
    if (chance(6))
      Read = "f(" + pick(X) + ")*" + Read;
    if (chance(6))
      Read += " + " + pick({"1", "B[" + row(X, Y) + "]", pick(X),
                            "C[" + pick(X) + "]*B[" + pick(Y) + "]"});
    return Read;
  }

  std::string stored(const std::vector<std::string> &X) {
    std::string I = pick(X);
    return pick(
        {I, I, I + " + 1", I + " - 1", "2" + I, "N - " + I, I + " + W"});
  }

  std::mt19937 Random;
};

/// The count of systems is 2000, or that of WINNOW_SHARE_SYSTEMS for longer
/// runs; the first seed that of WINNOW_SHARE_SEED.
unsigned fromEnvironment(const char *Name, unsigned Default) {
  const char *Value = std::getenv(Name);
  return Value ? std::strtoul(Value, nullptr, 10) : Default;
}

/// Runs \p R as it stands and by \p P.
void compare(const Reduction &R, const Plan &P, const std::string &Text,
             unsigned Seed) {
  EXPECT_LT(P.After.degree(), P.Before.degree());
  // Enumerating points must not count against the engine's limit.
  isl_ctx_set_max_operations(R.Domain.ctx().get(), 0);
  for (auto [N, M, W] : {std::array<int, 3>{0, 0, 0},
                         {1, 0, 1},
                         {4, 2, 1},
                         {5, 3, 2},
                         {6, 1, 3}}) {
    Parameters Values{{"N", N}, {"M", M}, {"W", W}};
    ASSERT_TRUE(runNaive(R, Values, Seed).sameAs(runPlan(R, P, Values, Seed)))
        << "seed " << Seed << ", N=" << N << " M=" << M << " W=" << W << "\n"
        << Text << print(R, P);
  }
}

// Whatever the system, a plan computes what the source does.
TEST(EnumerationTest, PlansEqualTheSource) {
  unsigned Systems = fromEnvironment("WINNOW_SHARE_SYSTEMS", 2000);
  unsigned First = fromEnvironment("WINNOW_SHARE_SEED", 1);
  unsigned Plans = 0, Chains = 0, Reversed = 0, Subtracting = 0, InOrder = 0,
           Dependent = 0, Refilled = 0, Scaled = 0, Nested = 0, Split = 0,
           Repeated = 0;
  std::map<std::string, unsigned> Refusals;
  for (unsigned Seed = First; Seed != First + Systems; ++Seed) {
    std::string Text = Generator(Seed).system();
    IslContext Ctx(2000000);
    Verdict<std::vector<Reduction>> Parsed = parseSystem(Ctx.get(), Text);
    ASSERT_TRUE(bool(Parsed))
        << "seed " << Seed << ": " << Parsed.refusal().Reason << "\n"
        << Text;
    const Reduction &R = Parsed.plan().front();
    Verdict<Plan> V = share(R);
    if (!V) {
      ++Refusals[V.refusal().Name];
      continue;
    }
    const Plan &P = V.plan();
    ++Plans;
    Chains += P.carries() > 1;
    InOrder += P.InOrder;
    Dependent += !R.Writes.empty();
    Refilled += print(R, P).find("filled with the same") != std::string::npos;
    for (const Node &N : P.Nodes) {
      Reversed += N.Reversed;
      Subtracting += N.termsLeave();
      Scaled += N.K == Node::Kind::Scale;
      Nested += N.K == Node::Kind::Loops;
      Split += N.K == Node::Kind::Split;
      Repeated += N.K == Node::Kind::Repeat;
    }
    compare(R, P, Text, Seed);
    if (testing::Test::HasFatalFailure())
      return;
  }
  std::cout << Systems << " systems: " << Plans << " plans, " << InOrder
            << " in order, " << Chains << " chains, " << Reversed
            << " reversed, " << Subtracting << " subtracting, " << Dependent
            << " dependent, " << Refilled << " refilled, " << Scaled
            << " scaled, " << Nested << " nested, " << Split << " split, "
            << Repeated << " repeated\n";
  for (const auto &[Name, Count] : Refusals)
    std::cout << Name << " " << Count << "\n";
  // Without plans nothing would have been compared.
  EXPECT_GT(Plans * 5, Systems);
  EXPECT_GT(Chains * 100, Systems);
  EXPECT_GT(Reversed * 100, Systems);
  EXPECT_GT(Subtracting * 100, Systems);
  EXPECT_GT(InOrder * 50, Systems);
  EXPECT_GT(Dependent * 100, Systems);
  EXPECT_GT(Refilled * 100, Systems);
  EXPECT_GT(Scaled * 100, Systems);
  EXPECT_GT(Nested * 200, Systems);
  EXPECT_GT(Split * 200, Systems);
  EXPECT_GT(Repeated * 400, Systems);
}

// The same for sums of terms whose keys are asked for.
TEST(EnumerationTest, BucketsEqualTheSource) {
  unsigned Systems = fromEnvironment("WINNOW_SHARE_SYSTEMS", 2000) / 2;
  unsigned First = fromEnvironment("WINNOW_SHARE_SEED", 1);
  unsigned Plans = 0, InOrder = 0, TakenAway = 0, Unwound = 0, Apart = 0,
           Dependent = 0;
  std::map<std::string, unsigned> Refusals;
  for (unsigned Seed = First; Seed != First + Systems; ++Seed) {
    std::string Text = Generator(Seed).system(/*Guarded=*/true);
    IslContext Ctx(2000000);
    Verdict<std::vector<Reduction>> Parsed = parseSystem(Ctx.get(), Text);
    ASSERT_TRUE(bool(Parsed))
        << "seed " << Seed << ": " << Parsed.refusal().Reason << "\n"
        << Text;
    const Reduction &R = Parsed.plan().front();
    Verdict<Plan> V = share(R);
    if (!V) {
      ++Refusals[V.refusal().Name];
      continue;
    }
    ++Plans;
    InOrder += V.plan().InOrder;
    Dependent += !R.Writes.empty();
    for (const Node &N : V.plan().Nodes) {
      TakenAway += N.termsLeave();
      Unwound += N.Unwinds;
      Apart += !N.Apart.empty();
    }
    compare(R, V.plan(), Text, Seed);
    if (testing::Test::HasFatalFailure())
      return;
  }
  std::cout << Systems << " guarded systems: " << Plans << " plans, " << InOrder
            << " in order, " << TakenAway << " taken away, " << Unwound
            << " unwound, " << Apart << " apart, " << Dependent
            << " dependent\n";
  for (const auto &[Name, Count] : Refusals)
    std::cout << Name << " " << Count << "\n";
  EXPECT_GT(Plans * 8, Systems);
  EXPECT_GT(InOrder * 50, Systems);
  EXPECT_GT(TakenAway * 100, Systems);
  EXPECT_GT(Unwound * 200, Systems);
  EXPECT_GT(Apart * 200, Systems);
  EXPECT_GT(Dependent * 100, Systems);
}

} // namespace
} // namespace winnow::share::test
