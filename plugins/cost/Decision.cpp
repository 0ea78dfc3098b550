//===- Decision.cpp - Whether, and from which size on ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Decision.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

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
  uint64_t Terms = 1;
  if (!Triangle && !Constant)
    while (Terms < LongestBreakEven && !Wins(Trips, Terms))
      ++Terms;
  D.From = {{Trips, Terms}};
  if (const nest::Affine &Carrier = N.MaxCounts[C.Plan.outermostCarrier()];
      Carrier.isConstant() && uint64_t(Carrier.Constant) + 1 < Trips) {
    D.Reason = "only " + std::to_string(Carrier.Constant + 1) +
               " answers, sharing pays from " + std::to_string(Trips);
    return D;
  }
  D.Take = true;
  return D;
}

/// What both versions take is asked for sizes up to these: following the loops
/// takes time, and what is done once does not count any more.
static constexpr uint64_t LongestFollowed = 1024;

/// Iterations of each of \p Outer loops that make many answers.
static uint64_t manyTrips(unsigned Outer) {
  return Outer == 1 ? 128 : Outer == 2 ? 24 : 8;
}

/// ln(shared / original) by a margin, at a size and the next: the remainder of
/// a vector is no reason. Nothing where that is too long to be followed.
static std::optional<double> lossAt(function_ref<Totals(Sizes)> At,
                                    uint64_t Trips, uint64_t Terms,
                                    double Margin) {
  double Original = 0, Shared = 0;
  for (uint64_t More : {0, 1}) {
    Totals T = At({Trips + More, Terms});
    if (!T.Complete)
      return std::nullopt;
    Original += T.Original.Value;
    Shared += T.GaveUp ? T.Original.Value : T.Rewritten.Value;
  }
  return std::log(Shared / (Margin * Original));
}

/// The least number of iterations from which on it wins; more than
/// LongestBreakEven where it never does. A lower complexity wins some day:
/// where no loop that can be followed is long enough, the trend of the last
/// ones is.
static uint64_t firstWin(function_ref<Totals(Sizes)> At, uint64_t Terms,
                         double Margin) {
  uint64_t Low = 2, High = 2;
  std::optional<double> Before, Loss;
  for (uint64_t Last = 2;;
       Last = High, High += std::max<uint64_t>(1, High / 2)) {
    Before = std::exchange(Loss, lossAt(At, High, Terms, Margin));
    if (Loss && *Loss < 0)
      break;
    if (!Loss || High > LongestFollowed) {
      // Loss per ln(iterations), from those of Last on.
      if (!Before || Last < 4)
        return LongestBreakEven + 1;
      std::optional<double> Earlier = lossAt(At, Last / 2, Terms, Margin);
      double Slope = Earlier ? (*Before - *Earlier) / std::log(2.0) : 0;
      double Trips = Slope < 0 ? double(Last) * std::exp(-*Before / Slope)
                               : double(LongestBreakEven) + 1;
      return uint64_t(std::min(Trips, double(LongestBreakEven))) + 1;
    }
    Low = High + 1;
  }
  while (Low < High) {
    uint64_t Middle = Low + (High - Low) / 2;
    std::optional<double> Here = lossAt(At, Middle, Terms, Margin);
    if (Here && *Here < 0)
      High = Middle;
    else
      Low = Middle + 1;
  }
  return High;
}

namespace {

/// Cycles for a number of answers, where their terms do not change.
struct Line {
  double Once = 0, Each = 0;
  double at(double Answers) const { return Once + Answers * Each; }
};

} // namespace

/// Sizes at which both versions are compared, where both lengths can be any
/// number.
static constexpr uint64_t Lengths[] = {1,  2,  3,  4,   5,   6,   7,   8,
                                       10, 12, 14, 16,  20,  24,  32,  40,
                                       48, 64, 96, 128, 256, 512, 2048};
static constexpr uint64_t Trips[] = {2,  3,  4,  6,  8,   12,  16,  24,
                                     32, 48, 64, 96, 128, 192, 256, 512};
static constexpr size_t Columns = std::size(Trips);

namespace {

/// What sharing gains: ln(original / shared) for each number of terms, and each
/// of Trips.
struct GainTable {
  SmallVector<uint64_t, 24> Terms;
  SmallVector<std::array<double, Columns>, 24> Rows;
};

} // namespace

static GainTable gains(function_ref<Totals(Sizes)> At, unsigned Outer,
                       unsigned Inner, double Margin) {
  // What a check costs that fails, about.
  static constexpr double InVain = -0.01;
  // A loss weighs more than a gain: nobody asked for the rewrite.
  static constexpr double LossWeight = 3;
  GainTable G;
  uint64_t Many = manyTrips(Outer), Few = std::max<uint64_t>(Many / 8, 2);
  double ManyAnswers = std::pow(Many, Outer), FewAnswers = std::pow(Few, Outer);
  for (uint64_t Length : Lengths) {
    uint64_t T = uint64_t(std::pow(double(Length), Inner));
    Totals A = At({Few, T}), B = At({Many, T});
    if (!A.Complete || !B.Complete)
      break;
    G.Terms.push_back(T);
    auto &Row = G.Rows.emplace_back();
    Row.fill(InVain);
    // Then it is the original that runs.
    if (B.GaveUp)
      continue;
    auto Through = [&](double X, double Y) {
      Line L;
      L.Each = std::max((Y - X) / (ManyAnswers - FewAnswers), 1e-3);
      L.Once = std::max(X - L.Each * FewAnswers, 0.0);
      return L;
    };
    Line Original = Through(A.Original.Value, B.Original.Value);
    Line Shared = Through(A.Rewritten.Value, B.Rewritten.Value);
    for (auto [N, Cell] : zip(Trips, Row)) {
      if (A.GaveUp && N < Many)
        continue;
      double Answers = std::pow(N, Outer);
      double Gain =
          std::log(Margin * Original.at(Answers) / Shared.at(Answers));
      Cell = Gain < 0 ? Gain * LossWeight : Gain;
    }
  }
  return G;
}

