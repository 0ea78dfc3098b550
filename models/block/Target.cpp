//===- Target.cpp - LLVM's x86-64, made ready once ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Target.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace winnow::block {

const Triple &targetTriple() {
  static const Triple T("x86_64-unknown-linux-gnu");
  return T;
}

Expected<const Target *> target() {
  static const Target *const T = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmParser();
    LLVMInitializeX86Disassembler();
    std::string Unused;
    return TargetRegistry::lookupTarget(targetTriple(), Unused);
  }();
  if (!T)
    return createStringError("this LLVM was built without x86");
  return T;
}

} // namespace winnow::block
