//===- SourceLines.h - Where in the source a block is -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The line tables of an object's debug information. Only those are read, not
/// the descriptions of types and functions, which hand-written code lacks.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_SOURCELINES_H
#define WINNOW_EXTRACT_SOURCELINES_H

#include "extract/ExtractedBlock.h"
#include "extract/Functions.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"

namespace winnow::extract {

/// The name that the assembler of Assembler.h gives to its text as a source:
/// found as the name of the file the block is from.
constexpr char TextItself[] = "winnow.text";

/// Trusts the object: on a damaged one it may end its process.
class SourceLines {
public:
  SourceLines() = default;
  explicit SourceLines(const llvm::object::ELF64LEObjectFile &Object);

  /// Fills in the file and line of \p B, which starts \p Offset bytes into the
  /// section, where they are known: those of its first instruction that has a
  /// line, for compilers give some none.
  void find(const Section &In, uint64_t Offset, ExtractedBlock &B) const;

private:
  /// Rows of one table that follow each other in the code.
  struct Run {
    uint64_t Section, Low, High;
    size_t Table;
  };
  const Run *findRun(uint64_t Section, uint64_t Address) const;
  bool findLine(const Run &R, uint64_t Address, Origin &O) const;

  std::unique_ptr<llvm::DWARFContext> DWARF;
  std::vector<llvm::DWARFDebugLine::LineTable> Tables;
  /// By section and address.
  std::vector<Run> Runs;
};

/// A block without its lines yet, and where they are to be looked up.
struct Unplaced {
  ExtractedBlock Block;
  Section In;
  /// From the section's start.
  uint64_t Offset = 0;
};

/// Fills in the lines of \p Blocks, in a child process, where the object has a
/// line table. An error says that none could be read, and leaves them as they
/// are; it does not name the file.
llvm::Error placeInSource(const llvm::object::ELF64LEObjectFile &Object,
                          llvm::MutableArrayRef<Unplaced> Blocks);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_SOURCELINES_H
