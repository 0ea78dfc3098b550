//===- Parallel.h - Several processes, one model ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Processes on one or more machines, each with a part of every batch:
///
///     rank 0  blocks 0, 2, 4, … ─ gradient ┐         ┌ the same step
///     rank 1  blocks 1, 3, 5, … ─ gradient ┴─ sum ───┴ the same step
///
/// They find each other by MASTER_ADDR and MASTER_PORT, where rank 0 listens,
/// and talk over TCP with c10d and gloo. Without WORLD_SIZE, or with 1, nothing
/// is needed.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_PARALLEL_H
#define WINNOW_TRAIN_PARALLEL_H

#include "train/net/Torch.h"
#include <memory>
#include <string>

namespace winnow::train {

class Group {
public:
  /// By the environment; waits for the others. Nothing, with the reason, where
  /// the environment makes no sense or rank 0 cannot be reached.
  static std::unique_ptr<Group> join(std::string &Reason);
  ~Group();

  unsigned rank() const { return Rank; }
  unsigned size() const { return Size; }
  bool isFirst() const { return Rank == 0; }

  /// Every process's \p T becomes the sum of all: the same bits everywhere.
  void sum(torch::Tensor &T);
  /// Every process's \p Text becomes that of rank 0.
  void share(std::string &Text);

private:
  struct Connection;
  Group();

  unsigned Rank = 0, Size = 1;
  std::unique_ptr<Connection> To;
};

} // namespace winnow::train

#endif // WINNOW_TRAIN_PARALLEL_H
