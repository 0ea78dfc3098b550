//===- Rules.cpp - What LLVM's tables do not say --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace winnow::graph {

/// The flags that a condition code looks at, or none for what is no condition.
static uint8_t ofCondition(StringRef Code) {
  return StringSwitch<uint8_t>(Code)
      .Cases({"b", "ae", "c", "nc", "nae", "nb"}, Carry)
      .Cases({"o", "no"}, Overflow)
      .Cases({"e", "ne", "z", "nz", "s", "ns", "p", "np"}, Others)
      .Cases({"be", "a", "na", "nbe"}, Carry | Others)
      .Cases({"l", "ge", "le", "g", "nl", "nge", "nle", "ng"},
             Overflow | Others)
      .Default(0);
}

uint8_t flagsRead(StringRef Mnemonic) {
  for (StringRef Prefix : {"cmov", "set", "fcmov"})
    if (Mnemonic.starts_with(Prefix))
      if (uint8_t Groups = ofCondition(Mnemonic.drop_front(Prefix.size())))
        return Groups;
  return StringSwitch<uint8_t>(Mnemonic)
      .Cases({"adc", "sbb", "rcl", "rcr", "cmc", "adcx", "salc"}, Carry)
      .Case("adox", Overflow)
      .Case("lahf", Carry | Others)
      .Default(AllFlags);
}

uint8_t flagsWritten(StringRef Mnemonic) {
  return StringSwitch<uint8_t>(Mnemonic)
      .Cases({"inc", "dec"}, Overflow | Others)
      .Cases({"bt", "bts", "btr", "btc"}, Carry)
      .Cases({"stc", "clc", "cmc", "adcx"}, Carry)
      .Case("adox", Overflow)
      .Cases({"rol", "ror", "rcl", "rcr"}, Carry | Overflow)
      .Case("sahf", Carry | Others)
      .Default(AllFlags);
}

bool isShift(StringRef Mnemonic) {
  return StringSwitch<bool>(Mnemonic)
      .Cases({"shl", "sal", "shr", "sar", "shld", "shrd"}, true)
      .Cases({"rol", "ror", "rcl", "rcr"}, true)
      .Default(false);
}

/// "vpxord" and "pxor" alike: without v, and without EVEX's element size.
static StringRef stem(StringRef Mnemonic) {
  Mnemonic.consume_front("v");
  if (Mnemonic == "pxord" || Mnemonic == "pxorq")
    return Mnemonic.drop_back();
  return Mnemonic;
}

bool makesZero(StringRef Mnemonic) {
  if (Mnemonic == "xor" || Mnemonic == "sub")
    return true;
  return StringSwitch<bool>(stem(Mnemonic))
      .Cases({"pxor", "xorps", "xorpd"}, true)
      .Cases({"psubb", "psubw", "psubd", "psubq"}, true)
      .Cases({"pcmpgtb", "pcmpgtw", "pcmpgtd", "pcmpgtq"}, true)
      .Default(false);
}

bool makesOnes(StringRef Mnemonic) {
  return StringSwitch<bool>(stem(Mnemonic))
      .Cases({"pcmpeqb", "pcmpeqw", "pcmpeqd", "pcmpeqq"}, true)
      .Default(false);
}

bool isMove(StringRef Mnemonic) {
  if (Mnemonic == "mov")
    return true;
  Mnemonic.consume_front("v");
  return StringSwitch<bool>(Mnemonic)
      .Cases({"movaps", "movapd", "movups", "movupd"}, true)
      .Cases({"movdqa", "movdqu", "movdqa32", "movdqa64"}, true)
      .Cases({"movdqu8", "movdqu16", "movdqu32", "movdqu64"}, true)
      .Default(false);
}

bool mayWaitForDestination(StringRef Mnemonic) {
  return Mnemonic == "popcnt" || Mnemonic == "lzcnt" || Mnemonic == "tzcnt";
}

bool isSerializing(StringRef Mnemonic) {
  return StringSwitch<bool>(Mnemonic)
      .Cases({"cpuid", "lfence", "mfence", "serialize", "rdtscp"}, true)
      .Default(false);
}

/// "movsq" is "movs": the last letter is the size.
static bool isString(StringRef Mnemonic, StringRef Stem) {
  return Mnemonic.size() == Stem.size() + 1 && Mnemonic.starts_with(Stem) &&
         StringRef("bwdq").contains(Mnemonic.back());
}

StringAccess stringAccess(StringRef Mnemonic) {
  StringAccess A;
  A.LoadsRsi = isString(Mnemonic, "movs") || isString(Mnemonic, "lods") ||
               isString(Mnemonic, "cmps");
  A.LoadsRdi = isString(Mnemonic, "cmps") || isString(Mnemonic, "scas");
  A.StoresRdi = isString(Mnemonic, "movs") || isString(Mnemonic, "stos");
  return A;
}

StackEffect stackEffect(StringRef Mnemonic) {
  StackEffect E;
  auto One = [&](std::initializer_list<StringRef> Names) {
    return is_contained(Names, Mnemonic);
  };
  if (One({"fld", "fild", "fbld", "fld1", "fldz", "fldpi", "fldl2e", "fldl2t",
           "fldlg2", "fldln2"})) {
    E.DefinesTop = true;
    E.Pushes = 1;
    return E;
  }
  if (One({"fst", "fist", "fcom", "fucom", "fcomi", "fucomi", "ficom", "ftst",
           "fxam"})) {
    E.UsesTop = true;
    return E;
  }
  if (One({"fstp", "fistp", "fisttp", "fbstp", "fcomp", "fucomp", "fcompi",
           "fucompi", "ficomp"})) {
    E.UsesTop = true;
    E.Pops = 1;
    return E;
  }
  if (One({"fcompp", "fucompp"})) {
    E.UsesTop = E.UsesSecond = true;
    E.Pops = 2;
    return E;
  }
  if (One({"fpatan", "fyl2x", "fyl2xp1"})) {
    E.UsesTop = E.UsesSecond = E.DefinesSecond = true;
    E.Pops = 1;
    return E;
  }
  if (One({"faddp", "fmulp", "fsubp", "fsubrp", "fdivp", "fdivrp"})) {
    E.UsesTop = true;
    E.Pops = 1;
    return E;
  }
  if (One({"fadd",    "fmul",    "fsub",   "fsubr",   "fdiv",    "fdivr",
           "fiadd",   "fimul",   "fisub",  "fisubr",  "fidiv",   "fidivr",
           "fxch",    "fchs",    "fabs",   "fsqrt",   "fsin",    "fcos",
           "frndint", "f2xm1",   "fscale", "fprem",   "fprem1",  "fcmovb",
           "fcmove",  "fcmovbe", "fcmovu", "fcmovnb", "fcmovne", "fcmovnbe",
           "fcmovnu"})) {
    E.UsesTop = E.DefinesTop = true;
    E.UsesSecond = Mnemonic.starts_with("fprem") || Mnemonic == "fscale";
  }
  return E;
}

} // namespace winnow::graph
