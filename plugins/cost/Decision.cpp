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
  bool Triangle = Sizing(N).grows();
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

namespace {

/// Finds where the shared version begins to win.
class BreakEven {
public:
  explicit BreakEven(function_ref<Totals(Sizes)> At) : At(At) {}

  /// Two lengths that follow each other: a vector's remainder is no reason.
  bool wins(Sizes S, bool ByTerms) {
    Totals A = At(S);
    ++(ByTerms ? S.Terms : S.Trips);
    Totals B = At(S);
    // What is too long to be followed is decided by what was seen of it.
    return A.Rewritten.Value + B.Rewritten.Value <
           Margin * (A.Original.Value + B.Original.Value);
  }

  /// The least number from \p First on that wins; some number behind the last
  /// where none does.
  template <typename Winning>
  uint64_t first(uint64_t First, uint64_t Last, Winning Wins) {
    uint64_t Low = First, High = First;
    for (; !Wins(High); High += std::max<uint64_t>(1, High / 2)) {
      if (High > Last)
        return High;
      Low = High + 1;
    }
    while (Low < High) {
      uint64_t Middle = Low + (High - Low) / 2;
      if (Wins(Middle))
        High = Middle;
      else
        Low = Middle + 1;
    }
    return High;
  }

private:
  function_ref<Totals(Sizes)> At;
};

} // namespace

/// Sizes at which what is done once does not count.
static constexpr uint64_t ManyTrips = 256;
/// Beyond this, following loops takes too long.
static constexpr uint64_t LongestFollowed = 1024;

Decision decide(const Candidate &C, function_ref<Totals(Sizes)> At) {
  Decision D;
  const nest::ReductionNest &N = C.Nest;
  Sizing Lengths(N);
  BreakEven Search(At);
  std::optional<uint64_t> Constant = Lengths.constantTerms();
  const nest::Affine &Carrier = N.MaxCounts[C.Plan.outermostCarrier()];
  std::optional<uint64_t> Trips;
  if (Carrier.isConstant())
    Trips = uint64_t(Carrier.Constant) + 1;
  auto Report = [&](Sizes S) {
    D.By.emplace();
    D.By->At = S;
    D.By->All = At(S);
    D.By->Answers = Lengths.answers(S);
    D.By->Terms = Lengths.terms(S);
  };
  Sizes Long{Trips.value_or(ManyTrips), Constant.value_or(ManyTrips)};
  if (Constant && !Lengths.grows() && !Search.wins(Long, false)) {
    D.Reason = std::to_string(*Constant) + " terms cost less than sharing them";
    Report(Long);
    return D;
  }
  // Where an answer's terms can be chosen: what it takes with many answers;
  // then the answers that it takes with terms enough, and the terms with those.
  uint64_t Terms = Constant.value_or(0);
  bool Free = Lengths.termsAreFree();
  if (Free) {
    Terms = Search.first(1, LongestFollowed, [&](uint64_t T) {
      return Search.wins({ManyTrips, T}, true);
    });
    Terms = std::max<uint64_t>(8, 2 * Terms);
  }
  D.MinCarrierTrips = Search.first(2, LongestFollowed, [&](uint64_t T) {
    return Search.wins({T, Terms}, false);
  });
  if (Free)
    D.MinTerms = Search.first(1, LongestFollowed, [&](uint64_t T) {
      return Search.wins({D.MinCarrierTrips, T}, true);
    });
  if (D.MinCarrierTrips > LongestFollowed || D.MinTerms > LongestFollowed) {
    D.Reason = "sharing does not pay at any size that was tried";
    Report(Long);
    return D;
  }
  if (Trips && *Trips < D.MinCarrierTrips) {
    D.Reason = "only " + std::to_string(*Trips) +
               " answers, sharing pays from " +
               std::to_string(D.MinCarrierTrips);
    Report(Long);
    return D;
  }
  D.Take = true;
  Report({Trips.value_or(D.MinCarrierTrips),
          Free ? D.MinTerms : Constant.value_or(D.MinCarrierTrips)});
  return D;
}

} // namespace winnow::cost
