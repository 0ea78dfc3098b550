//===- HexLinesTest.cpp - Blocks as lines of digits -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"

namespace winnow::extract::test {
namespace {

std::string hex(llvm::StringRef Content) {
  return run(Content, InputKind::Hex);
}

TEST(HexLinesTest, Lines) {
  EXPECT_EQ(hex(""), "");
  EXPECT_EQ(hex("4801d8"), "+0 x:1 4801d8\n");
  EXPECT_EQ(hex("4801d8,1.0\n90,0.25,x\n"), "+0 x:1 4801d8\n+0 x:2 90\n");
}

// Line numbers count every line; Windows' line ends and BOM are no digits.
TEST(HexLinesTest, WhatIsSkipped) {
  EXPECT_EQ(
      hex("\xef\xbb\xbfhex,cycles\r\n\r\n  # 90\r\n  4801D8  \r\n\"90\",1"),
      "+0 x:4 4801d8\n+0 x:5 90\n");
}

// Only the first line can be a header, and only without digits.
TEST(HexLinesTest, Headers) {
  EXPECT_EQ(hex("hex\nhex\n"),
            "! x:2: column 1: 'h' is not a hexadecimal digit\n");
  EXPECT_EQ(hex("zz,1.0\n90"),
            "+0 x:2 90\n! x:1: column 1: 'z' is not a hexadecimal digit\n");
}

// A wrong line is reported, and the others are read.
TEST(HexLinesTest, WrongLines) {
  EXPECT_EQ(
      hex("90\n4801d\n,1\n90"),
      "+0 x:1 90\n+0 x:4 90\n"
      "! x:2: an odd number of hexadecimal digits (5)\n! x:3: no bytes\n");
  EXPECT_EQ(hex("90\n90 90"),
            "+0 x:1 90\n! x:2: column 3: ' ' is not a hexadecimal digit\n");
}

// A line is cut as any code is: terminators go, offsets tell the rest apart,
// and alignment stays, for the user asked for it.
TEST(HexLinesTest, Cut) {
  EXPECT_EQ(hex("4801d8c3"), "+0 x:1 4801d8\n");
  EXPECT_EQ(hex("01d80f0529d8"), "+0 x:1 01d8\n+4 x:1 29d8\n");
  EXPECT_EQ(hex("c390"), "+1 x:1 90\n");
}

// Undecodable bytes are reported with their place in the line.
TEST(HexLinesTest, Undecodable) {
  EXPECT_EQ(hex("90\n01d80601d8"), "+0 x:1 90\n+0 x:2 01d8\n+3 x:2 01d8\n"
                                   "! x:2: no instruction at offset 2 (06)\n");
  EXPECT_EQ(hex("4801"), "! x:1: no instruction at offset 0 (4801)\n");
}

} // namespace
} // namespace winnow::extract::test
