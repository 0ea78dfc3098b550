//===- BlockClass.cpp - What kind of work a block does --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/BlockClass.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"

using namespace llvm;

namespace winnow::block {

/// "XMM3", "ST0", "FP0", "MM1", "K1_K2"; FS, FPSW and MXCSR are none of these.
static Registers kindOf(StringRef Name) {
  auto Numbered = [&](StringRef Prefix) {
    return Name.starts_with(Prefix) && Name.size() > Prefix.size() &&
           isdigit(Name[Prefix.size()]);
  };
  if (Numbered("ZMM") || Numbered("K") || Numbered("TMM"))
    return Registers::Zmm;
  if (Numbered("YMM"))
    return Registers::Ymm;
  if (Numbered("XMM"))
    return Registers::Xmm;
  if (Numbered("ST") || Numbered("MM") || Numbered("FP"))
    return Registers::X87;
  return Registers::Integer;
}

BlockClass classify(const Decoder &D, const BasicBlock &B) {
  BlockClass C;
  const MCRegisterInfo &RI = D.registers();
  auto See = [&](MCRegister R) {
    if (R)
      C.Widest = std::max(C.Widest, kindOf(RI.getName(R)));
  };
  ArrayRef<uint8_t> Rest = B.Bytes;
  for (uint8_t Length : B.Lengths) {
    std::optional<Decoded> I = D.first(Rest.take_front(Length));
    Rest = Rest.drop_front(Length);
    if (!I)
      continue;
    const MCInstrDesc &Desc = D.instructions().get(I->Inst.getOpcode());
    C.Loads |= Desc.mayLoad();
    C.Stores |= Desc.mayStore();
    for (const MCOperand &Op : I->Inst)
      if (Op.isReg())
        See(Op.getReg());
    for (MCPhysReg R : Desc.implicit_defs())
      See(R);
    for (MCPhysReg R : Desc.implicit_uses())
      See(R);
  }
  return C;
}

std::string toString(const BlockClass &C) {
  static constexpr const char *Names[] = {"integer", "x87", "xmm", "ymm",
                                          "zmm"};
  std::string Text = Names[unsigned(C.Widest)];
  if (C.Loads)
    Text += " load";
  if (C.Stores)
    Text += " store";
  return Text;
}

} // namespace winnow::block
