//===- Optimizer.cpp - AdamW, and what it remembers -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Optimizer.h"
#include <algorithm>
#include <cmath>

using torch::Tensor;

namespace winnow::train {

double learningRate(const Options &O, uint64_t Step, uint64_t Steps) {
  constexpr double Least = 0.01, Pi = 3.14159265358979323846;
  if (Step < O.WarmUp)
    return O.LearningRate * double(Step + 1) / O.WarmUp;
  double Way = std::min(1.0, double(Step) / double(Steps));
  return O.LearningRate *
         (Least + (1 - Least) * 0.5 * (1 + std::cos(Pi * Way)));
}

Optimizer::Optimizer(const Options &O, const Tensor &Values)
    : Mean(torch::zeros_like(Values)), Square(torch::zeros_like(Values)),
      Average(Values.detach().clone()), Clip(O.Clip), Decay(O.WeightDecay),
      Keep(O.Average) {}

void Optimizer::step(Tensor &Values, Tensor &Gradient, double Rate) {
  constexpr double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
  torch::NoGradGuard NoGradients;
  double Norm = Gradient.norm().item<double>();
  if (Norm > Clip)
    Gradient.mul_(Clip / Norm);
  ++Steps;
  Mean.mul_(Beta1).add_(Gradient, 1 - Beta1);
  Square.mul_(Beta2).addcmul_(Gradient, Gradient, 1 - Beta2);
  double MeanBias = 1 - std::pow(Beta1, double(Steps));
  double SquareBias = 1 - std::pow(Beta2, double(Steps));
  // What has no gradient would decay all the same.
  if (Learnt.defined())
    Values.addcmul_(Values, Learnt, -Rate * Decay);
  else
    Values.mul_(1 - Rate * Decay);
  Values.addcdiv_(Mean, (Square / SquareBias).sqrt_().add_(Epsilon),
                  -Rate / MeanBias);
  // The first steps are far from where it leads: they are forgotten sooner.
  double Kept = std::min(Keep, double(1 + Steps) / double(10 + Steps));
  Average.lerp_(Values, 1 - Kept);
}

} // namespace winnow::train
