//===- Labels.h - Measured blocks from any kind of file ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a model learns from:
///
///     x.csv    lines of hex,cycles; cycles are those of one execution. A
///              header may name more columns: those whose names start with
///              "cycles" are repeated readings, "spread" is how far readings
///              lie apart, others are ignored. A row whose readings differ by
///              more than 5 % is left out.
///     x.json   a data set (datasets/DataSet.h), by its manifest
///     x.db     a store (datasets/Store.h) with one machine, or x.db#MACHINE
///
/// Stores are known by what they start with, data sets by their name.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOKENIZE_LABELS_H
#define WINNOW_TOKENIZE_LABELS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace winnow::tokenize {

struct LabelledBlock {
  std::vector<uint8_t> Bytes;
  /// Cycles of one execution, above 0.
  double Cycles = 0;
  /// Of repeated readings, in cycles; 0 where it is not known.
  double Spread = 0;
};

struct Labels {
  std::vector<LabelledBlock> Blocks;
  /// Rows without a usable label: none, 0, or readings that disagree.
  uint64_t LeftOut = 0;
};

/// An error starts with the file, and the line where there is one.
llvm::Expected<Labels> readLabels(llvm::StringRef Path);

} // namespace winnow::tokenize

#endif // WINNOW_TOKENIZE_LABELS_H
