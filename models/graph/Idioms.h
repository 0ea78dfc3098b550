//===- Idioms.h - What a processor sees without computing -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the operands of an instruction tell about its result:
///
///     xor %eax, %eax       ZeroIdiom, and waits for nothing
///     mov %rax, %rbx       PlainMove; the value is that of rax
///     add $8, %rsi         the value is that of rsi before, and 8
///     lea 1(%rax,%rbx), …  SlowLea
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_IDIOMS_H
#define WINNOW_GRAPH_IDIOMS_H

#include "graph/Instruction.h"

namespace winnow::graph {

/// Sets the marks and Change of \p I, whose operands, memory and definitions
/// are known; takes away the uses of an idiom.
void findIdioms(Instruction &I);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_IDIOMS_H
