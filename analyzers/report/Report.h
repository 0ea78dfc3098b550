//===- Report.h - What is said about predicted blocks -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Predictions as facts, apart from how they are shown: a view of Views.h
/// prints them as text, JSON or CSV, one block after the other, so that any
/// number of them needs no memory.
///
///     Subject                 what all blocks have in common
///       PredictedBlock …      each block, in the order of the input
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_REPORT_H
#define WINNOW_REPORT_REPORT_H

#include "estimate/Estimator.h"
#include "extract/ExtractedBlock.h"
#include <optional>

namespace winnow::report {

/// Who predicts, and for what.
struct Subject {
  /// As LLVM calls it.
  std::string CPU;
  /// The path of the weights, or "the built-in model".
  std::string Model;
  /// Mean of |predicted - measured| / measured on the blocks that the model was
  /// validated with; 0 where there were none.
  double ValidationError = 0;
  /// Names of execution units: the bits of Bounds::BusyUnits.
  std::vector<std::string> Units;
};

struct PredictedBlock {
  extract::ExtractedBlock Code;
  /// As the user wrote it; empty where the input was no hex.
  llvm::StringRef Hex;
  /// Nothing where there is no prediction.
  std::optional<estimate::Estimate> Guess;
  /// Then, why not: a line.
  std::string Reason;
};

Subject subjectOf(const estimate::Model &M, const estimate::Estimator &E);

/// The names of the units that keep \p B from being faster, in order; "stores"
/// for the cache; none where its ports are idle.
std::vector<std::string> busyUnits(const Subject &S, const bounds::Bounds &B);

/// The instructions of \p B, one a line.
std::vector<std::string> linesOf(const block::BasicBlock &B,
                                 const block::Decoder &D, block::Syntax As);

} // namespace winnow::report

#endif // WINNOW_REPORT_REPORT_H
