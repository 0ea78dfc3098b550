//===- Tokens.h - The words an instruction is written in --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The names of tokens. What follows the colon is a class's member:
///
///     p:lock           a prefix; p:lcp where one changes an immediate's length
///     p:zero p:ones    an idiom, whose sources are left out
///     op:add           the mnemonic
///     <S> <D>          what follows are sources, or destinations
///     r:rax.32         a register, as its 64-bit name and the bits of it;
///                      implicit ones too; r:cf, r:of, r:szp are the flags
///     i:0 i:1 i:-1     an immediate by class: also i:8, i:32, i:64, the
///                      smallest signed size that holds it
///     m:64             a memory operand of 64 bits: base, index and scale,
///                      displacement and segment follow, up to </M>
///     m:addr           the same of lea, which does not touch memory
///     m:stack          what push and pop touch
///     m:same           a destination that is the memory operand of the sources
///     x:4              the scale, after the index register
///     d:8 d:32         a displacement that needs one byte, or four
///     s:fs             a segment
///
/// Example, lock add %eax, 8(%rbx,%rcx,4):
///
///     p:lock op:add <S> m:32 r:rbx.64 r:rcx.64 x:4 d:8 </M> r:rax.32
///     <D> m:same r:cf r:of r:szp
///
/// The key of an instruction is its mnemonic in Intel's manual, where the width
/// is no part of it, and not an opcode of LLVM: numbers change with every
/// version of LLVM, names with some (a form is split, a suffix added), and
/// ADD32rr, ADD64rr_REV and ADD64mi8 would be strangers to each other. What
/// forms differ in, the operand tokens say.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_TOKENS_H
#define WINNOW_GRAPH_TOKENS_H

#include "graph/Instruction.h"

namespace winnow::graph {

/// The names of an instruction's tokens, from everything else it holds.
std::vector<std::string> tokensOf(const Instruction &I);

/// The class of a token: "op" of "op:add"; "" for the marks.
std::string_view classOf(std::string_view Token);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_TOKENS_H
