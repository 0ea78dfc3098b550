//===- Rules.h - What LLVM's tables do not say ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM describes registers and flags as a compiler needs them. A processor
/// renames more finely and knows idioms. What is added here, by mnemonic:
///
///     flags in three groups   inc leaves the carry; cmovl reads two groups;
///                             adcx and adox touch one each
///     shifts by cl            keep the flags where the count is 0
///     idioms                  xor same, same is 0; pcmpeq same, same is ones
///     register moves          that renaming can do
///     cdq, cqo, cwd           write rdx only
///     string instructions     memory at rsi and rdi, rcx under rep
///     x87                     the stack that turns
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_RULES_H
#define WINNOW_GRAPH_RULES_H

#include "graph/Instruction.h"
#include "llvm/ADT/StringRef.h"

namespace winnow::graph {

/// Bits, for CarryFlag, OverflowFlag, OtherFlags.
enum FlagGroups : uint8_t { Carry = 1, Overflow = 2, Others = 4, AllFlags = 7 };

/// Asked of instructions that LLVM says read or write the flags.
uint8_t flagsRead(llvm::StringRef Mnemonic);
uint8_t flagsWritten(llvm::StringRef Mnemonic);

/// shl, sar and their like, which write no flags where the count is 0.
bool isShift(llvm::StringRef Mnemonic);

/// Zero, or all ones, when the sources are one register.
bool makesZero(llvm::StringRef Mnemonic);
bool makesOnes(llvm::StringRef Mnemonic);

/// Moves that can be done by renaming, between registers of one kind.
bool isMove(llvm::StringRef Mnemonic);

/// Writes the whole destination, but waits for its old value on some
/// processors: popcnt, lzcnt, tzcnt.
bool mayWaitForDestination(llvm::StringRef Mnemonic);

bool isSerializing(llvm::StringRef Mnemonic);

/// What a string instruction does to memory.
struct StringAccess {
  bool LoadsRsi = false;
  bool LoadsRdi = false;
  bool StoresRdi = false;
};
StringAccess stringAccess(llvm::StringRef Mnemonic);

/// What an x87 instruction does to the register stack.
struct StackEffect {
  bool UsesTop = false;
  bool UsesSecond = false;
  /// The result goes to the top, after a push and before pops.
  bool DefinesTop = false;
  bool DefinesSecond = false;
  int8_t Pushes = 0;
  int8_t Pops = 0;
};
StackEffect stackEffect(llvm::StringRef Mnemonic);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_RULES_H
