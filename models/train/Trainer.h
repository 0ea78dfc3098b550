//===- Trainer.h - From tokens to weights -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Epochs of
///
///     shuffle by seed and epoch ─ for each batch: predict, loss, gradient,
///     sum over processes, step ─ validate the average of the weights ─ keep it
///     if it is the best ─ curve.csv, checkpoint.wnc, weights.wnw
///
/// until there were enough, or none of the last ones was the best.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_TRAINER_H
#define WINNOW_TRAIN_TRAINER_H

#include "train/Checkpoint.h"
#include "train/Optimizer.h"
#include "train/Parallel.h"
#include "train/net/Metrics.h"
#include <chrono>

namespace winnow::train {

class Trainer {
public:
  /// All must outlive the trainer. \p Sum is the checksum of \p File. With a
  /// \p Start, which may be null, \p File has adopted its words and CPUs.
  Trainer(const Options &O, const tokens::TokenFile &File, uint64_t Sum,
          const weights::WeightFile *Start, Group &Processes);

  /// Goes on from the checkpoint in the directory where there is one. False,
  /// with the reason, where a file cannot be used.
  bool run(std::string &Reason);

private:
  bool resume(std::string &Reason);
  bool epoch(std::string &Reason);
  /// The sum of the loss; the gradients are left in the model.
  double backward(const std::vector<uint32_t> &Blocks, double Labels);
  bool finishEpoch(std::string &Reason);
  /// The mean error of the averaged weights over all heads with labels, the
  /// same on all ranks. \p All is set on the first rank.
  double validate(std::vector<Accuracy> &All);
  /// Keeps the averaged weights where they are the best so far.
  bool keepIfBest(double Error);
  bool save(std::string &Reason);
  bool writeModel(const std::vector<Accuracy> &All, std::string &Reason) const;
  std::vector<Accuracy> measure(const std::vector<float> &Values,
                                const std::vector<uint32_t> &Blocks);
  /// Sets the encodings of the instructions that are met most.
  void precompute(weights::WeightFile &W) const;
  void report();
  /// How many blocks there are to train its head on.
  uint64_t labelsOf(size_t CPU) const;
  std::string path(const char *Name) const;
  uint64_t batches() const;
  double seconds() const;

  const Options &O;
  const tokens::TokenFile &File;
  const weights::WeightFile *Start;
  Group &Processes;
  torch::Device Device;
  Model Net;
  Optimizer Adam;
  Checkpoint At;
  std::vector<uint32_t> Training, Validation;
  double SecondsBefore = 0;
  std::chrono::steady_clock::time_point Began, Saved;
};

} // namespace winnow::train

#endif // WINNOW_TRAIN_TRAINER_H
