//===- Registers.h - LLVM's registers as locations --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM numbers registers anew in every version, but names them as the
/// processor's manual does: the names are what is mapped here.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_REGISTERS_H
#define WINNOW_GRAPH_REGISTERS_H

#include "graph/Instruction.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCRegister.h"

namespace llvm {
class MCRegisterInfo;
} // namespace llvm

namespace winnow::graph {

class RegisterTable {
public:
  explicit RegisterTable(const llvm::MCRegisterInfo &Registers);
  /// Nowhere for what carries no dependence: rounding modes, segments, ssp.
  Register operator[](llvm::MCRegister R) const { return Of[R.id()]; }
  bool isFlags(llvm::MCRegister R) const { return R == Flags; }
  /// 'f' for fs; 0 for no segment.
  char segment(llvm::MCRegister R) const { return Segments[R.id()]; }

private:
  std::vector<Register> Of;
  std::vector<char> Segments;
  llvm::MCRegister Flags;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_REGISTERS_H
