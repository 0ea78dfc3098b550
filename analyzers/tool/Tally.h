//===- Tally.h - The distinct blocks of a file ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Counts the blocks of one file, so that a store is told of each once.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_TALLY_H
#define WINNOW_TOOL_TALLY_H

#include "block/Decoder.h"
#include "datasets/Harvest.h"
#include "llvm/ADT/StringMap.h"

namespace winnow::tool {

class Tally {
public:
  /// What is longer is not worth measuring: twice 2 KiB fill what is unrolled,
  /// and no compiler writes such blocks but for tables in disguise.
  static constexpr size_t MaxBytes = 2048, MaxInstructions = 512;

  void add(const block::BasicBlock &B);

  /// Sorted by bytes, classified.
  std::vector<datasets::Sighting> finish(const block::Decoder &D) const;

  /// Functions and places that could not be decoded are the caller's to count.
  datasets::SourceCounts Counts;

private:
  struct Seen {
    unsigned Instructions = 0;
    uint64_t Count = 0;
  };
  llvm::StringMap<Seen> ByBytes;
};

} // namespace winnow::tool

#endif // WINNOW_TOOL_TALLY_H
