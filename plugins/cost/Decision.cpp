//===- Decision.cpp - Whether, and from which size on ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Decision.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

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
  ArrayRef<nest::Affine> Reduced = ArrayRef(N.MaxCounts).drop_front(N.Outer);
  bool Constant =
      all_of(Reduced, [](const nest::Affine &A) { return A.isConstant(); });
  if (Constant) {
    double Terms = 1;
    for (const nest::Affine &A : Reduced)
      Terms *= double(A.Constant) + 1;
    if (Original(Terms) * Margin < P.SharedAnswer.Value) {
      D.Reason = std::to_string(uint64_t(Terms)) +
                 " terms cost less than sharing them";
      return D;
    }
  }
  bool Triangle = growsWithOuter(N);
  // The loops of a nest are taken to be of equal length: n^Outer answers, and
  // of a reduction that grows with them (n/2)^dimensions terms on average. One
  // that does not must be long enough by itself.
  unsigned Inner = N.Dims.size() - N.Outer;
  auto Wins = [&](double Trips, double Terms) {
    double Answers = std::pow(Trips, N.Outer);
    return P.Setup.Value + Answers * P.SharedAnswer.Value <
           Margin * Answers * Original(Terms);
  };
  // So many that each answer wins by more than its check.
  double Many = std::max(8.0, 1.25 * P.SharedAnswer.Value / P.Term.Value);
  uint64_t Trips = 2;
  while (Trips < LongestBreakEven &&
         !Wins(Trips, Triangle ? std::pow(Trips / 2.0, Inner) : Many))
    ++Trips;
  D.MinCarrierTrips = Trips;
  if (!Triangle && !Constant) {
    uint64_t Terms = 1;
    while (Terms < LongestBreakEven && !Wins(Trips, Terms))
      ++Terms;
    D.MinTerms = Terms;
  }
  if (const nest::Affine &Carrier = N.MaxCounts[C.Plan.outermostCarrier()];
      Carrier.isConstant() &&
      uint64_t(Carrier.Constant) + 1 < D.MinCarrierTrips) {
    D.Reason = "only " + std::to_string(Carrier.Constant + 1) +
               " answers, sharing pays from " +
               std::to_string(D.MinCarrierTrips);
    return D;
  }
  D.Take = true;
  return D;
}

} // namespace winnow::cost
