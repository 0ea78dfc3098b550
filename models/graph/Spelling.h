//===- Spelling.h - An instruction as it is written -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is read off an instruction's text and bytes, for LLVM's descriptions do
/// not hold it:
///
///     lock add dword ptr [rbx], eax     prefix "lock", mnemonic "add", 4 bytes
///     66 05 34 12                       add $0x1234, %ax: LengthChanging
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_SPELLING_H
#define WINNOW_GRAPH_SPELLING_H

#include "graph/Instruction.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace winnow::graph {

/// Prefixes and mnemonic of \p I, from \p Text in Intel's syntax; \p Width
/// becomes the bytes of its memory operand, if the text says so.
void readSpelling(llvm::StringRef Text, Instruction &I, uint16_t &Width);

/// Where the opcode of \p I starts, and whether a prefix changes its length.
void readPrefixBytes(llvm::ArrayRef<uint8_t> Bytes, Instruction &I);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_SPELLING_H
