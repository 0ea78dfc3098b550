//===- Metrics.h - How far predictions are off ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_METRICS_H
#define WINNOW_TRAIN_NET_METRICS_H

#include "train/net/Model.h"

namespace winnow::train {

/// Of one CPU's labels of a part.
struct Accuracy {
  uint64_t Labels = 0;
  /// Means of |predicted - measured| / measured: of the model, and of the bound
  /// that it starts from.
  double Error = 0, BoundError = 0;
  /// Kendall's tau-b.
  double Tau = 0;
  /// The median of |ln(measured / predicted)| / b over that of a Laplace
  /// distribution, ln 2: by this b is too small.
  double ScaleOff = 1;
};

/// The blocks of \p Part that have a label.
std::vector<uint32_t> blocksOf(const tokens::TokenFile &File,
                               tokens::Part Part);

/// By the order of TokenFile::CPUs. Costs a prediction of each block.
std::vector<Accuracy> evaluate(const Model &M, const tokens::TokenFile &File,
                               const std::vector<uint32_t> &Blocks,
                               size_t BatchSize, torch::Device Device);

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_METRICS_H
