//===- Options.h - How a model is trained -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_OPTIONS_H
#define WINNOW_TRAIN_OPTIONS_H

#include "weights/Network.h"
#include <string>

namespace winnow::train {

enum Exit : int {
  ExitSuccess = 0,
  ExitFailure = 1, ///< an input cannot be used, or a file not be written
  ExitUsage = 2    ///< a wrong command line
};

/// Parts that are left out, to see what they are worth.
struct Ablation {
  bool Bounds = false, Pressure = false, Latency = false, Longest = false,
       Norm = false;
  bool any() const { return Bounds || Pressure || Latency || Longest || Norm; }
};

struct Options {
  std::string Tokens, Directory;
  /// A model to start from, or "builtin": its shape is taken, too.
  std::string From;
  /// Of the model that was started from, known once it is read.
  uint64_t FromChecksum = 0;
  /// Whether the trunk stays as it is.
  bool HeadsOnly = false;
  weights::NetworkShape Shape;
  Ablation Without;
  uint64_t Seed = 1;
  /// Of the training and the validation blocks, for trials.
  double Share = 1;
  uint32_t Epochs = 40;
  /// Blocks, of all processes together.
  uint32_t BatchSize = 256;
  /// The highest one: it rises to it in WarmUp steps and falls as a cosine.
  double LearningRate = 2e-3;
  uint32_t WarmUp = 500;
  /// The gradient's norm is kept below.
  double Clip = 1;
  double WeightDecay = 0.01;
  /// How much of the moving average of the weights each step leaves.
  double Average = 0.999;
  /// Epochs without improvement after which it ends.
  uint32_t Patience = 10;
  uint32_t Threads = 1;
  std::string Device = "cpu";
  /// Between checkpoints.
  double SaveSeconds = 120;

  /// All that changes what is learnt, but for Epochs: one line.
  std::string fingerprint() const;
};

/// What the command line says. Otherwise \p Status is what to exit with; the
/// user has been told, or helped.
bool parseOptions(int Argc, const char *const *Argv, Options &O, int &Status);

} // namespace winnow::train

#endif // WINNOW_TRAIN_OPTIONS_H
