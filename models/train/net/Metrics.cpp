//===- Metrics.cpp - How far predictions are off --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Metrics.h"
#include "metrics/Metrics.h"
#include <algorithm>
#include <cmath>

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

std::vector<Accuracy> evaluate(const Model &M, const tokens::TokenFile &File,
                               const std::vector<uint32_t> &Blocks,
                               size_t BatchSize, torch::Device Device) {
  torch::NoGradGuard NoGradients;
  struct Seen {
    std::vector<metrics::Pair> Pairs;
    std::vector<double> InScales;
    double BoundError = 0;
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
        S.Pairs.push_back({Predicted, Measured});
        S.InScales.push_back(std::fabs(std::log(Measured / Predicted)) /
                             std::exp(double(Scale.data_ptr<float>()[I])));
        S.BoundError += std::fabs(Bound - Measured) / Measured;
      }
    }
  }
  std::vector<Accuracy> All;
  All.reserve(Of.size());
  for (Seen &S : Of) {
    Accuracy A;
    A.Labels = S.Pairs.size();
    if (A.Labels != 0) {
      metrics::Score Score = metrics::score(std::move(S.Pairs));
      A.Error = Score.Mape;
      A.Tau = Score.Tau;
      A.BoundError = S.BoundError / double(A.Labels);
      auto Middle = S.InScales.begin() + long(S.InScales.size() / 2);
      std::nth_element(S.InScales.begin(), Middle, S.InScales.end());
      A.ScaleOff = *Middle / std::log(2.0);
    }
    All.push_back(A);
  }
  return All;
}

} // namespace winnow::train
