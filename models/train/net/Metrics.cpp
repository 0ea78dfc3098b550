//===- Metrics.cpp - How far predictions are off --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Metrics.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using torch::Tensor;

namespace winnow::train {

std::vector<uint32_t> blocksOf(const tokens::TokenFile &File,
                               tokens::Part Part) {
  std::vector<uint32_t> Blocks;
  for (size_t I = 0; I < File.Blocks.size(); ++I) {
    const tokens::Block &B = File.Blocks[I];
    if (B.In == Part &&
        std::any_of(B.Labels.begin(), B.Labels.end(),
                    [](const tokens::Label &L) { return L.Cycles > 0; }))
      Blocks.push_back(uint32_t(I));
  }
  return Blocks;
}

/// Sorts [First, Last) of \p V and returns how many pairs were in wrong order.
static double sortCounting(std::vector<double> &V, std::vector<double> &Spare,
                           size_t First, size_t Last) {
  if (Last - First < 2)
    return 0;
  const size_t Middle = First + (Last - First) / 2;
  double Swaps = sortCounting(V, Spare, First, Middle) +
                 sortCounting(V, Spare, Middle, Last);
  size_t A = First, B = Middle, To = First;
  while (A < Middle || B < Last)
    if (B == Last || (A < Middle && V[A] <= V[B])) {
      Spare[To++] = V[A++];
    } else {
      Swaps += double(Middle - A);
      Spare[To++] = V[B++];
    }
  std::copy(Spare.begin() + long(First), Spare.begin() + long(Last),
            V.begin() + long(First));
  return Swaps;
}

/// Pairs that are equal, in a sorted range.
template <typename Iterator, typename Equal>
static double equalPairs(Iterator First, Iterator Last, Equal Same) {
  double Pairs = 0;
  while (First != Last) {
    Iterator End = First;
    while (End != Last && Same(*First, *End))
      ++End;
    double Run = double(End - First);
    Pairs += Run * (Run - 1) / 2;
    First = End;
  }
  return Pairs;
}

double kendallTau(const std::vector<double> &X, const std::vector<double> &Y) {
  std::vector<size_t> By(X.size());
  std::iota(By.begin(), By.end(), size_t(0));
  std::sort(By.begin(), By.end(), [&](size_t A, size_t B) {
    return X[A] != X[B] ? X[A] < X[B] : Y[A] < Y[B];
  });
  double EqualX = equalPairs(By.begin(), By.end(),
                             [&](size_t A, size_t B) { return X[A] == X[B]; });
  double EqualBoth = equalPairs(By.begin(), By.end(), [&](size_t A, size_t B) {
    return X[A] == X[B] && Y[A] == Y[B];
  });
  std::vector<double> Sorted, Spare(Y.size());
  Sorted.reserve(Y.size());
  for (size_t I : By)
    Sorted.push_back(Y[I]);
  double Swaps = sortCounting(Sorted, Spare, 0, Sorted.size());
  double EqualY =
      equalPairs(Sorted.begin(), Sorted.end(), std::equal_to<double>());
  double N = double(X.size()), Pairs = N * (N - 1) / 2;
  double Of = std::sqrt((Pairs - EqualX) * (Pairs - EqualY));
  return Of > 0 ? (Pairs - EqualX - EqualY + EqualBoth - 2 * Swaps) / Of : 0;
}

std::vector<Accuracy> evaluate(const Model &M, const tokens::TokenFile &File,
                               const std::vector<uint32_t> &Blocks,
                               size_t BatchSize, torch::Device Device) {
  torch::NoGradGuard NoGradients;
  struct Seen {
    std::vector<double> Measured, Predicted, InScales;
    double Error = 0, BoundError = 0;
  };
  std::vector<Seen> Of(File.CPUs.size());
  for (size_t First = 0; First < Blocks.size(); First += BatchSize) {
    std::vector<uint32_t> Some(
        Blocks.begin() + long(First),
        Blocks.begin() + long(std::min(Blocks.size(), First + BatchSize)));
    Batch B = makeBatch(File, M.shape(), Some, Device);
    for (const Prediction &P : M.predict(B)) {
      Tensor Ratio = P.LogRatio.to(torch::kCPU).contiguous();
      Tensor Scale = P.LogScale.to(torch::kCPU).contiguous();
      Seen &S = Of[P.Head->CPU];
      for (size_t I = 0; I < P.Head->Blocks.size(); ++I) {
        const tokens::Label &L =
            File.Blocks[P.Head->Blocks[I]].Labels[P.Head->CPU];
        double Bound = double(boundOf(L)), Measured = double(L.Cycles);
        double Predicted = Bound * std::exp(double(Ratio.data_ptr<float>()[I]));
        S.Measured.push_back(Measured);
        S.Predicted.push_back(Predicted);
        S.InScales.push_back(std::fabs(std::log(Measured / Predicted)) /
                             std::exp(double(Scale.data_ptr<float>()[I])));
        S.Error += std::fabs(Predicted - Measured) / Measured;
        S.BoundError += std::fabs(Bound - Measured) / Measured;
      }
    }
  }
  std::vector<Accuracy> All;
  All.reserve(Of.size());
  for (Seen &S : Of) {
    Accuracy A;
    A.Labels = S.Measured.size();
    if (A.Labels != 0) {
      A.Error = S.Error / double(A.Labels);
      A.BoundError = S.BoundError / double(A.Labels);
      A.Tau = kendallTau(S.Predicted, S.Measured);
      auto Middle = S.InScales.begin() + long(S.InScales.size() / 2);
      std::nth_element(S.InScales.begin(), Middle, S.InScales.end());
      A.ScaleOff = *Middle / std::log(2.0);
    }
    All.push_back(A);
  }
  return All;
}

} // namespace winnow::train
