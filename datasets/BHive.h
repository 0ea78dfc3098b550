//===- BHive.h - Reading and writing hex,cycles -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The format of BHive's data sets (Chen et al., IISWC 2019), which tools that
/// predict throughput read. Cycles are those of one execution, or, as in the
/// original files, of a hundred: nothing in the file says which.
///
///     4801d8,1.000
///     c4e2f5b8c2,0.500
///
/// A first line without digits is a header. Blank lines and lines that start
/// with # are skipped; further columns are ignored; an absent or empty second
/// one means a block that was not measured.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_BHIVE_H
#define WINNOW_DATASETS_BHIVE_H

#include "datasets/Store.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::datasets {

struct BHiveRow {
  std::vector<uint8_t> Bytes;
  std::optional<Cycles> Measured;
};

/// Hands each row to \p Take and stops at its first error. A wrong line is an
/// error with its place, "x.csv:3: ...", and nothing after it is read.
llvm::Error readBHive(llvm::MemoryBufferRef Input,
                      llvm::function_ref<llvm::Error(BHiveRow)> Take);

/// Writes the blocks that \p M measured with status ok, sorted by bytes, with
/// three decimals; only those of \p Part where there is one. Returns how many.
llvm::Expected<uint64_t> writeBHive(const Store &S, MachineId M,
                                    std::optional<Split> Part,
                                    llvm::raw_ostream &OS);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_BHIVE_H
