//===- Files.h - The binaries under some paths ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `winnow collect` reads: ELF files and archives, each once, whatever
/// links lead to it.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_FILES_H
#define WINNOW_TOOL_FILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/Twine.h"
#include <cstdint>
#include <string>
#include <vector>

namespace winnow::tool {

struct CodeFile {
  /// Without symbolic links.
  std::string Path;
  uint64_t Size = 0;
  /// Seconds since 1970.
  int64_t Modified = 0;
};

/// Files that start as an ELF file or an archive does, sorted by path. Links
/// are not followed below \p Paths. \p Warn is told a line about each path that
/// cannot be read; other kinds of files are passed over in silence. Opens every
/// file: some 10 µs each.
std::vector<CodeFile>
findCodeFiles(llvm::ArrayRef<std::string> Paths,
              llvm::function_ref<void(const llvm::Twine &)> Warn);

} // namespace winnow::tool

#endif // WINNOW_TOOL_FILES_H
