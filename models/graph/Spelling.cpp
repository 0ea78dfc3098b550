//===- Spelling.cpp - An instruction as it is written --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace winnow::graph {

void readSpelling(StringRef Text, Instruction &I, uint16_t &Width) {
  StringRef Rest = Text;
  for (;;) {
    auto [Word, After] = Rest.split(' ');
    if (Word.starts_with("{")) {
      Rest = After;
      continue;
    }
    bool IsPrefix = StringSwitch<bool>(Word)
                        .Cases({"lock", "rep", "repne", "xacquire"}, true)
                        .Cases({"xrelease", "notrack", "bnd"}, true)
                        .Cases({"data16", "addr32", "cs", "ds"}, true)
                        .Cases({"es", "ss", "fs", "gs", "rex64"}, true)
                        .Default(false);
    if (!IsPrefix || After.empty()) {
      I.Mnemonic = Word.str();
      break;
    }
    I.Prefixes.push_back(Word.str());
    Rest = After;
  }
  // The manual's name of the move with a 64-bit immediate or address is mov.
  if (I.Mnemonic == "movabs")
    I.Mnemonic = "mov";
  size_t Ptr = Text.find(" ptr ");
  if (Ptr == StringRef::npos)
    return;
  size_t Start = Text.find_last_of(" ,", Ptr - 1);
  StringRef Size = Text.slice(Start + 1, Ptr);
  Width = StringSwitch<uint16_t>(Size)
              .Case("byte", 1)
              .Case("word", 2)
              .Case("dword", 4)
              .Case("fword", 6)
              .Case("qword", 8)
              .Cases({"tbyte", "xword"}, 10)
              .Case("xmmword", 16)
              .Case("ymmword", 32)
              .Case("zmmword", 64)
              .Default(0);
}

/// A 16-bit immediate under 66 makes Intel's length decoders start again.
void readPrefixBytes(ArrayRef<uint8_t> Bytes, Instruction &I) {
  constexpr uint8_t Legacy[] = {0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e,
                                0x36, 0x3e, 0x26, 0x64, 0x65};
  bool OperandSize = false, RexW = false;
  size_t At = 0;
  auto Byte = [&](size_t Where) {
    return Where < Bytes.size() ? Bytes[Where] : uint8_t(0);
  };
  for (; is_contained(Legacy, Byte(At)); ++At)
    OperandSize |= Byte(At) == 0x66;
  if ((Byte(At) & 0xf0) == 0x40)
    RexW = Byte(At++) & 8;
  uint8_t First = Byte(At);
  bool OneByte =
      First != 0x0f && First != 0xc4 && First != 0xc5 && First != 0x62;
  if (First == 0x0f)
    At += Byte(At + 1) == 0x38 || Byte(At + 1) == 0x3a ? 2 : 1;
  else if (First == 0xc5)
    At += 2;
  else if (First == 0xc4)
    At += 3;
  else if (First == 0x62)
    At += 4;
  I.OpcodeOffset = uint8_t(At);
  // Immediates of the operand's size: arithmetic with the accumulator, groups
  // 81, 69, c7, f7 (test only), push, test and mov.
  bool SizedImmediate =
      First == 0x81 || First == 0x69 || First == 0xc7 || First == 0x68 ||
      First == 0xa9 || (First == 0xf7 && (Byte(At + 1) & 0x30) == 0) ||
      (First >= 0xb8 && First <= 0xbf) || (First < 0x40 && (First & 7) == 5);
  if (OperandSize && !RexW && OneByte && SizedImmediate)
    I.Marks |= LengthChanging;
}

} // namespace winnow::graph
