//===- Harvest.h - Filling a store from files -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files that blocks come from, and how often each block was seen in each.
/// A file is written in short transactions; until it is finished it does not
/// count, and a run that was killed reads it again without counting anything
/// twice, for what is written are the counts of that file, not increments.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_HARVEST_H
#define WINNOW_DATASETS_HARVEST_H

#include "datasets/Store.h"

namespace winnow::datasets {

/// A file of code. The same path with the same size and modification time is
/// the same file.
struct Source {
  std::string Path;
  uint64_t Size = 0;
  /// Seconds since 1970.
  int64_t Modified = 0;
  /// The package that owns the file, or empty.
  std::string Package;
};

struct SourceId {
  int64_t Value = 0;
};

/// A block of a file.
struct Sighting {
  std::vector<uint8_t> Bytes;
  unsigned Instructions = 0;
  std::string Class;
  uint64_t Count = 0;
};

/// What a file held.
struct SourceCounts {
  uint64_t Functions = 0;
  /// Blocks seen, each time counted.
  uint64_t Blocks = 0;
  /// Blocks left out because they are too long to be measured.
  uint64_t TooLong = 0;
  /// Places that could not be decoded.
  uint64_t Undecodable = 0;
};

class Harvest {
public:
  /// \p S must outlive the harvest.
  static llvm::Expected<Harvest> start(Store &S);

  /// The key of a file to be read now, or nothing where it was read before or
  /// another living process reads it.
  llvm::Expected<std::optional<SourceId>> claim(const Source &File);
  /// Writes what \p Id holds, in transactions of half a second at most, and
  /// finishes it. The order of \p Seen is the order of new keys. Returns how
  /// many blocks the store had not known.
  llvm::Expected<uint64_t> finish(SourceId Id, llvm::ArrayRef<Sighting> Seen,
                                  const SourceCounts &Counts);
  /// Gives up a file that could not be read: the next run tries again.
  llvm::Error abandon(SourceId Id);

private:
  Harvest(Store &S, int64_t Worker) : S(&S), Worker(Worker) {}

  Store *S;
  int64_t Worker;
};

/// A line of the summary: a package, a class or the total.
struct HarvestLine {
  std::string Name;
  uint64_t Files = 0;
  uint64_t Distinct = 0;
  uint64_t Occurrences = 0;
};

struct HarvestSummary {
  uint64_t Files = 0, Distinct = 0;
  SourceCounts Counts;
  /// Largest first. A block of two packages counts as distinct in both.
  std::vector<HarvestLine> ByPackage, ByClass;
};

/// Reads every sighting: seconds for tens of millions.
llvm::Expected<HarvestSummary> summarize(const Store &S);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_HARVEST_H
