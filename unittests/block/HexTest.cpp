//===- HexTest.cpp - Digits, both ways ------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Hex.h"
#include "gtest/gtest.h"

namespace winnow::block {
namespace {

std::string error(llvm::StringRef Digits) {
  llvm::Expected<std::vector<uint8_t>> B = fromHex(Digits);
  return B ? "fine" : toString(B.takeError());
}

// Both cases are read, the lower one is written.
TEST(HexTest, BothWays) {
  std::vector<uint8_t> B = cantFail(fromHex("00fFAb"));
  EXPECT_EQ(B, (std::vector<uint8_t>{0x00, 0xff, 0xab}));
  EXPECT_EQ(toHex(B), "00ffab");
  EXPECT_TRUE(cantFail(fromHex("")).empty());
}

// An error says what is wrong and where.
TEST(HexTest, Errors) {
  EXPECT_EQ(error("480"), "an odd number of hexadecimal digits (3)");
  EXPECT_EQ(error("48 1"), "column 3: ' ' is not a hexadecimal digit");
  EXPECT_EQ(error("4g"), "column 2: 'g' is not a hexadecimal digit");
  EXPECT_EQ(error("\xc3\xa4"),
            "column 1: byte 0xc3 is not a hexadecimal digit");
  EXPECT_EQ(error(llvm::StringRef("\0f", 2)),
            "column 1: byte 0x00 is not a hexadecimal digit");
}

} // namespace
} // namespace winnow::block
