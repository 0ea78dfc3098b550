//===- DataSet.h - Measurements to be published -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A data set is two files: a table, compressed with zstd, and a manifest that
/// says what it is and how to tell whether it is whole.
///
///     znver4.csv.zst                         `zstd -d` gives a CSV
///       hex,cycles,spread,count,class,split
///       4801d8,1.000,0.003,172,integer,train
///       ...                                  sorted by hex
///     znver4.json
///       { "format": "winnow data set 1", "table": "znver4.csv.zst",
///         "rows": 160000, "machine": {...}, "checksums": {...}, ... }
///
///   hex     the block, lower case, without its terminator
///   cycles  core cycles per execution
///   spread  how far repeated readings lie apart, in cycles
///   count   how often the block was seen in the harvested files
///   class   widest registers and use of memory: "xmm load store"
///   split   train, validation or test, by the hash of the block (Record.h)
///
/// Only measurements with status ok are in it; the manifest counts the others.
/// The same store gives the same bytes.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_DATASET_H
#define WINNOW_DATASETS_DATASET_H

#include "datasets/Store.h"
#include <map>

namespace winnow::datasets {

struct DataRow {
  std::vector<uint8_t> Bytes;
  Cycles Value, Spread;
  uint64_t Count = 0;
  std::string Class;
  Split Part = Split::Train;
};

/// What the manifest says besides checksums.
struct DataSetInfo {
  Machine OnMachine;
  /// Of the first and the last measurement, ISO 8601 in UTC.
  std::string FirstDate, LastDate;
  /// How it was measured, and the command that rebuilds it: for readers.
  std::string Method, Rebuild;
  uint64_t Rows = 0;
  std::map<std::string, uint64_t> RowsOfSplit, RowsOfClass;
  /// Blocks that were measured and left out, by their status.
  std::map<std::string, uint64_t> LeftOut;
  /// Packages the blocks were seen in, with their number of distinct blocks.
  std::map<std::string, uint64_t> Packages;
};

struct DataSet {
  DataSetInfo Info;
  std::vector<DataRow> Rows;
};

/// Writes \p Prefix.csv.zst and \p Prefix.json from what \p M measured. Method
/// and Rebuild are taken from \p Texts.
llvm::Expected<DataSetInfo> writeDataSet(const Store &S, MachineId M,
                                         llvm::StringRef Prefix,
                                         const DataSetInfo &Texts);

/// Reads a data set by its manifest; the table lies beside it. Fails where a
/// checksum or a number of rows is not that of the manifest.
llvm::Expected<DataSet> readDataSet(llvm::StringRef ManifestPath);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_DATASET_H
