//===- Instruction.cpp - What one instruction reads and writes ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Instruction.h"

namespace winnow::graph {

std::string nameOf(Location L) {
  static const char *const Old[] = {"rax", "rcx", "rdx", "rbx",
                                    "rsp", "rbp", "rsi", "rdi"};
  auto Numbered = [&](const char *Kind, unsigned First) {
    return Kind + std::to_string(L - First);
  };
  if (L < 8)
    return Old[L];
  if (L < Vector0)
    return Numbered("r", Gpr0);
  if (L < Mask0)
    return Numbered("xmm", Vector0);
  if (L < Mmx0)
    return Numbered("k", Mask0);
  if (L < Stack0)
    return Numbered("mm", Mmx0);
  if (L < Tile0)
    return Numbered("st", Stack0);
  if (L < CarryFlag)
    return Numbered("tmm", Tile0);
  switch (L) {
  case CarryFlag:
    return "cf";
  case OverflowFlag:
    return "of";
  case OtherFlags:
    return "szp";
  case Rip:
    return "rip";
  default:
    return "none";
  }
}

std::string nameOf(Register R) {
  std::string Name = nameOf(R.Where);
  switch (R.Covers) {
  case Part::Whole:
    return Name;
  case Part::Low8:
    return Name + ".8";
  case Part::High8:
    return Name + ".8h";
  case Part::Low16:
    return Name + ".16";
  case Part::Low32:
    return Name + ".32";
  case Part::Low64:
    return Name + ".64";
  case Part::Xmm:
    return Name + ".128";
  case Part::Ymm:
    return Name + ".256";
  case Part::Zmm:
    return Name + ".512";
  }
  return Name;
}

} // namespace winnow::graph
