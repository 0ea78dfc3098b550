//===- MeasureStore.h - Measuring the blocks of a store ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `winnow measure -o store.db`: every block that this machine has not measured
/// yet, and once more those that came out unstable. Each result is written as
/// it comes; of a process that is killed, the blocks in flight are lost: some
/// hundred, which are a second's work, and which the next run measures.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_MEASURESTORE_H
#define WINNOW_TOOL_MEASURESTORE_H

#include "block/Decoder.h"
#include "extract/ExtractedBlock.h"
#include "measure/Measurer.h"

namespace winnow::tool {

struct StoreRun {
  std::string Path;
  /// Of the machine; LLVM's name of the CPU where the user gave none.
  std::string Machine;
  unsigned Jobs = 1;
  /// Stop after so many blocks; 0: all.
  uint64_t Limit = 0;
};

/// Adds \p Blocks, which may be none, to the store and measures it. Shows its
/// progress on standard error and prints a summary on standard output.
llvm::Error measureStore(const StoreRun &Run,
                         const measure::MeasureOptions &Options,
                         const block::Decoder &D,
                         llvm::ArrayRef<extract::ExtractedBlock> Blocks);

} // namespace winnow::tool

#endif // WINNOW_TOOL_MEASURESTORE_H
