//===- Flow.cpp - Which instructions end a block --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Flow.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/MC/MCInstrInfo.h"

using namespace llvm;

namespace winnow::block {

/// By the names of LLVM's opcodes, which have no public header.
static bool isUnknownToTables(StringRef Name) {
  static const StringSet<> Names = {
      // System calls and software interrupts.
      "SYSCALL", "SYSENTER", "INT", "INT3", "INTO",
      // Calls to and from hypervisors, enclaves and the management mode.
      "VMCALL", "VMMCALL", "VMFUNC", "VMLAUNCH", "VMRESUME", "VMRUN32",
      "VMRUN64", "SKINIT", "RSM", "ENCLS", "ENCLU", "ENCLV", "GETSEC", "TDCALL",
      "SEAMCALL", "SEAMOPS", "SEAMRET",
      // Back to a less privileged level, or from a user interrupt.
      "SYSRET", "SYSRET64", "SYSEXIT", "SYSEXIT64", "ERETS", "ERETU", "UIRET",
      // A transaction that aborts goes on where it began.
      "XBEGIN", "XABORT",
      // Traps without a flag.
      "UBSAN_UD1"};
  return Names.contains(Name);
}

/// What returns from a system call of the kernel never goes on below.
static bool neverGoesOn(StringRef Name) {
  return Name == "HLT" || Name.starts_with("SYSRET") ||
         Name.starts_with("SYSEXIT") || Name.starts_with("ERET") ||
         Name == "UIRET" || Name == "RSM" || Name == "SEAMRET";
}

FlowTable::FlowTable(const MCInstrInfo &Instructions) {
  OfOpcode.reserve(Instructions.getNumOpcodes());
  for (unsigned Opcode = 0; Opcode < Instructions.getNumOpcodes(); ++Opcode) {
    const MCInstrDesc &D = Instructions.get(Opcode);
    StringRef Name = Instructions.getName(Opcode);
    Flow F = Flow::Next;
    if (D.isReturn() || D.isTrap() || (D.isBranch() && D.isBarrier()) ||
        neverGoesOn(Name))
      F = Flow::Away;
    else if (D.isTerminator() || D.isBranch() || D.isCall() ||
             isUnknownToTables(Name))
      F = Flow::Maybe;
    OfOpcode.push_back(F);
    Kinds.push_back(Name.starts_with("NOOP")    ? Kind::Nop
                    : Name.ends_with("_PREFIX") ? Kind::Prefix
                                                : Kind::Other);
  }
}

} // namespace winnow::block
