//===- Extract.h - Any input into basic blocks ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one door: a file of hex lines, assembly or machine code comes in, a list
/// of blocks goes out.
///
///     hex lines ────────────────────┐
///     assembly ── LLVM MC ── object ─┼──► Decoder::cut ──► blocks + origins
///     object, executable, .so, .a ──┘
///
/// Typical usage:
///
///     Expected<Extraction> E = extractFile("kernel.s", Decoder, {});
///     for (const Diagnostic &D : E->Diagnostics)
///       WithColor::warning() << D.Place << ": " << D.Message << '\n';
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_EXTRACT_H
#define WINNOW_EXTRACT_EXTRACT_H

#include "block/Decoder.h"
#include "extract/ExtractedBlock.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MemoryBuffer.h"

namespace winnow::extract {

enum class InputKind { Auto, Hex, Assembly, Object };

struct ExtractOptions {
  InputKind Kind = InputKind::Auto;
  /// Of assembly; a directive in the text overrules it.
  block::Syntax AssemblySyntax = block::Syntax::ATT;
  /// Only the function of this name, mangled or not; empty: all of them. Not
  /// finding it is an error.
  std::string Function;
  /// Look for source lines in debug information: slow for large binaries.
  bool SourceLines = true;
  /// Whether assembly may name further files (.include, .incbin).
  bool Includes = true;
};

struct Extraction {
  /// What the input was, never Auto.
  InputKind Kind = InputKind::Hex;
  std::vector<ExtractedBlock> Blocks;
  std::vector<Diagnostic> Diagnostics;
  /// Functions, regions or hex lines that were looked at.
  uint64_t Functions = 0;
};

/// What extractEach() tells its caller.
struct Sink {
  /// Blocks come in the order of the input.
  llvm::function_ref<void(ExtractedBlock &&)> Block;
  llvm::function_ref<void(Diagnostic &&)> Complain;
  /// Functions, regions or hex lines that were looked at.
  uint64_t Functions = 0;
};

/// For inputs whose blocks are too many to hold: each is handed to \p Into as
/// it is found. \p Options.Kind says what the input is, Auto included.
llvm::Error extractEach(llvm::MemoryBufferRef Input, const block::Decoder &D,
                        const ExtractOptions &Options, Sink &Into);

/// \p Path may be "-": standard input. An error is one line that starts with
/// the file: it cannot be read, is no x86-64 code, or its assembly is wrong.
llvm::Expected<Extraction> extractFile(llvm::StringRef Path,
                                       const block::Decoder &D,
                                       const ExtractOptions &Options);

/// As above; the buffer's identifier names the input.
llvm::Expected<Extraction> extract(llvm::MemoryBufferRef Input,
                                   const block::Decoder &D,
                                   const ExtractOptions &Options);

/// By content: ELF and archive magics are objects, a text whose first line
/// (without blank lines, comments and a header of a CSV) is hex is hex, and
/// anything else is assembly.
InputKind detectKind(llvm::StringRef Content);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_EXTRACT_H
