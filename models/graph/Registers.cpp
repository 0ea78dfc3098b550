//===- Registers.cpp - LLVM's registers as locations ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Registers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCRegisterInfo.h"

using namespace llvm;

namespace winnow::graph {

/// "EAX", "R9D", "SPL": a general purpose register, or Nowhere.
static Register general(StringRef Name) {
  static constexpr const char *Stems[] = {"AX", "CX", "DX", "BX",
                                          "SP", "BP", "SI", "DI"};
  for (unsigned I = 0; I < 8; ++I) {
    StringRef Stem = Stems[I];
    Location L = Location(Gpr0 + I);
    if (Name == Stem)
      return {L, Part::Low16};
    if (Name.drop_front() == Stem && Name[0] == 'R')
      return {L, Part::Low64};
    if (Name.drop_front() == Stem && Name[0] == 'E')
      return {L, Part::Low32};
    // AL and AH of the first four, SPL and its like of the others.
    StringRef Byte = I < 4 ? Stem.take_front() : Stem;
    if (Name == (Byte + "L").str())
      return {L, Part::Low8};
    if (I < 4 && Name == (Byte + "H").str())
      return {L, Part::High8};
  }
  if (!Name.consume_front("R"))
    return {};
  Part P = Part::Low64;
  if (Name.consume_back("D"))
    P = Part::Low32;
  else if (Name.consume_back("W"))
    P = Part::Low16;
  else if (Name.consume_back("B"))
    P = Part::Low8;
  unsigned Number = 0;
  if (Name.getAsInteger(10, Number) || Number < 8 || Number > 31)
    return {};
  return {Location(Gpr0 + Number), P};
}

static Register numbered(StringRef Name) {
  struct Family {
    StringRef Prefix;
    Location First;
    Part Covers;
    unsigned Count;
  };
  static constexpr Family Families[] = {
      {"XMM", Vector0, Part::Xmm, 32}, {"YMM", Vector0, Part::Ymm, 32},
      {"ZMM", Vector0, Part::Zmm, 32}, {"TMM", Tile0, Part::Whole, 8},
      {"MM", Mmx0, Part::Whole, 8},    {"K", Mask0, Part::Whole, 8},
      {"ST", Stack0, Part::Whole, 8}};
  for (const Family &F : Families) {
    StringRef Rest = Name;
    unsigned Number = 0;
    if (Rest.consume_front(F.Prefix) && !Rest.getAsInteger(10, Number) &&
        Number < F.Count)
      return {Location(F.First + Number), F.Covers};
  }
  return {};
}

RegisterTable::RegisterTable(const MCRegisterInfo &Registers)
    : Of(Registers.getNumRegs()), Segments(Registers.getNumRegs(), 0) {
  for (unsigned I = 1; I < Registers.getNumRegs(); ++I) {
    StringRef Name = Registers.getName(I);
    if (Name == "EFLAGS")
      Flags = I;
    else if (Name == "RIP" || Name == "EIP")
      Of[I] = {Rip, Part::Low64};
    else if (Name.size() == 2 && Name[1] == 'S')
      Segments[I] = toLower(Name[0]);
    else if (Register R = numbered(Name); R.Where != Nowhere)
      Of[I] = R;
    else
      Of[I] = general(Name);
  }
}

} // namespace winnow::graph
