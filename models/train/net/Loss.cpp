//===- Loss.cpp - What is made small --------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Loss.h"
#include <cmath>

using torch::Tensor;

namespace winnow::train {

Tensor lossOf(const std::vector<Prediction> &All) {
  Tensor Sum;
  for (const Prediction &P : All) {
    Tensor LogR = P.LogRatio - P.Head->Target;
    // Kept finite, since a part that is not chosen has a gradient of 0 times
    // what it is.
    Tensor Near = (LogR.clamp_max(std::log(2.0)).exp() - 1).abs();
    Tensor Far = 1 + 2 * (LogR - std::log(2.0));
    Tensor Error = torch::where(LogR < std::log(2.0), Near, Far);
    Tensor Scale = P.LogScale + LogR.detach().abs() * (-P.LogScale).exp();
    Tensor One = (P.Head->Weight * (Error + ScaleShare * Scale)).sum();
    Sum = Sum.defined() ? Sum + One : One;
  }
  return Sum;
}

} // namespace winnow::train