/// Of all staircases of up to three corners, that with the largest sum of gains
/// of the sizes it takes, equally likely on a scale of powers (LeastSize.h).
/// Nothing where none saves anything.
static std::optional<nest::LeastSizes> bestCorners(const GainTable &G) {
  static constexpr size_t MostCorners = 3;
  /// A corner is a comparison for every call: it must be worth two per cent of
  /// fifty sizes.
  static constexpr double WorthACorner = 1;
  size_t Rows = G.Rows.size();
  // Sum[N][T]: of the sizes of column N with the terms of row T and more.
  std::vector<std::array<double, Columns>> Above(Rows + 1);
  for (size_t T = Rows; T-- > 0;)
    for (size_t N = 0; N < Columns; ++N)
      Above[T][N] = Above[T + 1][N] + G.Rows[T][N];
  /// The best of the columns from N on where the last corner is at row T.
  struct Choice {
    double Sum = 0;
    nest::LeastSizes Corners;
  };
  // From the last column to the first; by the corners that are left, and by the
  // row below which the next one must lie.
  using Column = std::vector<std::array<Choice, MostCorners + 1>>;
  Column Next(Rows + 1);
  for (size_t N = Columns; N-- > 0;) {
    Column Here(Rows + 1);
    for (size_t T = 0; T <= Rows; ++T)
      for (size_t Left = 0; Left <= MostCorners; ++Left) {
        Choice &Best = Here[T][Left];
        Best = Next[T][Left];
        Best.Sum += Above[T][N];
        for (size_t Lower = 0; Left > 0 && Lower < T; ++Lower) {
          const Choice &Then = Next[Lower][Left - 1];
          double Sum = Then.Sum + Above[Lower][N] - WorthACorner;
          if (Sum <= Best.Sum)
            continue;
          Best = Then;
          Best.Sum = Sum;
          Best.Corners.insert(Best.Corners.begin(), {Trips[N], G.Terms[Lower]});
        }
      }
    Next = std::move(Here);
  }
  // Before the first corner nothing is taken.
  Choice &All = Next[Rows][MostCorners];
  if (All.Corners.empty())
    return std::nullopt;
  return std::move(All.Corners);
}

Decision decide(const Candidate &C, function_ref<Totals(Sizes)> At) {
  Decision D;
  const nest::ReductionNest &N = C.Nest;
  Sizing Lengths(N);
  unsigned Inner = N.Dims.size() - N.Outer;
  const double OwnMargin = 1 - (1 - Margin) / std::max(C.Reductions, 1U);
  std::optional<uint64_t> Constant = Lengths.constantTerms();
  const nest::Affine &Carrier = N.MaxCounts[C.Plan.outermostCarrier()];
  std::optional<uint64_t> Trips;
  if (Carrier.isConstant())
    Trips = uint64_t(Carrier.Constant) + 1;
  auto Report = [&](uint64_t ForTrips, uint64_t ForTerms) {
    D.By.emplace();
    D.By->At = {ForTrips, ForTerms};
    // Figures are of loops that could be followed.
    for (D.By->All = At(D.By->At); !D.By->All.Complete && D.By->At.Trips > 2;
         D.By->All = At(D.By->At))
      D.By->At.Trips /= 2;
    D.By->Answers = Lengths.answers(D.By->At);
    D.By->Terms = Lengths.terms(D.By->At);
  };
  uint64_t Many = Trips.value_or(manyTrips(N.Outer));
  auto Loses = [&](uint64_t AtTrips, uint64_t AtTerms) {
    std::optional<double> Loss = lossAt(At, AtTrips, AtTerms, OwnMargin);
    return !Loss || *Loss >= 0;
  };
  if (Constant && !Lengths.grows() && Loses(Many, *Constant)) {
    D.Reason = std::to_string(*Constant) + " terms cost less than sharing them";
    Report(Many, *Constant);
    return D;
  }
  uint64_t Terms = Constant.value_or(0);
  if (Lengths.termsAreFree()) {
    std::optional<nest::LeastSizes> Corners =
        bestCorners(gains(At, N.Outer, Inner, OwnMargin));
    D.From = Corners.value_or(nest::LeastSizes{{LongestBreakEven + 1, 1}});
    // A constant number of iterations leaves one of them.
    if (Trips)
      while (D.From.size() > 1 && D.From[1].Trips <= *Trips)
        D.From.erase(D.From.begin());
    Terms = D.From.front().Terms;
  } else {
    D.From = {{firstWin(At, Terms, OwnMargin), 1}};
  }
  uint64_t Least = D.From.front().Trips;
  if (Least > LongestBreakEven) {
    D.Reason = "sharing does not pay at any size that was tried";
    Report(Many, std::max<uint64_t>(Terms, 64));
    return D;
  }
  if (Trips && *Trips < Least) {
    D.Reason = "only " + std::to_string(*Trips) +
               " answers, sharing pays from " + std::to_string(Least);
    Report(*Trips, std::max<uint64_t>(Terms, 1));
    return D;
  }
  D.Take = true;
  Report(Trips.value_or(Least), Terms);
  return D;
}

} // namespace winnow::cost
