//===- Loss.h - What is made small ------------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For a label t and a prediction p, r = p / t:
///
///     error   |r - 1|, what MAPE reports, up to r = 2; from there on
///             1 + 2 ln(r / 2), so that a bound that is a hundred times too
///             high does not outweigh a thousand other blocks
///     scale   ln b + |ln r| / b, a Laplace distribution's likelihood; it moves
///             the prediction of b, but not that of p
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_LOSS_H
#define WINNOW_TRAIN_NET_LOSS_H

#include "train/net/Model.h"

namespace winnow::train {

/// How much the scale counts beside the error.
constexpr double ScaleShare = 0.02;

/// The sum over labels, each by its weight; a scalar with gradient.
torch::Tensor lossOf(const std::vector<Prediction> &All);

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_LOSS_H
