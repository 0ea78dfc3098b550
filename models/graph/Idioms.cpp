//===- Idioms.cpp - What a processor sees without computing --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Idioms.h"
#include "graph/Rules.h"

using namespace llvm;

namespace winnow::graph {

static void markIdioms(Instruction &I) {
  // All register sources are one register, of 32 bits or more, and there is
  // nothing else.
  Register Same;
  unsigned Sources = 0;
  for (const Operand &O : I.Operands) {
    if (!O.Source)
      continue;
    if (O.Kind != Operand::Reg || O.R.Where >= Mmx0)
      return;
    if (Sources++ && O.R.Where != Same.Where)
      return;
    Same = O.R;
  }
  bool Narrow = Same.Covers == Part::Low8 || Same.Covers == Part::High8 ||
                Same.Covers == Part::Low16;
  if (Sources == 2 && !Narrow) {
    if (makesZero(I.Mnemonic))
      I.Marks |= ZeroIdiom;
    else if (makesOnes(I.Mnemonic))
      I.Marks |= OnesIdiom;
    if (I.Marks & (ZeroIdiom | OnesIdiom))
      I.Uses.clear();
  }
  if (Sources == 1 && I.Defs.size() == 1 && I.Memory.empty() &&
      isMove(I.Mnemonic) && !Narrow && Same.Where < Mask0 &&
      (Same.Where < Vector0) == (I.Defs[0].Where < Vector0) &&
      Same.Where != I.Defs[0].Where)
    I.Marks |= PlainMove;
}

static void findValue(Instruction &I) {
  if (I.is(StackEngine))
    return;
  const Def *To = nullptr;
  for (const Def &D : I.Defs)
    if (D.Where < Vector0)
      To = To ? nullptr : &D;
  if (!To)
    return;
  const Operand *Source = nullptr, *Immediate = nullptr, *Memory = nullptr;
  bool Whole = true, Several = false;
  for (const Operand &O : I.Operands) {
    if (O.Kind == Operand::Reg && O.R.Where < Vector0) {
      if (O.Source) {
        Several |= Source != nullptr;
        Source = &O;
      }
      Whole &= O.R.Covers == Part::Low64;
    } else if (O.Kind == Operand::Immediate)
      Immediate = &O;
    else if (O.Kind == Operand::Mem)
      Memory = &O;
  }
  I.Change.To = To->Where;
  if (I.is(ZeroIdiom)) {
    I.Change.Kind = ValueChange::Constant;
  } else if (I.Mnemonic == "leave") {
    I.Change = ValueChange();
  } else if (I.Mnemonic == "mov" && Immediate && !Source && !Memory) {
    I.Change.Kind = ValueChange::Constant;
    I.Change.Amount = Immediate->Value;
  } else if (!Whole || Several) {
    I.Change.Kind = ValueChange::Unknown;
  } else if (I.is(PlainMove)) {
    I.Change.Kind = ValueChange::Copy;
    I.Change.From = Source->R.Where;
  } else if (I.Mnemonic == "lea" && Memory) {
    const MemoryOperand &M = I.Memory[size_t(Memory->Value)];
    if (M.Index == Nowhere && M.Base < Vector0) {
      I.Change.Kind = ValueChange::Add;
      I.Change.From = M.Base;
      I.Change.Amount = M.Displacement;
    }
  } else if (Source && !Memory && Source->R.Where == To->Where) {
    int64_t Amount = Immediate ? Immediate->Value : 1;
    bool Adds = Immediate ? I.Mnemonic == "add" : I.Mnemonic == "inc";
    bool Subtracts = Immediate ? I.Mnemonic == "sub" : I.Mnemonic == "dec";
    if (Adds || Subtracts) {
      I.Change.Kind = ValueChange::Add;
      I.Change.From = To->Where;
      I.Change.Amount = Adds ? Amount : -Amount;
    }
  }
}

static bool isSlowLea(const MemoryOperand &M) {
  bool Parts = M.Base != Nowhere && M.Index != Nowhere && M.Displacement != 0;
  return Parts || M.Base == Rip;
}

void findIdioms(Instruction &I) {
  markIdioms(I);
  findValue(I);
  if (I.Mnemonic == "lea" && !I.Memory.empty() && isSlowLea(I.Memory[0]))
    I.Marks |= SlowLea;
}

} // namespace winnow::graph
