//===- DependencesTest.cpp - Who waits for whom ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Graphs.h"

namespace winnow::graph::test {
namespace {

// A register's value goes from its last writer to its reader, and around the
// loop to a reader before the writer.
TEST(DependencesTest, Registers) {
  // mov %eax, %ecx; mov $1, %eax
  EXPECT_EQ(edges("89c1 b801000000"), "1=data=>0");
  // mov $1, %eax; mov %eax, %ecx
  EXPECT_EQ(edges("b801000000 89c1"), "0-data->1");
  // add %rax, %rax waits for itself, once.
  EXPECT_EQ(edges("4801c0"), "0=data=>0");
}

// An address is another kind of use than a value.
TEST(DependencesTest, Addresses) {
  // mov (%rax), %rax; a chase of pointers.
  EXPECT_EQ(edges("488b00"), "0=address=>0");
  // add $8, %rdi; mov (%rdi), %rcx
  EXPECT_EQ(edges("4883c708 488b0f"), "0=data=>0 0-address->1");
}

// A write of 8 or 16 bits keeps the rest; one of 32 bits clears it.
TEST(DependencesTest, PartialRegisters) {
  // mov $1, %eax; mov (%rdi), %al; mov %eax, %ecx
  EXPECT_EQ(edges("b801000000 8a07 89c1"), "0-merge->1 1-data->2");
  // mov (%rdi), %al, and then mov $1, %eax; mov %eax, %ecx
  EXPECT_EQ(edges("8a07 b801000000 89c1"), "1=merge=>0 1-data->2");
}

// inc leaves the carry to who asks for it: cmp's goes through to adc.
TEST(DependencesTest, IncKeepsCarry) {
  // cmp %rsi, %rdi; inc %rax; adc $0, %rbx
  EXPECT_EQ(edges("4839f7 48ffc0 4883d300"), "1=data=>1 0-flags->2 2=data=>2");
}

// A condition waits for those who write the flags that it looks at.
TEST(DependencesTest, Conditions) {
  // cmp; inc %rsi; setb %al: the carry only.
  EXPECT_EQ(edges("4839f7 48ffc6 0f92c0"),
            "1=data=>0 1=data=>1 0-flags->2 2=merge=>2");
  // cmp; inc %rsi; cmova %rcx, %rdx: the carry and the zero flag.
  EXPECT_EQ(edges("4839f7 48ffc6 480f47d1"),
            "1=data=>0 1=data=>1 0-flags->2 1-flags->2 2=data=>2");
}

// adcx and adox are two chains that do not meet.
TEST(DependencesTest, TwoCarries) {
  EXPECT_EQ(edges("66480f38f6c3 f3480f38f6cb"),
            "0=data=>0 0=flags=>0 1=data=>1 1=flags=>1");
}

// A shift by cl keeps the flags when the count is 0; one by 1 does not.
TEST(DependencesTest, ShiftsKeepFlags) {
  EXPECT_EQ(edges("4839f7 48d3e0"), "0-merge->1 1=data=>1");
  EXPECT_EQ(edges("4839f7 48d1e0"), "1=data=>1");
}

// Idioms of zero and of all ones wait for nothing.
TEST(DependencesTest, Idioms) {
  EXPECT_EQ(edges("31c0"), "");     // xor %eax, %eax
  EXPECT_EQ(edges("4829c9"), "");   // sub %rcx, %rcx
  EXPECT_EQ(edges("660fefc0"), ""); // pxor %xmm0, %xmm0
  EXPECT_EQ(edges("c5f1efd1"), ""); // vpxor %xmm1, %xmm1, %xmm2
  EXPECT_EQ(edges("660f76c0"), ""); // pcmpeqd %xmm0, %xmm0
  // xor %ax, %ax keeps what is above.
  EXPECT_NE(edges("6631c0"), "");
}

// A load takes what was stored at the same address, and at no other.
TEST(DependencesTest, Memory) {
  // mov %rax, 8(%rdi); mov 8(%rdi), %rcx
  EXPECT_EQ(edges("48894708 488b4f08"), "0-memory->1");
  // … mov 16(%rdi), %rcx
  EXPECT_EQ(edges("48894708 488b4f10"), "");
  // … mov 10(%rdi), %ecx lies inside.
  EXPECT_EQ(edges("48894708 8b4f0a"), "0-memory->1");
  // add %rax, (%rdi) takes what it stored itself.
  EXPECT_EQ(edges("480107"), "0=memory=>0");
}

// An address is what it is worth: constants that are added to a register count.
TEST(DependencesTest, MemoryThroughAdditions) {
  // mov %rax, 8(%rdi); add $8, %rdi; mov (%rdi), %rcx
  EXPECT_EQ(edges("48894708 4883c708 488b0f"),
            "1=address=>0 1=data=>1 1-address->2 0-memory->2");
  // The same with another register's value in between: mov (%rdi), %rdi.
  EXPECT_EQ(edges("48894708 488b3f 488b4f08").find("memory"),
            std::string::npos);
}

// A pop takes what a push left, and neither waits for the other's rsp.
TEST(DependencesTest, Stack) {
  EXPECT_EQ(edges("53 59"), "0-memory->1"); // push %rbx; pop %rcx
  EXPECT_EQ(edges("59 59"), "");
}

// cqo reads rax and writes rdx only.
TEST(DependencesTest, SignSplit) {
  // cqo; mov %rax, %rbx
  EXPECT_EQ(edges("4899 4889c3"), "");
}

// mul, div and rep stos have registers that they do not name.
TEST(DependencesTest, Implicit) {
  // mul %rbx waits for rax, which it writes.
  EXPECT_EQ(edges("48f7e3"), "0=data=>0");
  // rep stosq; rcx, rdi.
  EXPECT_EQ(edges("f348ab"), "0=data=>0 0=address=>0");
}

// A legacy instruction keeps the upper half that a VEX one of 256 bits wrote;
// a VEX one of 128 bits clears it.
TEST(DependencesTest, UpperHalves) {
  // vaddps %ymm1, %ymm2, %ymm0; movaps %xmm1, %xmm0 by 0f28c1
  EXPECT_EQ(edges("c5ec58c1 0f28c1"), "0-merge->1");
  // vaddps %xmm1, %xmm2, %xmm0; movaps
  EXPECT_EQ(edges("c5e858c1 0f28c1"), "");
  EXPECT_EQ(edges("c5ec58c1 c5e858c1"), "");
}

// The x87's registers turn: fld %st(0); fmulp leaves a chain on one register.
TEST(DependencesTest, X87Turns) {
  EXPECT_EQ(edges("d9c0 dec9"), "1=data=>0 0-data->1 1=data=>1");
}

// Nops and the instruction pointer wait for nothing.
TEST(DependencesTest, Nops) {
  EXPECT_EQ(edges("0f1f00"), "");
  EXPECT_EQ(edges("488b0508000000"), "");
}

// The level of an instruction is the longest way to it within the iteration.
TEST(DependencesTest, Levels) {
  const Vocabulary NoWords;
  GraphBuilder Builder(table(), NoWords);
  // mov $1, %eax; add %rax, %rbx; mov %rax, %rcx; add %rbx, %rcx
  BlockGraph G =
      cantFail(Builder.build(block("b801000000 4801c3 4889c1 4801d9")));
  std::string Levels;
  for (const Node &N : G.Nodes)
    Levels += std::to_string(N.Level);
  EXPECT_EQ(Levels, "0112");
}

// The same block gives the same graph, whatever was built before.
TEST(DependencesTest, Deterministic) {
  EXPECT_EQ(edges("48894708 4883c708 488b0f"),
            edges("48894708 4883c708 488b0f"));
}

} // namespace
} // namespace winnow::graph::test
