//===- Snippet.cpp - A block unrolled -------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Snippet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstring>

using namespace llvm;

namespace winnow::measure {

// The first copy starts a cache line; the head ends just before it, with what
// chooses who feeds the copies. AMD's cores go over from their decoders to the
// op cache at the target of a taken branch only, and not while earlier work
// holds them up. Measured on Zen 5 for 1,365 cmp %rax, %r8 (0.167 cycles each):
// without a branch 0.25, as fast as decoders go; with two branches either at
// random; with two after a fence 0.167 in 95 of 100 samples. Without fences
// either comes at random on Zen 4 as well. The mfence also waits for the stores
// to the page, which would compete with those of the block.
static constexpr size_t CodeOffset = 64;
static constexpr uint8_t Head[] = {
    0xdb, 0xe3,                   // fninit, where the block may use x87
    0xb8, 0x00, 0x40, 0x32, 0x02, // mov $0x2324000, %eax
    0x0f, 0xae, 0xe8,             // lfence
    0x0f, 0xae, 0xf0,             // mfence
};
static constexpr uint8_t ToOpCache[] = {
    0xeb,
    0x00, // jmp to the next instruction
    0xeb,
    0x00, // jmp to the next instruction
};
static constexpr size_t X87Bytes = 2;
static constexpr size_t TailBytes = 5; // jmp rel32

// By the bytes that occur in it: never no where the answer is yes.
static bool mayUseX87(Code Block) {
  return any_of(Block, [](uint8_t B) { return B >= 0xd8 && B <= 0xdf; });
}

unsigned copiesFor(size_t BlockBytes, size_t Instructions) {
  size_t Copies = (ShortBytes + BlockBytes / 2) / BlockBytes;
  if (Instructions)
    Copies = std::min(Copies, ShortInstructions / Instructions);
  return std::max<size_t>(Copies, 1);
}

VectorState vectorStateFor(Code Block, VectorState Widest) {
  VectorState Needed = VectorState::Sse;
  for (uint8_t Byte : Block) {
    if (Byte == 0x62) // EVEX
      Needed = std::max(Needed, VectorState::Avx512);
    else if (Byte == 0xc4 || Byte == 0xc5) // VEX
      Needed = std::max(Needed, VectorState::Avx);
  }
  return std::min(Needed, Widest);
}

size_t snippetSize(size_t BlockBytes, unsigned Copies) {
  return alignTo(CodeOffset + BlockBytes * Copies + TailBytes, 64);
}

uint32_t writeSnippet(uint8_t *To, Code Block, unsigned Copies,
                      int32_t DoneOffset, FrontEnd Feeds) {
  ArrayRef<uint8_t> Switch;
  if (Feeds == FrontEnd::OpCache)
    Switch = ToOpCache;
  const uint32_t HeadOffset = CodeOffset - sizeof(Head) - Switch.size();
  // fninit takes 90 cycles: as long as a block's copies may take.
  const uint32_t Entry = HeadOffset + (mayUseX87(Block) ? 0 : X87Bytes);
  // Nobody runs the gaps; were they run, they trap.
  memset(To, 0xcc, CodeOffset);
  memcpy(To + HeadOffset, Head, sizeof(Head));
  llvm::copy(Switch, To + HeadOffset + sizeof(Head));
  uint8_t *Out = To + CodeOffset;
  for (unsigned I = 0; I < Copies; ++I)
    Out = std::copy(Block.begin(), Block.end(), Out);
  int32_t Relative = DoneOffset - static_cast<int32_t>(Out + TailBytes - To);
  *Out++ = 0xe9;
  memcpy(Out, &Relative, sizeof(Relative));
  Out += sizeof(Relative);
  memset(Out, 0xcc, To + snippetSize(Block.size(), Copies) - Out);
  return Entry;
}

bool mayCallSystem(Code Block) {
  for (size_t I = 0; I < Block.size(); ++I) {
    if (Block[I] == 0xcd) // int n
      return true;
    // syscall, sysenter; the second byte may be the block's own first.
    uint8_t Next = Block[(I + 1) % Block.size()];
    if (Block[I] == 0x0f && (Next == 0x05 || Next == 0x34))
      return true;
  }
  return false;
}

} // namespace winnow::measure
