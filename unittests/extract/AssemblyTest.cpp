//===- AssemblyTest.cpp - Blocks of assembly ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"

namespace winnow::extract::test {
namespace {

// A few lines without a section or a symbol are code, with their lines.
TEST(AssemblyTest, Plain) {
  EXPECT_EQ(run("add %rbx, %rax\nimul %rax, %rcx\n"),
            ".text+0 x:1 4801d8480fafc8\n");
  EXPECT_EQ(run(""), "");
  EXPECT_EQ(run("# nothing\n"), "");
}

// Intel's syntax by a directive in the text or by the option.
TEST(AssemblyTest, IntelSyntax) {
  EXPECT_EQ(run(".intel_syntax noprefix\nadd rax, rbx\n"),
            ".text+0 x:2 4801d8\n");
  ExtractOptions O;
  O.AssemblySyntax = block::Syntax::Intel;
  EXPECT_EQ(run("add rax, rbx\n", O), ".text+0 x:1 4801d8\n");
  EXPECT_EQ(run(".att_syntax\nadd %rbx, %rax\n", O), ".text+0 x:2 4801d8\n");
}

// Every extension is known, whatever this machine is.
TEST(AssemblyTest, Extensions) {
  EXPECT_EQ(run("vaddps %zmm1, %zmm2, %zmm3\n"), ".text+0 x:1 62f16c4858d9\n");
  EXPECT_EQ(run("vfmadd231ps (%rdi), %ymm1, %ymm2\n"),
            ".text+0 x:1 c4e275b817\n");
}

// Functions name blocks, and labels start them.
TEST(AssemblyTest, Functions) {
  const char *Text = ".globl f\n.type f,@function\nf:\nadd %ebx, %eax\n"
                     "jne .L1\nnop\n.L1:\ncld\nret\n.size f,.-f\n"
                     "g:\nstd\nh:\nnop\nret\n";
  EXPECT_EQ(run(Text), "f+0 x:4 01d8\nf+4 x:6 90\nf+5 x:8 fc\n"
                       "g+0 x:12 fd\nh+0 x:14 90\n");
  ExtractOptions O;
  O.Function = "f";
  EXPECT_EQ(run(Text, O), "f+0 x:4 01d8\nf+4 x:6 90\nf+5 x:8 fc\n");
  O.Function = "nope";
  EXPECT_EQ(run(Text, O), "error: x: no function is named 'nope'");
}

// Lines of the source, where the assembly has them, go before its own.
TEST(AssemblyTest, SourceLines) {
  EXPECT_EQ(run(".file 1 \"f.c\"\n.loc 1 7 3\nadd %ebx, %eax\n"),
            ".text+0 f.c:7 01d8\n");
}

// The first error is the one that is told, with its place.
TEST(AssemblyTest, Errors) {
  EXPECT_EQ(run("nop\n bogus %rax\nworse\n"),
            "error: x:2:2: invalid instruction mnemonic 'bogus'");
  EXPECT_EQ(run("add %ebx, (%rax\n"),
            "error: x:1:16: unexpected token in memory operand");
  EXPECT_EQ(run("jmp .Lmissing + undefined@PLTT\n").substr(0, 6), "error:");
}

// Warnings do not keep blocks away.
TEST(AssemblyTest, Warnings) {
  EXPECT_EQ(run(".warning \"mind\"\nnop\n"), ".text+0 x:2 90\n! x:1:1: mind\n");
}

// What would end or exhaust the process is an error like any other.
TEST(AssemblyTest, AssemblerGivesUp) {
  for (const char *Text :
       {".zero 0x7fffffff\n", ".org 0x7fffffff\n", ".zero 0x7fffffffffff\n"}) {
    std::string Result = run(Text);
    EXPECT_EQ(Result.substr(0, 6), "error:") << Text << Result;
    EXPECT_EQ(Result.find('\n'), std::string::npos) << Result;
  }
  // And the next text is assembled as if nothing had been.
  EXPECT_EQ(run("nop\n"), ".text+0 x:1 90\n");
}

// Files that the text names can be kept out.
TEST(AssemblyTest, Includes) {
  ExtractOptions O;
  O.Includes = false;
  for (const char *Text :
       {".include \"/dev/null\"\n", ".incbin \"/dev/null\"\n"}) {
    EXPECT_EQ(run(Text), "") << Text;
    EXPECT_EQ(run(Text, O).substr(0, 6), "error:") << Text;
  }
}

} // namespace
} // namespace winnow::extract::test
