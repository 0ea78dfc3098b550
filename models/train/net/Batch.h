//===- Batch.h - Blocks to be computed together -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A batch has each distinct instruction once, and the nodes of all its blocks
/// by their level in the graph, so that a level is one matrix product:
///
///     sequences, the longest first        rows of the recurrence
///       step 0   add imul mov               level 0   a0 a1 b0 c0
///       step 1   add imul                   level 1   a2 b1
///       ...                                 level 2   b2
///
/// A sequence enters at the step from which its tokens reach the last step, so
/// that all end together and the rows of a step are the first ones of the next.
/// With several passes, a block of n nodes has n rows for each pass.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_BATCH_H
#define WINNOW_TRAIN_NET_BATCH_H

#include "tokens/TokenFile.h"
#include "train/net/Torch.h"
#include "weights/Network.h"

namespace winnow::train {

/// Rows [First, First + Count) of a matrix.
struct Span {
  int64_t First = 0;
  int64_t Count = 0;
};

/// The steps of the encoder. Held by libtorch's saved values.
struct EncoderPlan : torch::CustomClassHolder {
  std::vector<Span> Steps;
  /// The token of every row.
  torch::Tensor Tokens;
  int64_t Sequences = 0;
};

/// The levels of the recurrence.
struct RecurrencePlan : torch::CustomClassHolder {
  struct Level {
    Span Rows;
    /// Of each edge into the level: the row it is from, its row in EdgeShift,
    /// and the node it leads to, counted from Rows.First, ascending. Not
    /// defined for level 0, which has no edges.
    torch::Tensor From, Kind, To;
  };
  std::vector<Level> Levels;
  /// The sequence of every row.
  torch::Tensor Sequence;
};

/// The blocks of a batch that a CPU has labels of.
struct HeadBatch {
  /// The index of the CPU in TokenFile::CPUs.
  size_t CPU = 0;
  /// Indices of TokenFile::Blocks, one for each label.
  std::vector<uint32_t> Blocks;
  /// The block's place in the batch.
  torch::Tensor Place;
  /// The nodes of the chains, as places in NodeRow, and the labels they are of.
  torch::Tensor ChainNode, ChainLabel;
  /// 1 / B, as a column; and what follows the pooled features in Network.h.
  torch::Tensor InverseBound, Known;
  /// ln(measured / B), and how much the label counts.
  torch::Tensor Target, Weight;
};

struct Batch {
  c10::intrusive_ptr<EncoderPlan> Encoder;
  c10::intrusive_ptr<RecurrencePlan> Recurrence;
  int64_t Blocks = 0;
  /// The nodes, block after block: the row of the last pass, the sequence, and
  /// the block's place.
  torch::Tensor NodeRow, NodeSequence, NodeBlock;
  std::vector<HeadBatch> Heads;
};

/// How much a label counts: less, the further readings lie apart.
float weightOf(const tokens::Label &L);
/// The bound B of Network.h.
float boundOf(const tokens::Label &L);

/// Costs some µs a block.
Batch makeBatch(const tokens::TokenFile &File, const weights::NetworkShape &S,
                const std::vector<uint32_t> &Blocks, torch::Device Device);

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_BATCH_H
