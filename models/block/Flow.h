//===- Flow.h - Which instructions end a block ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's tables know branches, calls and returns. They do not know that a
/// system call, a software interrupt or a change of privilege leaves the code
/// too: those are listed here. Nor do they know what a nop is.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_FLOW_H
#define WINNOW_BLOCK_FLOW_H

#include "block/Decoder.h"

namespace winnow::block {

/// The answer for each opcode, made once: a look-up costs a load.
class FlowTable {
public:
  explicit FlowTable(const llvm::MCInstrInfo &Instructions);
  Flow operator[](unsigned Opcode) const { return OfOpcode[Opcode]; }
  bool isNop(unsigned Opcode) const { return Kinds[Opcode] == Kind::Nop; }
  /// LOCK_PREFIX and its like, which are no instructions.
  bool isPrefix(unsigned Opcode) const { return Kinds[Opcode] == Kind::Prefix; }

private:
  enum class Kind : uint8_t { Other, Nop, Prefix };
  std::vector<Flow> OfOpcode;
  std::vector<Kind> Kinds;
};

} // namespace winnow::block

#endif // WINNOW_BLOCK_FLOW_H
