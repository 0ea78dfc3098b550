//===- InProcess.h - LLVM's assembler, unprotected --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the child process of Assembler.h does: LLVM MC's parser, streamer and
/// object writer put together. May end or exhaust its process.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_INPROCESS_H
#define WINNOW_EXTRACT_INPROCESS_H

#include "block/Decoder.h"
#include "extract/ExtractedBlock.h"
#include "llvm/Support/MemoryBuffer.h"
#include <vector>

namespace llvm {
class SMDiagnostic;
class Target;
} // namespace llvm

namespace winnow::extract {

/// Messages of the parser and of what runs after it.
struct Messages {
  /// "x.s:3:5: unknown mnemonic", or empty.
  std::string FirstError;
  /// In order.
  std::vector<Diagnostic> Warnings;

  void add(const llvm::SMDiagnostic &D);
};

/// True where \p Object is complete. Asks for more than 256 MiB of object are
/// LLVM's fatal errors.
bool assembleInProcess(const llvm::Target &T, llvm::MemoryBufferRef Text,
                       block::Syntax Syntax, bool Includes, Messages &M,
                       llvm::SmallVectorImpl<char> &Object);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_INPROCESS_H
