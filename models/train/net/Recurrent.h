//===- Recurrent.h - The two recurrences and their gradients ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The recurrent parts of Network.h as one operation each. Their gradients are
/// written out, which takes a third of the time and memory of recording every
/// step; a test compares them with recorded ones.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_RECURRENT_H
#define WINNOW_TRAIN_NET_RECURRENT_H

#include "train/net/Batch.h"

namespace winnow::train {

/// h after the last token of each sequence, [sequences, H].
torch::Tensor encode(const torch::Tensor &TokenGates,
                     const torch::Tensor &TokenRecurrent,
                     const c10::intrusive_ptr<EncoderPlan> &Plan);

/// h of every row, [rows, D]. \p Inputs: x of every sequence, [sequences, 4D].
torch::Tensor recur(const torch::Tensor &Inputs,
                    const torch::Tensor &NodeRecurrent,
                    const torch::Tensor &EdgeShift,
                    const c10::intrusive_ptr<RecurrencePlan> &Plan);

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_RECURRENT_H
