//===- Import.h - Blocks and cycles from elsewhere --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `winnow collect --import`.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_IMPORT_H
#define WINNOW_TOOL_IMPORT_H

#include "block/Decoder.h"
#include "datasets/Store.h"

namespace winnow::tool {

/// Adds the rows of a CSV of hex,cycles. Blocks that do not decode as blocks
/// are kept, with class "unknown": the file says that they are blocks. Cycles
/// are recorded as those of \p Machine, whose name must be given where there
/// are any, divided by \p Executions. Prints a line of what was added. May be
/// run again.
llvm::Error importBHive(datasets::Store &S, const block::Decoder &D,
                        llvm::StringRef Path, llvm::StringRef Machine,
                        unsigned Executions);

} // namespace winnow::tool

#endif // WINNOW_TOOL_IMPORT_H
