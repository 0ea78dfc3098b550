//===- Pretrained.cpp - The model that is built in ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pretrained/Pretrained.h"

#ifdef WINNOW_PRETRAINED
// An array of a million numbers in C++ would take a compiler seconds.
asm(".pushsection .rodata\n"
    ".balign 64\n"
    ".hidden winnow_pretrained_begin\n"
    ".globl winnow_pretrained_begin\n"
    "winnow_pretrained_begin:\n"
    ".incbin \"" WINNOW_PRETRAINED "\"\n"
    ".hidden winnow_pretrained_end\n"
    ".globl winnow_pretrained_end\n"
    "winnow_pretrained_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
__attribute__((
    visibility("hidden"))) extern const char winnow_pretrained_begin[];
__attribute__((visibility("hidden"))) extern const char winnow_pretrained_end[];
}
#endif

namespace winnow::pretrained {

std::string_view weights() {
#ifdef WINNOW_PRETRAINED
  return {winnow_pretrained_begin,
          size_t(winnow_pretrained_end - winnow_pretrained_begin)};
#else
  return {};
#endif
}

} // namespace winnow::pretrained
