//===- ExtractedBlock.h - A block and where it comes from -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What every input becomes, whether hex, assembly or an object: blocks with
/// their origin, and remarks about what could not be used.
///
///     f.o  dot+0x20  f.c:7      {f.o, "dot", 0x20, "f.c", 7}
///     blocks.csv:12             {blocks.csv, "", 0, "blocks.csv", 12}
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_EXTRACTEDBLOCK_H
#define WINNOW_EXTRACT_EXTRACTEDBLOCK_H

#include "block/BasicBlock.h"
#include <string>

namespace winnow::extract {

struct Origin {
  /// As the user named it; "<stdin>" for "-", "libx.a(y.o)" for a member.
  std::string File;
  /// The function or marked region, as in the symbol table (mangled); empty
  /// where there is none.
  std::string Symbol;
  /// Bytes from the symbol's start, or from the start of the hex line.
  uint64_t Offset = 0;
  /// Where debug information, the assembly or the hex line says so.
  std::string SourceFile;
  /// From 1; 0 where it is not known.
  unsigned Line = 0;
};

struct ExtractedBlock {
  block::BasicBlock Block;
  Origin From;
};

/// What kept a part of the input from becoming a block. Never ends the
/// extraction.
struct Diagnostic {
  /// "x.s:3:5", "x.o: f+0x12", "blocks.csv:7": starts with the file.
  std::string Place;
  /// One line without a full stop.
  std::string Message;
};

/// "f.o: dot+0x20 (f.c:7)": for messages and listings.
std::string toString(const Origin &O);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_EXTRACTEDBLOCK_H
