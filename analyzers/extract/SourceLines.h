//===- SourceLines.h - Where in the source a block is -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The line tables of an object's debug information. Only those are read, not
/// the descriptions of types and functions: that is quicker, does without them,
/// and damaged ones do no harm.
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

/// Empty where an object has no debug information, or where its sections,
/// symbols or relocations contradict each other: LLVM's reader of debug
/// information trusts those.
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

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_SOURCELINES_H
