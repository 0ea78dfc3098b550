//===- AssemblyFuzzer.cpp - Any bytes as assembly -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "block/Target.h"
#include "extract/InProcess.h"

using namespace winnow;

/// A child starts with what its parent has used of LLVM: a first text makes the
/// others quicker.
extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  extract::Messages M;
  llvm::SmallVector<char, 0> Object;
  llvm::MemoryBufferRef Text("nop", "x");
  if (!assembleInProcess(*llvm::cantFail(block::target()), Text,
                         block::Syntax::ATT, false, M, Object))
    abort();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  extract::check(Data, Size, extract::InputKind::Assembly, true);
  return 0;
}
