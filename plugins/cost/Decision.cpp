//===- Decision.cpp - Whether, and from which size on ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Decision.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace winnow::cost {

/// Beyond this a win in complexity has always come.
static constexpr uint64_t LongestBreakEven = 4096;
/// A rewrite must be this much better, since every price is an estimate.
static constexpr double Margin = 0.9;

/// Whether the reduction's length grows with the outer loops' counters, so
/// that the root's trip count bounds both.
static bool growsWithOuter(const nest::ReductionNest &N) {
  isl::set Domain = N.Equation.Domain;
  // j <= i: the first reduction dimension and an outer one in one constraint.
  isl::basic_set Hull = Domain.simple_hull();
  isl_basic_set *BS = Hull.get();
  bool Found = false;
  isl_constraint_list *List = isl_basic_set_get_constraint_list(BS);
  for (int K = 0, E = isl_constraint_list_n_constraint(List); K < E; ++K) {
    isl_constraint *C = isl_constraint_list_get_constraint(List, K);
    bool Outer = isl_constraint_involves_dims(C, isl_dim_set, 0, N.Outer) ==
                 isl_bool_true;
    bool Inner =
        isl_constraint_involves_dims(C, isl_dim_set, N.Outer,
                                     N.Dims.size() - N.Outer) == isl_bool_true;
    Found |= Outer && Inner;
    isl_constraint_free(C);
  }
  isl_constraint_list_free(List);
  return Found;
}

Decision decide(Policy Fixed) {
  Decision D;
  D.Take = Fixed == Policy::Always;
  D.Reason = "turned off by -winnow-cost=never";
  return D;
}

Decision decide(const Candidate &C, const Price &P) {
  Decision D;
  const nest::ReductionNest &N = C.Nest;
  auto Original = [&](double Terms) {
    return P.LoopEntry.Value + Terms * P.Term.Value;
  };
  // The longest reduction, if that is a constant.
  const nest::Affine &Top = N.MaxCounts[N.Outer];
  if (Top.isConstant() && N.Dims.size() == N.Outer + 1) {
    double Terms = double(Top.Constant) + 1;
    if (Original(Terms) * Margin < P.SharedAnswer.Value) {
      D.Reason = std::to_string(Top.Constant + 1) +
                 " terms cost less than sharing them";
      return D;
    }
  }
  bool Triangle = growsWithOuter(N);
  // On average a growing reduction has half as many terms as the root
  // iterations; another one must be long enough by itself.
  auto Wins = [&](double Trips, double Terms) {
    return P.Setup.Value + Trips * P.SharedAnswer.Value <
           Margin * Trips * Original(Terms);
  };
  uint64_t Trips = 2;
  while (Trips < LongestBreakEven && !Wins(Trips, Triangle ? Trips / 2.0 : 8))
    ++Trips;
  D.MinRootTrips = Trips;
  if (!Triangle && !Top.isConstant()) {
    uint64_t Terms = 1;
    while (Terms < LongestBreakEven && !Wins(Trips, Terms))
      ++Terms;
    D.MinTopTrips = Terms;
  }
  if (const nest::Affine &Root = N.MaxCounts.front();
      Root.isConstant() && uint64_t(Root.Constant) + 1 < D.MinRootTrips) {
    D.Reason = "only " + std::to_string(Root.Constant + 1) +
               " answers, sharing pays from " + std::to_string(D.MinRootTrips);
    return D;
  }
  D.Take = true;
  return D;
}

} // namespace winnow::cost
