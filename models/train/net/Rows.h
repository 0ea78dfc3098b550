//===- Rows.h - Matrices by rows --------------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Graphs of different shapes in one batch are rows of one matrix, and lists of
/// row numbers:
///
///     take    out[i] = from[index[i]]
///     add     into[index[i]] += from[i]
///     max     out[s] = max over i with segment[i] == s of from[i]
///
/// Indices are int64. On the CPU these are plain loops, several times as fast
/// as libtorch's general operators and in one order; elsewhere those operators.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_ROWS_H
#define WINNOW_TRAIN_NET_ROWS_H

#include "train/net/Torch.h"

namespace winnow::train {

torch::Tensor takeRows(const torch::Tensor &From, const torch::Tensor &Index);

/// \p Into must be contiguous.
void addRows(torch::Tensor &Into, const torch::Tensor &Index,
             const torch::Tensor &From);

struct RowMax {
  /// [segments, columns]; 0 for a segment without rows.
  torch::Tensor Value;
  /// Which row each is from, or -1.
  torch::Tensor Row;
};
/// \p Segment must be ascending.
RowMax maxRows(const torch::Tensor &From, const torch::Tensor &Segment,
               int64_t Segments);
/// The gradient of maxRows: into the rows that were the largest.
torch::Tensor spreadMax(const RowMax &Max, const torch::Tensor &Gradient,
                        int64_t Rows);

/// With gradients: out[to[i]] = sum of from[index[i]], of \p Count rows.
torch::Tensor sumRows(const torch::Tensor &From, const torch::Tensor &Index,
                      const torch::Tensor &To, int64_t Count);
/// With gradients: out[i] = from[index[i]].
torch::Tensor pickRows(const torch::Tensor &From, const torch::Tensor &Index);
/// With gradients: maxRows(...).Value.
torch::Tensor largestRows(const torch::Tensor &From,
                          const torch::Tensor &Segment, int64_t Segments);

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_ROWS_H
