//===- CollectReport.h - What a harvest has brought -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tables at the end of `winnow collect`: this run, the store as a whole,
/// its packages and the classes of its blocks.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_COLLECTREPORT_H
#define WINNOW_TOOL_COLLECTREPORT_H

#include "datasets/Harvest.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::tool {

/// What one run did.
struct RunCounts {
  uint64_t Files = 0;
  /// Read before, or being read by another process.
  uint64_t KnownFiles = 0;
  uint64_t UnreadableFiles = 0;
  uint64_t Blocks = 0;
  /// Distinct blocks that the store had not known.
  uint64_t NewBlocks = 0;
};

llvm::Error printReport(llvm::raw_ostream &OS, const datasets::Store &S,
                        const RunCounts &Run);

} // namespace winnow::tool

#endif // WINNOW_TOOL_COLLECTREPORT_H
