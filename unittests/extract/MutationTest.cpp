//===- MutationTest.cpp - Inputs that were damaged ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Thousands of damaged inputs in every build; unittests/fuzz-inputs goes
// further. Whatever comes in, what goes out is blocks that decode, and errors
// of one line.
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "extract/Assembler.h"
#include <random>

namespace winnow::extract::test {
namespace {

/// One to four changes: bytes set, bits flipped, parts removed, doubled or
/// taken from \p Words.
std::string damage(std::string Text, std::mt19937 &Random,
                   llvm::ArrayRef<const char *> Words) {
  for (unsigned Times = 1 + Random() % 4; Times > 0; --Times) {
    size_t At = Text.empty() ? 0 : Random() % Text.size();
    switch (Random() % 5) {
    case 0:
      if (!Text.empty())
        Text[At] = char(Random());
      break;
    case 1:
      if (!Text.empty())
        Text[At] ^= char(1u << Random() % 8);
      break;
    case 2:
      Text.erase(At, Random() % 16);
      break;
    case 3:
      Text.insert(At, Text.substr(At, Random() % 64));
      break;
    case 4:
      if (!Words.empty())
        Text.insert(At, Words[Random() % Words.size()]);
      break;
    }
  }
  return Text;
}

void check(const std::string &Text, InputKind Kind, bool SourceLines = true) {
  ExtractOptions O;
  O.Kind = Kind;
  O.Includes = false;
  O.SourceLines = SourceLines;
  llvm::Expected<Extraction> E =
      extract(llvm::MemoryBufferRef(Text, "x"), decoder(), O);
  if (!E) {
    std::string Message = toString(E.takeError());
    ASSERT_EQ(Message.substr(0, 2), "x:") << Text;
    ASSERT_EQ(Message.find('\n'), std::string::npos) << Message << Text;
    return;
  }
  for (const ExtractedBlock &B : E->Blocks) {
    llvm::Expected<block::BasicBlock> Again = decoder().decode(B.Block.Bytes);
    ASSERT_TRUE(bool(Again)) << toString(Again.takeError()) << Text;
  }
}

TEST(MutationTest, Hex) {
  std::mt19937 Random(2);
  const char *const Words[] = {",", "\n", "#", "\r\n", "f0", "66", "0f", "c4"};
  for (unsigned Round = 0; Round < 20'000; ++Round)
    check(damage("hex,cycles\n4801d8,1.0\n62f16c4858d9,2\nf00fc118\n", Random,
                 Words),
          InputKind::Hex);
}

TEST(MutationTest, Assembly) {
  std::mt19937 Random(3);
  const char *const Words[] = {".text\n",
                               "\n.cfi_startproc\n",
                               "%rax",
                               ",",
                               "(",
                               "\"",
                               "*/",
                               ";",
                               "\n.rept 3\n",
                               ".endr\n",
                               "\n.macro m a\n",
                               "\n.endm\n",
                               "\n.if 1\n",
                               "$",
                               "1b",
                               "{"};
  const char *const Text =
      "\t.text\n\t.file \"a.c\"\n\t.globl f\n\t.p2align 4\n"
      "\t.type f,@function\nf:\n\t.cfi_startproc\n# LLVM-MCA-BEGIN l\n"
      "\taddq (%rdi,%rax,8), %rbx\n\tvaddps %ymm1, %ymm2, %ymm3\n"
      "\tjne f\n# LLVM-MCA-END\n\tretq\n.Lend:\n\t.size f, .Lend-f\n"
      "\t.cfi_endproc\n\t.section \".note.GNU-stack\",\"\",@progbits\n";
  // Each takes a process: some milliseconds.
  for (unsigned Round = 0; Round < 300; ++Round)
    check(damage(Text, Random, Words), InputKind::Assembly);
}

TEST(MutationTest, Object) {
  llvm::StringRef Text =
      ".globl f\n.type f,@function\nf:\n.cfi_startproc\nadd %ebx,%eax\n"
      "jne f\n.byte 6\nret\n.cfi_endproc\n.size f,.-f\ng: call f\n";
  llvm::Expected<Assembled> A =
      assemble(llvm::MemoryBufferRef(Text, "x.s"), block::Syntax::ATT, false);
  ASSERT_TRUE(bool(A)) << toString(A.takeError());
  std::string Object(A->Object.begin(), A->Object.end());
  std::mt19937 Random(4);
  for (unsigned Round = 0; Round < 20'000; ++Round)
    check(damage(Object, Random, {}), InputKind::Object, /*SourceLines=*/false);
  // Line tables are read in a process: some milliseconds.
  for (unsigned Round = 0; Round < 100; ++Round)
    check(damage(Object, Random, {}), InputKind::Object);
  // As an executable, .eh_frame is read, too.
  Object[16] = 3;
  for (unsigned Round = 0; Round < 20'000; ++Round)
    check(damage(Object, Random, {}), InputKind::Object, /*SourceLines=*/false);
}

} // namespace
} // namespace winnow::extract::test
