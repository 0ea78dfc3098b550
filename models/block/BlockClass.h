//===- BlockClass.h - What kind of work a block does ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A coarse class for statistics, by the widest registers that a block names
/// and by what it does to memory: "xmm load", "integer", "zmm load store".
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_BLOCKCLASS_H
#define WINNOW_BLOCK_BLOCKCLASS_H

#include "block/Decoder.h"

namespace winnow::block {

/// In order of width; a mask register counts as Zmm.
enum class Registers : uint8_t { Integer, X87, Xmm, Ymm, Zmm };

struct BlockClass {
  Registers Widest = Registers::Integer;
  bool Loads = false;
  bool Stores = false;
};

/// Decodes the block once more: some 0.2 µs an instruction.
BlockClass classify(const Decoder &D, const BasicBlock &B);

/// "ymm load store". A stable text.
std::string toString(const BlockClass &C);

} // namespace winnow::block

#endif // WINNOW_BLOCK_BLOCKCLASS_H
