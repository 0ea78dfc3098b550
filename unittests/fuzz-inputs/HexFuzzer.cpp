//===- HexFuzzer.cpp - Any bytes as lines of hex --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  winnow::extract::check(Data, Size, winnow::extract::InputKind::Hex, true);
  return 0;
}
