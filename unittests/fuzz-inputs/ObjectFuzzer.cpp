//===- ObjectFuzzer.cpp - Any bytes as machine code -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

/// Line tables are read in a process of their own, so only now and then.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  static unsigned Runs = 0;
  winnow::extract::check(Data, Size, winnow::extract::InputKind::Object,
                         ++Runs % 256 == 0);
  return 0;
}
