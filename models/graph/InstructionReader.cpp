//===- InstructionReader.cpp - LLVM's instructions as ours ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/InstructionReader.h"
#include "graph/Idioms.h"
#include "graph/Rules.h"
#include "graph/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCInstrInfo.h"

using namespace llvm;

namespace winnow::graph {

InstructionReader::InstructionReader(const block::Decoder &D)
    : D(D), Registers(D.registers()) {}

/// base, scale, index, displacement, segment.
static constexpr unsigned AddressOperands = 5;

/// The state of reading one instruction.
class InstructionReader::Reading {
public:
  Reading(const InstructionReader &Reader, const block::Decoded &One,
          ArrayRef<uint8_t> Bytes)
      : Registers(Reader.Registers), One(One), Bytes(Bytes),
        Desc(Reader.D.instructions().get(One.Inst.getOpcode())),
        Text(Reader.D.print(One, block::Syntax::Intel)) {}

  Instruction run();

private:
  void readExplicit();
  void readAddress(unsigned At);
  void readImplicit();
  void readFlags();
  void readStrings();
  void readStack();
  void readX87();

  void use(Register R, EdgeKind Kind, unsigned Index = Use::None);
  void define(Register R, unsigned Index);
  void access(const MemoryOperand &M, bool Source, bool Destination);
  unsigned numExplicitUses() const {
    return Desc.getNumOperands() - Desc.getNumDefs();
  }
  bool isAddressOnly() const { return I.Mnemonic == "lea"; }

