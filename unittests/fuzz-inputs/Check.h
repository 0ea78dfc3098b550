//===- Check.h - What must hold for any input -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZINPUTS_CHECK_H
#define WINNOW_UNITTESTS_FUZZINPUTS_CHECK_H

#include "extract/Extract.h"

namespace winnow::extract {

inline const block::Decoder &decoder() {
  static const std::unique_ptr<block::Decoder> D =
      llvm::cantFail(block::Decoder::create());
  return *D;
}

/// Ends the process where an error or a diagnostic is no line that starts with
/// the input's name, or a block does not decode to what it is.
inline void check(const uint8_t *Data, size_t Size, InputKind Kind,
                  bool SourceLines) {
  ExtractOptions O;
  O.Kind = Kind;
  O.Includes = false;
  O.SourceLines = SourceLines;
  llvm::StringRef Text(reinterpret_cast<const char *>(Data), Size);
  auto Require = [](bool Holds) {
    if (!Holds)
      abort();
  };
  llvm::Expected<Extraction> E =
      extract(llvm::MemoryBufferRef(Text, "x"), decoder(), O);
  if (!E) {
    std::string Message = toString(E.takeError());
    Require(llvm::StringRef(Message).starts_with("x:"));
    Require(Message.find('\n') == std::string::npos);
    return;
  }
  for (const Diagnostic &D : E->Diagnostics)
    Require(llvm::StringRef(D.Place).starts_with("x") && !D.Message.empty());
  for (const ExtractedBlock &B : E->Blocks) {
    llvm::Expected<block::BasicBlock> Again = decoder().decode(B.Block.Bytes);
    Require(bool(Again));
    Require(Again->Lengths == B.Block.Lengths && !B.Block.empty());
    Require(!decoder().print(B.Block, block::Syntax::Intel).empty());
  }
}

} // namespace winnow::extract

#endif // WINNOW_UNITTESTS_FUZZINPUTS_CHECK_H
