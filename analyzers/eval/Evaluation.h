//===- Evaluation.h - Predictions against measurements ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How good a model is, as a table of scores:
///
///     blocks of a CPU ─► Sample …  ─┬► all, without those that may alias
///     (labels, a model,             ├► by number of instructions
///      bounds, llvm-mca)            └► by class
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EVAL_EVALUATION_H
#define WINNOW_EVAL_EVALUATION_H

#include "metrics/Metrics.h"
#include "llvm/ADT/ArrayRef.h"
#include <array>
#include <string>

namespace winnow::eval {

/// Who predicts.
enum Predictor : unsigned { Model, Bounds, Mca };
constexpr unsigned Predictors = 3;

/// A block and what was said about it, in cycles of an iteration.
struct Sample {
  double Measured = 0;
  /// 0 where a predictor has no answer.
  std::array<double, Predictors> Predicted = {};
  /// The model's own idea: the mean of |ln(measured / predicted)|.
  double Error = 0;
  unsigned Instructions = 0;
  std::string Class;
  bool MayAlias = false;
};

/// Some of the blocks. A score counts the blocks that were answered.
struct Group {
  std::string Name;
  std::array<metrics::Score, Predictors> Of;
};

/// How often a block is measured so long and predicted so long: bins of a
/// quarter of a doubling, from LowestLog2 on; what is beyond is in the last.
struct HeatMap {
  static constexpr int BinsPerDoubling = 4, LowestLog2 = -2, Doublings = 10;
  static constexpr unsigned Bins = BinsPerDoubling * Doublings;
  /// By measured * Bins + predicted.
  std::vector<unsigned> Counts = std::vector<unsigned>(size_t(Bins) * Bins);

  static unsigned binOf(double Cycles);
};

struct Evaluation {
  std::string CPU;
  /// Where the labels come from, and which part of them was used.
  std::string Source;
  Group All, WithoutAlias;
  bool HasAlias = false;
  std::vector<Group> ByLength, ByClass;
  HeatMap Map;
  /// Shares of blocks within what the model expects of a half of them, and of
  /// nine tenths.
  double WithinHalf = 0, WithinNineTenths = 0;
  /// Blocks that could not be decoded.
  size_t Undecodable = 0;
};

/// Groups of equal names, in the order of length, and of class by name.
Evaluation evaluate(llvm::ArrayRef<Sample> Samples);

} // namespace winnow::eval

#endif // WINNOW_EVAL_EVALUATION_H
