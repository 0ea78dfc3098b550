//===- MeasureCompare.h - How well measurements agree -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `winnow measure --compare ref.csv`: measures the blocks of a CSV of
/// hex,cycles[,cycles...] twice and tells how far the two runs lie apart, and
/// how far the first lies from the file.
/// \code
///                        blocks  <= 1 %  <= 2 %  <= 3 %  <= 5 %  median   mean
///   second run              912    70.1    88.0    96.4    99.4  0.56 %  0.9 %
///   reference               857    ...
/// \endcode
/// Where the file has several columns of cycles, only rows where they agree
/// within 5 % count as a reference.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_MEASURECOMPARE_H
#define WINNOW_TOOL_MEASURECOMPARE_H

#include "block/Decoder.h"
#include "measure/Measurer.h"

namespace winnow::tool {

struct Comparison {
  std::string Path;
  /// Blocks to take, evenly from the file; 0: all.
  uint64_t Limit = 0;
  unsigned Jobs = 1;
  /// Print a line a block instead: hex,reference,first,second and statuses.
  bool Rows = false;
};

llvm::Error compare(const Comparison &C, const measure::MeasureOptions &Options,
                    const block::Decoder &D);

} // namespace winnow::tool

#endif // WINNOW_TOOL_MEASURECOMPARE_H
