//===- Systems.h - Reads systems in tests -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SHARE_SYSTEMS_H
#define WINNOW_UNITTESTS_SHARE_SYSTEMS_H

#include "Interpreter.h"
#include "share/IslContext.h"
#include "share/Text.h"
#include "gtest/gtest.h"

namespace winnow::share::test {

/// A test on systems in text form, with a context of its own.
class SystemTest : public ::testing::Test {
protected:
  /// The first reduction of a system that must be well formed.
  Reduction read(const std::string &Text) {
    Verdict<std::vector<Reduction>> V = parseSystem(Ctx.get(), Text);
    EXPECT_TRUE(bool(V)) << V.refusal().Reason << "\n" << Text;
    if (!V || V.plan().empty())
      return {};
    return V.plan().front();
  }

  isl::set set(const std::string &Text) { return isl::set(Ctx.get(), Text); }

  /// "N^2 -> N", with " in order", " reversed" and " subtracting"; or the name
  /// of the refusal. A plan is run against the source for N, M, W up to 5.
  std::string outcome(const std::string &Text) {
    Reduction R = read(Text);
    Verdict<Plan> V = share(R);
    if (!V)
      return V.refusal().Name;
    const Plan &P = V.plan();
    std::string Result = P.Before.text() + " -> " + P.After.text();
    bool Reversed = false, Subtracting = false;
    for (const Node &N : P.Nodes) {
      Reversed |= N.Reversed;
      Subtracting |= N.termsLeave();
    }
    if (P.InOrder)
      Result += " in order";
    if (Reversed)
      Result += " reversed";
    if (Subtracting)
      Result += " subtracting";
    for (int N = 0; N <= 5; ++N)
      for (int M = 0; M <= 4; M += 2) {
        Parameters Values{{"N", N}, {"M", M}, {"W", N / 2}};
        EXPECT_TRUE(runNaive(R, Values, 1).sameAs(runPlan(R, P, Values, 1)))
            << "N=" << N << " M=" << M << "\n"
            << print(R, P);
      }
    return Result;
  }

  IslContext Ctx;
};

} // namespace winnow::share::test

#endif // WINNOW_UNITTESTS_SHARE_SYSTEMS_H
