//===- Inputs.h - The readers behind extract() ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One reader for each kind of input. Each adds to the extraction and fails
/// only where nothing of the input can be used.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_INPUTS_H
#define WINNOW_EXTRACT_INPUTS_H

#include "extract/Extract.h"

namespace winnow::extract {

/// A block a line: hex digits, up to a comma if there is one. Blank lines and
/// those that start with # are skipped; so is a first line that is no hex, as
/// the header of a CSV. A wrong line becomes a diagnostic.
///
///     hex,cycles
///     4801d8,1.0         add %rbx, %rax
///     # a comment
void readHexLines(llvm::MemoryBufferRef Input, const block::Decoder &D,
                  Sink &Into);

/// Assembles the text and takes the regions marked by LLVM-MCA-BEGIN and
/// LLVM-MCA-END comments; without any, everything in executable sections.
llvm::Error readAssembly(llvm::MemoryBufferRef Input, const block::Decoder &D,
                         const ExtractOptions &Options, Sink &Into);

/// An ELF file or an archive of such.
llvm::Error readObject(llvm::MemoryBufferRef Input, const block::Decoder &D,
                       const ExtractOptions &Options, Sink &Into);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_INPUTS_H
