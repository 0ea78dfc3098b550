//===- DetectTest.cpp - What an input is ----------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"

namespace winnow::extract::test {
namespace {

// Machine code has magics.
TEST(DetectTest, Objects) {
  EXPECT_EQ(
      detectKind(llvm::StringRef("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\1\0", 18)),
      InputKind::Object);
  EXPECT_EQ(detectKind("!<arch>\n"), InputKind::Object);
  EXPECT_EQ(detectKind("!<thin>\n"), InputKind::Object);
  EXPECT_EQ(detectKind(llvm::StringRef("BC\xc0\xde", 4)), InputKind::Object);
}

// A line of digits is hex, whatever surrounds it.
TEST(DetectTest, Hex) {
  for (const char *Text :
       {"90", "4801d8,1.0\n", "\n\n# blocks\n  4801D8\r\n", "hex,cycles\n90,1",
        "\xef\xbb\xbf"
        "90\n",
        "\"4801d8\",1", "480"})
    EXPECT_EQ(detectKind(Text), InputKind::Hex) << Text;
}

// Anything else is assembly, even where it looks a bit like hex.
TEST(DetectTest, Assembly) {
  for (const char *Text : {"", "\n", "nop", "add %rbx, %rax", "\t.text\n", "f:",
                           "# only a comment", "a1:\nnop", "nop\nadd: ret"})
    EXPECT_EQ(detectKind(Text), InputKind::Assembly) << Text;
}

} // namespace
} // namespace winnow::extract::test
