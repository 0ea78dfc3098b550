//===- RecordTest.cpp - Names, hashes and splits --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Record.h"
#include "gtest/gtest.h"
#include <array>

namespace winnow::datasets {
namespace {

// Stores and data sets hold these words: they must never change.
TEST(RecordTest, StatusNames) {
  const char *const Names[] = {"ok",      "unstable", "sigsegv",  "sigbus",
                               "sigill",  "sigfpe",   "sigtrap",  "sigsys",
                               "timeout", "modified", "too-long", "undecodable",
                               "lost"};
  for (unsigned I = 0; I < std::size(Names); ++I) {
    EXPECT_EQ(toString(Status(I)), Names[I]);
    EXPECT_EQ(parseStatus(Names[I]), Status(I));
  }
  EXPECT_EQ(Status::Lost, Status(std::size(Names) - 1));
  EXPECT_FALSE(parseStatus("OK").has_value());
  EXPECT_FALSE(parseStatus("").has_value());
}

// The split of a block is the same everywhere and for ever. The hash was
// computed with sha256sum.
TEST(RecordTest, HashIsSha256) {
  std::vector<uint8_t> Add = {0x48, 0x01, 0xd8};
  EXPECT_EQ(blockHash(Add), 0x363b817a3033add7u);
  std::vector<uint8_t> None;
  EXPECT_EQ(blockHash(None), 0x63b0c44298fc1c14u);
}

// Eight, one and one tenth of the blocks, give or take chance.
TEST(RecordTest, SplitShares) {
  std::array<unsigned, 3> Count{};
  for (unsigned N = 0; N < 20'000; ++N) {
    std::vector<uint8_t> Bytes = {0xb8, uint8_t(N), uint8_t(N >> 8), 0, 0};
    ++Count[unsigned(splitOf(Bytes))];
  }
  EXPECT_NEAR(Count[0], 16'000, 300);
  EXPECT_NEAR(Count[1], 2'000, 200);
  EXPECT_NEAR(Count[2], 2'000, 200);
}

TEST(RecordTest, SplitNames) {
  for (Split S : {Split::Train, Split::Validation, Split::Test})
    EXPECT_EQ(parseSplit(toString(S)), S);
  EXPECT_FALSE(parseSplit("dev").has_value());
}

TEST(RecordTest, Hex) {
  std::vector<uint8_t> Bytes = {0x00, 0xff, 0xa1};
  EXPECT_EQ(hexOf(Bytes), "00ffa1");
  EXPECT_EQ(bytesOfHex("00FFa1"), Bytes);
  EXPECT_FALSE(bytesOfHex("0").has_value());
  EXPECT_FALSE(bytesOfHex("0x").has_value());
}

} // namespace
} // namespace winnow::datasets
