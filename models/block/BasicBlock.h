//===- BasicBlock.h - The bytes of a basic block ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A basic block is what is measured and predicted: x86-64 machine code that
/// runs from its first byte to its last. What transfers control is left out.
///
///     add  %rbx, %rax   48 01 d8      Bytes    48 01 d8 48 ff c1
///     inc  %rcx         48 ff c1      Lengths  3 3
///     jne  loop         75 f8         (left out)
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_BASICBLOCK_H
#define WINNOW_BLOCK_BASICBLOCK_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace winnow::block {

struct BasicBlock {
  std::vector<uint8_t> Bytes;
  /// Bytes of each instruction, 1 to 15, in order; their sum is Bytes.size().
  std::vector<uint8_t> Lengths;

  /// The number of instructions.
  size_t size() const { return Lengths.size(); }
  bool empty() const { return Lengths.empty(); }

  bool operator==(const BasicBlock &B) const { return Bytes == B.Bytes; }
};

} // namespace winnow::block

#endif // WINNOW_BLOCK_BASICBLOCK_H
