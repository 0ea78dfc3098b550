//===- Decoder.cpp - Machine code into basic blocks -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Decoder.h"
#include "block/Flow.h"
#include "block/Target.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInstPrinter.h"
#include "llvm/MC/MCInstrAnalysis.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace winnow::block {

/// The processor takes no longer ones; LLVM's disassembler does.
static constexpr unsigned LongestInstruction = 15;

struct Decoder::State {
  MCTargetOptions Options;
  std::unique_ptr<const MCRegisterInfo> Registers;
  std::unique_ptr<const MCAsmInfo> AsmInfo;
  std::unique_ptr<const MCInstrInfo> Instructions;
  std::unique_ptr<const MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<const MCDisassembler> Disassembler;
  std::unique_ptr<const MCInstrAnalysis> Analysis;
  std::unique_ptr<MCInstPrinter> ATT, Intel;
  std::unique_ptr<const FlowTable> Flows;
};

Decoder::Decoder(std::unique_ptr<State> S) : S(std::move(S)) {}
Decoder::~Decoder() = default;

Expected<std::unique_ptr<Decoder>> Decoder::create(StringRef CPU) {
  Expected<const Target *> T = target();
  if (!T)
    return T.takeError();
  const Triple &Triple = targetTriple();
  auto S = std::make_unique<State>();
  S->Registers.reset((*T)->createMCRegInfo(Triple));
  S->AsmInfo.reset((*T)->createMCAsmInfo(*S->Registers, Triple, S->Options));
  S->Instructions.reset((*T)->createMCInstrInfo());
  // LLVM would print a warning of its own about an unknown CPU.
  std::unique_ptr<const MCSubtargetInfo> Plain(
      (*T)->createMCSubtargetInfo(Triple, "", ""));
  if (!CPU.empty() && !Plain->isCPUStringValid(CPU))
    return createStringError("'%s' is no x86-64 CPU that LLVM knows",
                             CPU.str().c_str());
  // The disassembler asks for the 64-bit mode only, so no feature is lacking.
  S->Subtarget.reset((*T)->createMCSubtargetInfo(Triple, CPU, ""));
  S->Context = std::make_unique<MCContext>(
      Triple, S->AsmInfo.get(), S->Registers.get(), S->Subtarget.get());
  S->Disassembler.reset((*T)->createMCDisassembler(*S->Subtarget, *S->Context));
  S->Analysis.reset((*T)->createMCInstrAnalysis(S->Instructions.get()));
  auto Printer = [&](unsigned Variant) {
    std::unique_ptr<MCInstPrinter> P((*T)->createMCInstPrinter(
        Triple, Variant, *S->AsmInfo, *S->Instructions, *S->Registers));
    P->setPrintImmHex(true);
    return P;
  };
  S->ATT = Printer(0);
  S->Intel = Printer(1);
  S->Flows = std::make_unique<FlowTable>(*S->Instructions);
  return std::unique_ptr<Decoder>(new Decoder(std::move(S)));
}

const MCInstrInfo &Decoder::instructions() const { return *S->Instructions; }
const MCRegisterInfo &Decoder::registers() const { return *S->Registers; }
const MCSubtargetInfo &Decoder::subtarget() const { return *S->Subtarget; }

std::optional<Decoded> Decoder::first(ArrayRef<uint8_t> Bytes,
                                      uint64_t Address) const {
  Bytes = Bytes.take_front(LongestInstruction);
  Decoded D;
  uint64_t Size = 0;
  for (;;) {
    uint64_t Step = 0;
    if (S->Disassembler->getInstruction(D.Inst, Step, Bytes.drop_front(Size),
                                        Address + Size,
                                        nulls()) != MCDisassembler::Success ||
        Step == 0 || Step > Bytes.size() - Size)
      return std::nullopt;
    Size += Step;
    if (!S->Flows->isPrefix(D.Inst.getOpcode()))
      break;
    D.Prefixes.push_back(std::exchange(D.Inst, MCInst()));
  }
  D.Size = unsigned(Size);
  D.Goes = (*S->Flows)[D.Inst.getOpcode()];
  uint64_t Target = 0;
  if (D.Goes != Flow::Next &&
      S->Analysis->evaluateBranch(D.Inst, Address, Size, Target))
    D.Target = Target;
  return D;
}

bool Decoder::isNop(const MCInst &Inst) const {
  return S->Flows->isNop(Inst.getOpcode());
}

Expected<BasicBlock> Decoder::decode(ArrayRef<uint8_t> Bytes) const {
  BasicBlock B;
  B.Bytes = Bytes.vec();
  for (size_t At = 0; At < Bytes.size(); At += B.Lengths.back()) {
    std::optional<Decoded> D = first(Bytes.drop_front(At), At);
    if (!D)
      return createStringError("offset %zu: not an instruction", At);
    if (D->Goes != Flow::Next)
      return createStringError("offset %zu: '%s' transfers control", At,
                               print(*D, Syntax::ATT, At).c_str());
    B.Lengths.push_back(uint8_t(D->Size));
  }
  return B;
}

std::string Decoder::print(const Decoded &D, Syntax How,
                           uint64_t Address) const {
  std::string Raw;
  raw_string_ostream OS(Raw);
  MCInstPrinter &P = How == Syntax::ATT ? *S->ATT : *S->Intel;
  for (const MCInst &Prefix : D.Prefixes)
    P.printInst(&Prefix, Address, "", *S->Subtarget, OS);
  P.printInst(&D.Inst, Address, "", *S->Subtarget, OS);
  // LLVM puts tabs around mnemonics and prefixes.
  std::string Text;
  for (char C : StringRef(Raw).trim())
    if (C != '\t')
      Text += C;
    else if (Text.back() != ' ')
      Text += ' ';
  return Text;
}

std::string Decoder::print(const BasicBlock &B, Syntax How) const {
  std::string Text;
  ArrayRef<uint8_t> Rest = B.Bytes;
  for (uint8_t Length : B.Lengths) {
    std::optional<Decoded> D = first(Rest.take_front(Length));
    Text += D ? print(*D, How) : "(bad)";
    Text += '\n';
    Rest = Rest.drop_front(Length);
  }
  return Text;
}

} // namespace winnow::block
