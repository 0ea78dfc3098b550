//===- Inputs.h - Inputs for the tests --------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_EXTRACT_INPUTS_H
#define WINNOW_UNITTESTS_EXTRACT_INPUTS_H

#include "block/Hex.h"
#include "extract/Extract.h"
#include "gtest/gtest.h"

namespace winnow::extract::test {

/// One decoder for every test: it is made in milliseconds.
inline const block::Decoder &decoder() {
  static const std::unique_ptr<block::Decoder> D =
      cantFail(block::Decoder::create());
  return *D;
}

/// A line for each block, "symbol+offset source:line hex", then one for each
/// diagnostic, "! place: message"; or the error.
inline std::string show(llvm::Expected<Extraction> E) {
  if (!E)
    return "error: " + toString(E.takeError());
  std::string Text;
  for (const ExtractedBlock &B : E->Blocks) {
    Text += B.From.Symbol + "+" + std::to_string(B.From.Offset);
    if (B.From.Line > 0)
      Text += " " + B.From.SourceFile + ":" + std::to_string(B.From.Line);
    Text += " " + block::toHex(B.Block.Bytes) + "\n";
  }
  for (const Diagnostic &D : E->Diagnostics)
    Text += "! " + D.Place + ": " + D.Message + "\n";
  return Text;
}

inline std::string run(llvm::StringRef Content, const ExtractOptions &O = {},
                       llvm::StringRef Name = "x") {
  return show(extract(llvm::MemoryBufferRef(Content, Name), decoder(), O));
}

inline std::string run(llvm::StringRef Content, InputKind Kind) {
  ExtractOptions O;
  O.Kind = Kind;
  return run(Content, O);
}

} // namespace winnow::extract::test

#endif // WINNOW_UNITTESTS_EXTRACT_INPUTS_H
