//===- Optimizer.h - AdamW, and what it remembers ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// AdamW (Loshchilov and Hutter, ICLR 2019) over one vector of parameters, with
/// a bounded gradient and a moving average of the weights, which is what is
/// used in the end. All it remembers is public, to be saved.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_OPTIMIZER_H
#define WINNOW_TRAIN_OPTIMIZER_H

#include "train/Options.h"
#include "train/net/Torch.h"

namespace winnow::train {

/// Rises over the warm-up, then falls as half a cosine, to a hundredth.
double learningRate(const Options &O, uint64_t Step, uint64_t Steps);

class Optimizer {
public:
  Optimizer(const Options &O, const torch::Tensor &Values);

  /// Changes \p Values and, if it is long, \p Gradient.
  void step(torch::Tensor &Values, torch::Tensor &Gradient, double Rate);

  /// 1 for the parameters that change, 0 for the others; undefined for all.
  torch::Tensor Learnt;
  uint64_t Steps = 0;
  torch::Tensor Mean, Square, Average;

private:
  double Clip, Decay, Keep;
};

} // namespace winnow::train

#endif // WINNOW_TRAIN_OPTIMIZER_H
