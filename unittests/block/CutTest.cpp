//===- CutTest.cpp - Runs of code into blocks -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include <random>

namespace winnow::block::test {
namespace {

TEST(CutTest, NothingGivesNothing) { EXPECT_EQ(cut(""), ""); }

// A run without a terminator is one block.
TEST(CutTest, OneBlock) { EXPECT_EQ(cut("4801d8 90"), "0:4801d890"); }

// The terminator is left out, and what follows it is a new block.
TEST(CutTest, EndsBeforeTransfers) {
  EXPECT_EQ(cut("01d8 e800000000 29d8 c3"), "0:01d8 7:29d8");
  EXPECT_EQ(cut("01d8 0f05 29d8"), "0:01d8 4:29d8");
  EXPECT_EQ(cut("c3"), "");
  EXPECT_EQ(cut("c3 c3 0f0b"), "");
}

// A jump's target starts a block, forward and backward.
TEST(CutTest, TargetsStartBlocks) {
  //  0: 01d8 add   2: 7502 jne 6   4: 29d8 sub   6: 31d8 xor
  EXPECT_EQ(cut("01d8 7502 29d8 31d8"), "0:01d8 4:29d8 6:31d8");
  //  0: 01d8 add   2: 29d8 sub   4: 75fc jne 2
  EXPECT_EQ(cut("01d8 29d8 75fc"), "0:01d8 2:29d8");
}

// A jump into an instruction, as past a lock prefix, cuts nothing.
TEST(CutTest, TargetInsideAnInstruction) {
  //  0: 7401 je 3   2: f0 0fc118 lock xadd
  EXPECT_EQ(cut("7401 f00fc118 90"), "2:f00fc11890");
}

// Targets outside of the run, below zero as well, are nothing to us.
TEST(CutTest, TargetOutside) {
  EXPECT_EQ(cut("90 eb7f 90 eb80"), "0:90");
  RunOptions O;
  O.Address = ~uint64_t(0) - 1;
  EXPECT_EQ(cut("01d8 eb7f", O), "0:01d8");
}

// Addresses only move targets along.
TEST(CutTest, Address) {
  RunOptions O;
  O.Address = 0x401000;
  EXPECT_EQ(cut("01d8 29d8 75fc", O), "0:01d8 2:29d8");
}

// Labels start blocks as targets do; one inside an instruction does not.
TEST(CutTest, Starts) {
  uint64_t Labels[] = {1, 2, 99};
  RunOptions O;
  O.Starts = Labels;
  EXPECT_EQ(cut("01d8 29d8", O), "0:01d8 2:29d8");
}

// Alignment that nothing runs through is no block; alignment that something
// runs through is a part of it.
TEST(CutTest, Padding) {
  //  0: ret   1: nops   c: target of 14
  EXPECT_EQ(cut("c3 0f1f8000000000 6690 6690 01d8 75fc"), "12:01d8");
  EXPECT_EQ(cut("01d8 0f1f8000000000 29d8 75fc"),
            "0:01d80f1f8000000000 9:29d8");
  // A nop that follows a conditional jump is run.
  EXPECT_EQ(cut("7500 90"), "2:90");
  RunOptions Keep;
  Keep.DropPadding = false;
  EXPECT_EQ(cut("c3 90", Keep), "1:90");
  RunOptions Unreached;
  Unreached.Reached = false;
  EXPECT_EQ(cut("6690 90", Unreached), "");
  EXPECT_EQ(cut("6690 01d8", Unreached), "0:669001d8");
}

// Undecodable bytes are reported together, and decoding goes on behind them.
TEST(CutTest, Undecodable) {
  EXPECT_EQ(cut("01d8 06 07 29d8"), "0:01d8 4:29d8 !2+2");
  EXPECT_EQ(cut("06"), "!0+1");
  EXPECT_EQ(cut("06 01d8 06"), "1:01d8 !0+1 !3+1");
}

// A truncated instruction at the end is reported from its first byte on.
TEST(CutTest, Truncated) {
  EXPECT_EQ(cut("90 4801"), "0:90 !1+2");
  EXPECT_EQ(cut("90 48b80102"), "0:90 3:0102 !1+2");
}

// Whatever the bytes are, blocks lie in order within the run, do not overlap,
// and decode to what they are.
TEST(CutTest, AnyBytes) {
  std::mt19937 Random(1);
  for (unsigned Round = 0; Round < 20'000; ++Round) {
    std::vector<uint8_t> Run(Random() % 96);
    for (uint8_t &B : Run)
      B = uint8_t(Random());
    Cut C = decoder().cut(Run);
    uint64_t End = 0;
    for (const Piece &P : C.Blocks) {
      ASSERT_GE(P.Offset, End) << toHex(Run);
      End = P.Offset + P.Block.Bytes.size();
      ASSERT_LE(End, Run.size()) << toHex(Run);
      ASSERT_TRUE(std::equal(P.Block.Bytes.begin(), P.Block.Bytes.end(),
                             Run.begin() + long(P.Offset)))
          << toHex(Run);
      llvm::Expected<BasicBlock> Again = decoder().decode(P.Block.Bytes);
      ASSERT_TRUE(bool(Again))
          << toHex(Run) << ": " << toString(Again.takeError());
      ASSERT_EQ(Again->Lengths, P.Block.Lengths) << toHex(Run);
    }
    for (const Undecodable &U : C.Bad)
      ASSERT_LE(U.Offset + U.Size, Run.size()) << toHex(Run);
  }
}

} // namespace
} // namespace winnow::block::test
