//===- Metrics.cpp - How far predictions are off --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "metrics/Metrics.h"
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace winnow::metrics {

/// Pairs among \p Count.
static uint64_t pairsOf(uint64_t Count) {
  return Count == 0 ? 0 : Count * (Count - 1) / 2;
}

/// Pairs within runs of elements that \p Same calls equal.
template <typename Function>
static uint64_t equalPairs(const std::vector<Pair> &Sorted, Function Same) {
  uint64_t Pairs = 0;
  size_t First = 0;
  for (size_t I = 1; I <= Sorted.size(); ++I)
    if (I == Sorted.size() || !Same(Sorted[First], Sorted[I])) {
      Pairs += pairsOf(I - First);
      First = I;
    }
  return Pairs;
}

/// Sorts by Measured; the answer is how many neighbours had to be exchanged.
static uint64_t sortCounting(std::vector<Pair> &Pairs) {
  uint64_t Exchanges = 0;
  std::vector<Pair> From;
  for (size_t Width = 1; Width < Pairs.size(); Width *= 2) {
    From = Pairs;
    for (size_t Low = 0; Low < From.size(); Low += 2 * Width) {
      size_t Middle = std::min(Low + Width, From.size());
      size_t High = std::min(Low + 2 * Width, From.size());
      size_t Left = Low, Right = Middle;
      for (size_t To = Low; To < High; ++To) {
        bool TakesRight =
            Left == Middle ||
            (Right < High && From[Right].Measured < From[Left].Measured);
        if (TakesRight)
          Exchanges += Middle - Left;
        Pairs[To] = From[TakesRight ? Right++ : Left++];
      }
    }
  }
  return Exchanges;
}

double kendallTau(std::vector<Pair> Pairs) {
  std::sort(Pairs.begin(), Pairs.end(), [](const Pair &A, const Pair &B) {
    return A.Predicted != B.Predicted ? A.Predicted < B.Predicted
                                      : A.Measured < B.Measured;
  });
  auto SameX = [](const Pair &A, const Pair &B) {
    return A.Predicted == B.Predicted;
  };
  auto SameY = [](const Pair &A, const Pair &B) {
    return A.Measured == B.Measured;
  };
  uint64_t All = pairsOf(Pairs.size());
  uint64_t X = equalPairs(Pairs, SameX);
  uint64_t Both = equalPairs(Pairs, [&](const Pair &A, const Pair &B) {
    return SameX(A, B) && SameY(A, B);
  });
  uint64_t Discordant = sortCounting(Pairs);
  uint64_t Y = equalPairs(Pairs, SameY);
  // What is equal in neither is concordant or discordant.
  double Difference = double(All) - double(X) - double(Y) + double(Both) -
                      2 * double(Discordant);
  double Scale = std::sqrt(double(All - X)) * std::sqrt(double(All - Y));
  return Scale > 0 ? Difference / Scale : 0;
}

Score score(std::vector<Pair> Pairs) {
  Score S;
  S.Count = Pairs.size();
  if (Pairs.empty())
    return S;
  std::vector<double> Errors;
  Errors.reserve(Pairs.size());
  for (const Pair &P : Pairs) {
    double Error = std::fabs(P.Predicted - P.Measured) / P.Measured;
    S.Mape += Error;
    S.Within10 += Error <= 0.1;
    S.Within25 += Error <= 0.25;
    Errors.push_back(Error);
  }
  auto Count = double(Pairs.size());
  S.Mape /= Count;
  S.Within10 /= Count;
  S.Within25 /= Count;
  auto Middle = Errors.begin() + ptrdiff_t(Errors.size() / 2);
  std::nth_element(Errors.begin(), Middle, Errors.end());
  S.Median = *Middle;
  if (Errors.size() % 2 == 0)
    S.Median = (S.Median + *std::max_element(Errors.begin(), Middle)) / 2;
  S.Tau = kendallTau(std::move(Pairs));
  return S;
}

} // namespace winnow::metrics
