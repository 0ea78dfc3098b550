//===- Blocks.h - Code for the tests ----------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_BLOCK_BLOCKS_H
#define WINNOW_UNITTESTS_BLOCK_BLOCKS_H

#include "block/Decoder.h"
#include "block/Hex.h"
#include "gtest/gtest.h"

namespace winnow::block::test {

/// One decoder for every test: it is made in milliseconds.
inline const Decoder &decoder() {
  static const std::unique_ptr<Decoder> D = cantFail(Decoder::create());
  return *D;
}

/// Blanks in \p Text part what belongs together.
inline std::vector<uint8_t> bytes(llvm::StringRef Text) {
  std::string Digits;
  for (char C : Text)
    if (C != ' ')
      Digits += C;
  return cantFail(fromHex(Digits));
}

/// "0:4801d8 5:90 !3+1": blocks by offset, then what was undecodable.
inline std::string show(const Cut &C) {
  std::string Text;
  auto Part = [&](const std::string &S) {
    Text += (Text.empty() ? "" : " ") + S;
  };
  for (const Piece &P : C.Blocks)
    Part(std::to_string(P.Offset) + ":" + toHex(P.Block.Bytes));
  for (const Undecodable &U : C.Bad)
    Part("!" + std::to_string(U.Offset) + "+" + std::to_string(U.Size));
  return Text;
}

inline std::string cut(llvm::StringRef Hex, const RunOptions &O = {}) {
  return show(decoder().cut(bytes(Hex), O));
}

} // namespace winnow::block::test

#endif // WINNOW_UNITTESTS_BLOCK_BLOCKS_H
