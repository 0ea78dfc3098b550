//===- Objects.h - What readers of objects share ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Assembly ends up as an object, too: what its reader needs of this one.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_OBJECTS_H
#define WINNOW_EXTRACT_OBJECTS_H

#include "extract/ExtractedBlock.h"
#include "extract/Functions.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"

namespace winnow::extract {

/// \p B as a 64-bit ELF file for x86; else an error that says what it is,
/// without the name of the file.
llvm::Expected<const llvm::object::ELFObjectFileBase *>
asELF(const llvm::object::Binary &B);

/// Whether a user who writes \p Wanted means \p Symbol: by its mangled or its
/// demangled name, the latter with or without parameters.
bool isNamed(llvm::StringRef Symbol, llvm::StringRef Wanted);

/// The line table of an object; empty where it has none.
class SourceLines {
public:
  SourceLines() = default;
  explicit SourceLines(const llvm::object::ObjectFile &Object);
  /// Fills in the file and line of \p B, which starts \p Offset bytes into the
  /// section, where they are known: those of its first instruction that has a
  /// line, for compilers give some none.
  void find(llvm::object::SectionRef Section, uint64_t Offset,
            ExtractedBlock &B) const;

private:
  std::unique_ptr<llvm::DWARFContext> DWARF;
};

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_OBJECTS_H