  const RegisterTable &Registers;
  const block::Decoded &One;
  ArrayRef<uint8_t> Bytes;
  const MCInstrDesc &Desc;
  std::string Text;
  /// Bytes of the memory operand, by its "qword ptr" and the like.
  uint16_t Width = 0;
  bool UsesCl = false, UsesFlags = false, DefinesFlags = false;
  Instruction I;
};

void InstructionReader::Reading::use(Register R, EdgeKind Kind,
                                     unsigned Index) {
  if (R.Where != Nowhere && R.Where != Rip)
    I.Uses.push_back({R.Where, Kind, uint8_t(std::min<unsigned>(Index, 255))});
}

void InstructionReader::Reading::define(Register R, unsigned Index) {
  if (R.Where == Nowhere || R.Where == Rip)
    return;
  // What a narrow write keeps of its register must be there first.
  if (R.Covers == Part::Low8 || R.Covers == Part::High8 ||
      R.Covers == Part::Low16)
    use(R, EdgeKind::Merge);
  Def To;
  To.Where = R.Where;
  To.Operand = uint8_t(std::min<unsigned>(Index, 255));
  To.Wide = R.Covers == Part::Ymm || R.Covers == Part::Zmm;
  To.KeepsUpper =
      R.Covers == Part::Xmm && !StringRef(I.Mnemonic).starts_with("v");
  I.Defs.push_back(To);
}

void InstructionReader::Reading::access(const MemoryOperand &M, bool Source,
                                        bool Destination) {
  Operand O;
  O.Kind = Operand::Mem;
  O.Source = Source;
  O.Destination = Destination;
  O.Value = int64_t(I.Memory.size());
  I.Memory.push_back(M);
  I.Operands.push_back(O);
}

void InstructionReader::Reading::readAddress(unsigned At) {
  const MCInst &Inst = One.Inst;
  auto RegisterAt = [&](unsigned Operand) {
    const MCOperand &O = Inst.getOperand(Operand);
    return O.isReg() && O.getReg() ? Registers[O.getReg()] : Register();
  };
  MemoryOperand M;
  M.Base = RegisterAt(At).Where;
  M.Scale = uint8_t(Inst.getOperand(At + 1).getImm());
  M.Index = RegisterAt(At + 2).Where;
  if (Inst.getOperand(At + 3).isImm())
    M.Displacement = Inst.getOperand(At + 3).getImm();
  if (MCRegister Segment = Inst.getOperand(At + 4).getReg())
    M.Segment = Registers.segment(Segment);
  M.Width = Width;
  bool Touches = !isAddressOnly();
  M.Load = Touches && Desc.mayLoad();
  M.Store = Touches && Desc.mayStore();
  // LLVM says neither of some instructions that it never selects.
  if (Touches && !M.Load && !M.Store)
    M.Load = true;
  EdgeKind Kind = Touches ? EdgeKind::Address : EdgeKind::Data;
  unsigned FirstUse = At - std::min<unsigned>(At, Desc.getNumDefs());
  use({M.Base, Part::Low64}, Kind, FirstUse);
  use({M.Index, Part::Low64}, Kind, FirstUse + 2);
  access(M, M.Load || !M.Store, M.Store);
}

void InstructionReader::Reading::readExplicit() {
  const MCInst &Inst = One.Inst;
  unsigned NumDefs = Desc.getNumDefs();
  ArrayRef<MCOperandInfo> Infos = Desc.operands();
  unsigned Count = std::min<unsigned>(Inst.getNumOperands(), Infos.size());
  auto IsMemory = [&](unsigned At) {
    return At < Count && Infos[At].OperandType == MCOI::OPERAND_MEMORY;
  };
  for (unsigned At = 0; At < Count; ++At) {
    if (IsMemory(At) || (isAddressOnly() && At == 1)) {
      unsigned Run = 1;
      while (IsMemory(At + Run) && Run < AddressOperands)
        ++Run;
      if (isAddressOnly())
        Run = AddressOperands;
      if (Run == AddressOperands && At + Run <= Inst.getNumOperands()) {
        readAddress(At);
      } else if (Inst.getOperand(At).isImm() && Run == 2) {
        // An absolute address in the instruction.
        MemoryOperand M;
        M.Displacement = Inst.getOperand(At).getImm();
        M.Segment = Registers.segment(Inst.getOperand(At + 1).getReg());
        M.Width = Width;
        M.Load = Desc.mayLoad();
        M.Store = !M.Load;
        access(M, M.Load, M.Store);
      }
      // What is left are string instructions, see readStrings().
      At += Run - 1;
      continue;
    }
    const MCOperand &O = Inst.getOperand(At);
    if (O.isReg() && O.getReg()) {
      Register R = Registers[O.getReg()];
      if (R.Where == Nowhere)
        continue;
      Operand Shown;
      Shown.R = R;
      bool Defined = At < NumDefs;
      Shown.Destination = Defined;
      Shown.Source = !Defined;
      if (R.Where < Stack0 || R.Where >= Tile0) {
        if (Defined)
          define(R, At);
        else
          use(R, EdgeKind::Data, At - NumDefs);
      }
      I.Operands.push_back(Shown);
    } else if (O.isImm() &&
               Infos[At].OperandType < MCOI::OPERAND_FIRST_TARGET) {
      Operand Shown;
      Shown.Kind = Operand::Immediate;
      Shown.Source = true;
      Shown.Value = O.getImm();
      I.Operands.push_back(Shown);
    }
  }
}

void InstructionReader::Reading::readImplicit() {
  bool IsSignSplit =
      I.Mnemonic == "cdq" || I.Mnemonic == "cqo" || I.Mnemonic == "cwd";
  // vzeroupper clears what nobody has to wait for.
  if (StringRef(I.Mnemonic).starts_with("vzero"))
    return;
  auto Skip = [&](MCPhysReg R) {
    Location L = Registers[R].Where;
    return L == Nowhere || (L >= Stack0 && L < Tile0) ||
           (L == Rsp && I.is(StackEngine));
  };
  unsigned Index = numExplicitUses();
  for (MCPhysReg R : Desc.implicit_uses()) {
    UsesFlags |= Registers.isFlags(R);
    if (!Skip(R)) {
      Register Used = Registers[R];
      UsesCl |= Used.Where == Gpr0 + 1 && Used.Covers == Part::Low8;
      use(Used, EdgeKind::Data, Index);
      I.Operands.push_back({Operand::Reg, true, false, Used, 0});
    }
    ++Index;
  }
  Index = Desc.getNumDefs();
  for (MCPhysReg R : Desc.implicit_defs()) {
    DefinesFlags |= Registers.isFlags(R);
    bool Kept = IsSignSplit && Registers[R].Where == Gpr0;
    if (!Skip(R) && !Kept) {
      define(Registers[R], Index);
      I.Operands.push_back({Operand::Reg, false, true, Registers[R], 0});
    }
    ++Index;
  }
}

void InstructionReader::Reading::readFlags() {
  auto ForGroups = [](uint8_t Groups, auto &&Do) {
    if (Groups & Carry)
      Do(CarryFlag);
    if (Groups & Overflow)
      Do(OverflowFlag);
    if (Groups & Others)
      Do(OtherFlags);
  };
  unsigned UseIndex = Use::None, DefIndex = Use::None;
  for (auto [K, R] : enumerate(Desc.implicit_uses()))
    if (Registers.isFlags(R))
      UseIndex = numExplicitUses() + unsigned(K);
  for (auto [K, R] : enumerate(Desc.implicit_defs()))
    if (Registers.isFlags(R))
      DefIndex = Desc.getNumDefs() + unsigned(K);
  if (UsesFlags)
    ForGroups(flagsRead(I.Mnemonic), [&](Location L) {
      use({L, Part::Whole}, EdgeKind::Flags, UseIndex);
      I.Operands.push_back({Operand::Reg, true, false, {L, Part::Whole}, 0});
    });
  if (!DefinesFlags)
    return;
  bool Shift = isShift(I.Mnemonic);
  if (Shift && !UsesCl)
    for (const Operand &O : I.Operands)
      if (O.Kind == Operand::Immediate && (O.Value & 31) == 0 &&
          (O.Value & 63) == 0)
        return;
  ForGroups(flagsWritten(I.Mnemonic), [&](Location L) {
    if (Shift && UsesCl)
      use({L, Part::Whole}, EdgeKind::Merge);
    define({L, Part::Whole}, DefIndex);
    I.Operands.push_back({Operand::Reg, false, true, {L, Part::Whole}, 0});
  });
}

void InstructionReader::Reading::readStrings() {
  StringAccess A = stringAccess(I.Mnemonic);
  auto At = [&](unsigned Number, bool Load) {
    MemoryOperand M;
    M.Base = Location(Gpr0 + Number);
    M.Width = Width;
    M.Load = Load;
    M.Store = !Load;
    use({M.Base, Part::Low64}, EdgeKind::Address);
    access(M, Load, !Load);
  };
  constexpr unsigned Rsi = 6, Rdi = 7, Rcx = 1;
  // "movsd" and "cmpsd" are vector instructions too.
  for (const Operand &O : I.Operands)
    if (O.Kind == Operand::Reg && O.R.Where >= Vector0 && O.R.Where < Mask0)
      return;
  if (A.LoadsRsi)
    At(Rsi, true);
  if (A.LoadsRdi)
    At(Rdi, true);
  if (A.StoresRdi)
    At(Rdi, false);
  bool Repeats =
      any_of(I.Prefixes, [](StringRef P) { return P.starts_with("rep"); });
  if (!Repeats || (!A.LoadsRsi && !A.LoadsRdi && !A.StoresRdi))
    return;
  Register Counter = {Location(Gpr0 + Rcx), Part::Low64};
  use(Counter, EdgeKind::Data);
  define(Counter, Use::None);
  I.Operands.push_back({Operand::Reg, true, true, Counter, 0});
}

/// push and pop, whose rsp the front end follows: nothing waits for it.
void InstructionReader::Reading::readStack() {
  bool Push = StringRef(I.Mnemonic).starts_with("push");
  int64_t Size = 8;
  if (Width == 2 || StringRef(I.Mnemonic).ends_with("w"))
    Size = 2;
  for (const Operand &O : I.Operands)
    if (O.Kind == Operand::Reg && O.R.Covers == Part::Low16)
      Size = 2;
  MemoryOperand M;
  M.Base = Rsp;
  M.Displacement = Push ? -Size : 0;
  M.Width = uint16_t(Size);
  M.Load = !Push;
  M.Store = Push;
  use({Rsp, Part::Low64}, EdgeKind::Address);
  access(M, !Push, Push);
  I.Change = {ValueChange::Add, Rsp, Rsp, Push ? -Size : Size};
}

void InstructionReader::Reading::readX87() {
  StackEffect E = stackEffect(I.Mnemonic);
  I.Pushes = E.Pushes;
  I.Pops = E.Pops;
  Register Top = {Stack0, Part::Whole};
  Register Second = {Location(Stack0 + 1), Part::Whole};
  Register Named;
  for (const Operand &O : I.Operands)
    if (O.Kind == Operand::Reg && O.R.Where >= Stack0 && O.R.Where < Tile0)
      Named = O.R;
  if (E.UsesTop)
    use(Top, EdgeKind::Data);
  if (E.UsesSecond)
    use(Second, EdgeKind::Data);
  // "fadd st(1), st" leaves its result in the named one, "fst st(1)" too.
  StringRef Operands = StringRef(Text).split(' ').second;
  bool IntoNamed = Operands.starts_with("st(") && E.UsesTop &&
                   !I.Mnemonic.empty() &&
                   I.Mnemonic.find("com") == std::string::npos;
  bool OnlyWrites = I.Mnemonic == "fst" || I.Mnemonic == "fstp";
  if (Named.Where != Nowhere && !OnlyWrites)
    use(Named, EdgeKind::Data);
  bool Exchange = I.Mnemonic == "fxch";
  if (E.DefinesTop && (!IntoNamed || Exchange))
    define(Top, 0);
  if (E.DefinesSecond)
    define(Second, 0);
  if (Named.Where != Nowhere && (IntoNamed || Exchange))
    define(Named, 0);
}

Instruction InstructionReader::Reading::run() {
  readSpelling(Text, I, Width);
  I.Length = uint8_t(Bytes.size());
  readPrefixBytes(Bytes, I);
  if (I.Mnemonic == "nop" || StringRef(I.Mnemonic).starts_with("endbr")) {
    I.Marks |= NoWork;
    return std::move(I);
  }
  StringRef M = I.Mnemonic;
  if (M.starts_with("push") || (M.starts_with("pop") && M != "popcnt"))
    I.Marks |= StackEngine;
  if (isSerializing(M))
    I.Marks |= Serializes;
  readExplicit();
  readImplicit();
  readFlags();
  readStrings();
  if (I.is(StackEngine))
    readStack();
  else if (M.starts_with("f") && !M.starts_with("fx"))
    readX87();
  else if (M == "fxch")
    readX87();
  if (M == "leave")
    access({Location(Gpr0 + 5), Nowhere, 1, 0, 0, 8, true, false}, true, false);
  findIdioms(I);
  if (mayWaitForDestination(M) && !I.Defs.empty())
    use({I.Defs[0].Where, Part::Low64}, EdgeKind::Merge);
  for (const MemoryOperand &One : I.Memory)
    I.Marks |= uint16_t((One.Load ? Loads : 0) | (One.Store ? Stores : 0));
  return std::move(I);
}

Instruction InstructionReader::read(const block::Decoded &One,
                                    ArrayRef<uint8_t> Bytes) const {
  return Reading(*this, One, Bytes).run();
}

} // namespace winnow::graph
