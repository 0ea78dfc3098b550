//===- Assembler.h - LLVM's assembler in a process of its own ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text in, an ELF object in memory out. LLVM's assembler ends its process on
/// some odd inputs (`report_fatal_error`) and obeys directives that ask for
/// gigabytes, so it works in a child process, which has a gigabyte and twenty
/// seconds: whatever goes wrong there is an error like any other.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_ASSEMBLER_H
#define WINNOW_EXTRACT_ASSEMBLER_H

#include "extract/Extract.h"
#include "llvm/ADT/SmallVector.h"

namespace winnow::extract {

struct Assembled {
  llvm::SmallVector<char, 0> Object;
  /// Warnings, in order.
  std::vector<Diagnostic> Warnings;
};

/// An error is the assembler's first, "x.s:3:5: unknown mnemonic". The object
/// has line information: that of the text (.loc) or, where it has none, the
/// lines of the text itself. Costs about 3 ms and 2 µs a line.
llvm::Expected<Assembled> assemble(llvm::MemoryBufferRef Text,
                                   block::Syntax Syntax, bool Includes);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_ASSEMBLER_H
