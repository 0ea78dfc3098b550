//===- BlockList.h - Blocks that are named in a file ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A list of blocks as lines of hex, or as the first column of a CSV.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_BLOCKLIST_H
#define WINNOW_TOOL_BLOCKLIST_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace winnow::tool {

/// In the order of the file. An error names the file and the line.
llvm::Expected<std::vector<std::vector<uint8_t>>>
readBlockList(llvm::StringRef Path);

} // namespace winnow::tool

#endif // WINNOW_TOOL_BLOCKLIST_H
