//===- HarnessCode.cpp - The machine code around a block ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/HarnessCode.h"
#include <cassert>
#include <cstring>

// The assembly below has the offsets of HarnessState as numbers.
static_assert(offsetof(winnow::measure::HarnessState, StackPointer) == 0);
static_assert(offsetof(winnow::measure::HarnessState, Snippet) == 8);
static_assert(offsetof(winnow::measure::HarnessState, Repetitions) == 16);
static_assert(offsetof(winnow::measure::HarnessState, Start) == 24);
static_assert(offsetof(winnow::measure::HarnessState, BlockMxcsr) == 32);
static_assert(offsetof(winnow::measure::HarnessState, DefaultMxcsr) == 36);
static_assert(offsetof(winnow::measure::HarnessState, CounterIndex) == 40);
static_assert(winnow::measure::FillValue == 0x2324000);
static_assert(winnow::measure::StackValue == 0x2324800);
static_assert(winnow::measure::PageBytes == uint64_t{512} * 8);

asm(R"(
# Where the address of the state page is patched in.
.set wm_state, 0x5749534554415453

# rax = ticks. The fences keep the block's instructions on their side.
.macro wm_ticks_tsc
  lfence
  rdtsc
  lfence
  shl $32, %rdx
  or %rdx, %rax
.endm
.macro wm_ticks_perf
  lfence
  rdpmc
  lfence
  shl $32, %rdx
  or %rdx, %rax
.endm

# Upper halves are cleared, not set. rax holds the address of the filled page.
.macro wm_vectors_sse
  vzeroupper
  .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
  movdqa (%rax), %xmm\i
  .endr
.endm
.macro wm_vectors_avx
  .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
  vmovdqa (%rax), %ymm\i
  .endr
.endm
.macro wm_vectors_avx512
  .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  vmovdqa64 (%rax), %zmm\i
  .endr
  .irp i, 0,1,2,3,4,5,6,7
  kmovq (%rax), %k\i
  .endr
.endm

.macro wm_run clock, vectors
  .balign 64
wm_run_\clock\()_\vectors:
  push %rbx
  push %rbp
  push %r12
  push %r13
  push %r14
  push %r15
  movabs $wm_state, %rbx
  mov %rsp, 0(%rbx)
  mov %rdi, 8(%rbx)
  mov %rsi, 16(%rbx)
  mov 40(%rbx), %ecx
  wm_ticks_\clock
  mov %rax, 24(%rbx)
wm_again_\clock\()_\vectors:
  mov 0(%rbx), %rsp
  pushq $0x202
  popfq
  mov $0x2324000, %eax
  mov %eax, %edi
  mov $512, %ecx
  rep stosq
  ldmxcsr 32(%rbx)
  wm_vectors_\vectors
  mov 8(%rbx), %rax
  .irp r, ebx,ecx,edx,esi,edi,r8d,r9d,r10d,r11d,r12d,r13d,r14d,r15d
  mov $0x2324000, %\r
  .endr
  mov $0x2324800, %esp
  mov $0x2324800, %ebp
  jmp *%rax
  .balign 64
wm_done_\clock\()_\vectors:
  movabs $wm_state, %rbx
  decq 16(%rbx)
  jnz wm_again_\clock\()_\vectors
  mov 40(%rbx), %ecx
  wm_ticks_\clock
  sub 24(%rbx), %rax
  mov 0(%rbx), %rsp
  pushq $0x202
  popfq
  fninit
  ldmxcsr 36(%rbx)
  vzeroupper
  pop %r15
  pop %r14
  pop %r13
  pop %r12
  pop %rbp
  pop %rbx
  ret
.endm

.macro wm_calibrators clock
  .balign 64
wm_latency_\clock:
  mov %esi, %ecx
  mov $3, %r9d
  wm_ticks_\clock
  mov %rax, %r10
  .balign 64, 0x90
1:
  .rept 100
  add %r9, %r11
  .endr
  dec %rdi
  jnz 1b
  wm_ticks_\clock
  sub %r10, %rax
  ret
  .balign 64
wm_throughput_\clock:
  push %rbx
  push %rbp
  push %r12
  mov %esi, %ecx
  mov $3, %r9d
  mov %rdi, %r12
  wm_ticks_\clock
  mov %rax, %r10
  .balign 64, 0x90
1:
  .rept 16
  add %r9, %rax
  add %r9, %rbx
  add %r9, %rdx
  add %r9, %rsi
  add %r9, %rdi
  add %r9, %rbp
  add %r9, %r8
  add %r9, %r11
  .endr
  dec %r12
  jnz 1b
  wm_ticks_\clock
  sub %r10, %rax
  pop %r12
  pop %rbp
  pop %rbx
  ret
.endm

  .pushsection .rodata
  .balign 64
  .globl wm_begin, wm_end
  .hidden wm_begin, wm_end
wm_begin:
  wm_calibrators tsc
  wm_run tsc, sse
  wm_run tsc, avx
  wm_run tsc, avx512
  wm_calibrators perf
  wm_run perf, sse
  wm_run perf, avx
  wm_run perf, avx512
wm_end:

  # The table that harnessEntries() reads: run, done, latency, throughput.
  .balign 4
  .globl wm_table
  .hidden wm_table
wm_table:
  .irp c, tsc, perf
  .irp v, sse, avx, avx512
  .long wm_run_\c\()_\v - wm_begin
  .long wm_done_\c\()_\v - wm_begin
  .long wm_latency_\c - wm_begin
  .long wm_throughput_\c - wm_begin
  .endr
  .endr
  .popsection
)");

extern "C" {
extern const uint8_t wm_begin[], wm_end[];
extern const winnow::measure::HarnessEntries wm_table[];
}

namespace winnow::measure {

HarnessEntries harnessEntries(ClockKind Clock, VectorState Vectors) {
  return wm_table[static_cast<unsigned>(Clock) * 3 +
                  static_cast<unsigned>(Vectors)];
}

size_t harnessSize() { return wm_end - wm_begin; }

size_t harnessPages() {
  return (harnessSize() + PageBytes - 1) / PageBytes * PageBytes;
}

void writeHarness(uint8_t *To, uint64_t State, bool HasAvx) {
  const uint64_t Placeholder = 0x5749534554415453;
  const uint8_t ClearUppers[] = {0xc5, 0xf8, 0x77};
  const uint8_t ThreeByteNop[] = {0x0f, 0x1f, 0x00};
  const size_t Size = harnessSize();
  memcpy(To, wm_begin, Size);
  unsigned Patched = 0;
  for (size_t I = 0; I + sizeof(Placeholder) <= Size; ++I) {
    if (memcmp(To + I, &Placeholder, sizeof(Placeholder)) == 0) {
      memcpy(To + I, &State, sizeof(State));
      ++Patched;
    } else if (!HasAvx && memcmp(To + I, ClearUppers, 3) == 0) {
      memcpy(To + I, ThreeByteNop, 3);
    }
  }
  assert(Patched == 12 && "each run has two placeholders");
  (void)Patched;
}

} // namespace winnow::measure
