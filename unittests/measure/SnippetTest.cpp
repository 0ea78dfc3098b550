//===- SnippetTest.cpp - A block unrolled ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Snippet.h"
#include "gtest/gtest.h"
#include <cstring>

using namespace winnow::measure;

namespace {

const std::vector<uint8_t> Add = {0x48, 0x01, 0xd8};

// The shorter snippet is about 4 KiB of code.
TEST(Snippet, FillsFourKibibytes) {
  EXPECT_EQ(copiesFor(4, 1), 1024u);
  EXPECT_EQ(copiesFor(3, 1), 1365u);
  EXPECT_EQ(copiesFor(100, 20), 41u);
}

// A block of any length is there at least once.
TEST(Snippet, LongBlocksAreNotLost) {
  EXPECT_EQ(copiesFor(MaxBlockBytes, 1000), 1u);
  EXPECT_EQ(copiesFor(3000, 5000), 1u);
}

// Short instructions are limited by their number: both snippets must fit the op
// cache.
TEST(Snippet, FitsTheOpCache) {
  EXPECT_EQ(copiesFor(1, 1), ShortInstructions);
  EXPECT_EQ(copiesFor(10, 10), ShortInstructions / 10);
}

// The copies follow each other from a cache line's start, and the last is
// followed by a jump to `done`.
TEST(Snippet, LaysOutCopiesAndJumpsOut) {
  std::vector<uint8_t> Out(snippetSize(Add.size(), 2));
  const uint32_t Entry =
      writeSnippet(Out.data(), Add, 2, -1000, FrontEnd::OpCache);
  EXPECT_LT(Entry, 64u);
  EXPECT_EQ(0, memcmp(&Out[64], Add.data(), 3));
  EXPECT_EQ(0, memcmp(&Out[67], Add.data(), 3));
  EXPECT_EQ(Out[70], 0xe9);
  int32_t Relative;
  memcpy(&Relative, &Out[71], 4);
  EXPECT_EQ(75 + Relative, -1000);
}

// To be fed by the decoders, no branch stands between the fences and the first
// copy; to be fed by the op cache, two do. Either way the copies start a line.
TEST(Snippet, BranchesLeadToTheOpCache) {
  const size_t Size = snippetSize(Add.size(), 1);
  std::vector<uint8_t> Cached(Size), Decoded(Size);
  const uint32_t C = writeSnippet(Cached.data(), Add, 1, 0, FrontEnd::OpCache);
  const uint32_t D =
      writeSnippet(Decoded.data(), Add, 1, 0, FrontEnd::Decoders);
  const uint8_t Mfence[] = {0x0f, 0xae, 0xf0}, Jump[] = {0xeb, 0x00};
  EXPECT_EQ(D, C + 4);
  EXPECT_EQ(0, memcmp(&Decoded[61], Mfence, 3));
  EXPECT_EQ(0, memcmp(&Cached[57], Mfence, 3));
  EXPECT_EQ(0, memcmp(&Cached[60], Jump, 2));
  EXPECT_EQ(0, memcmp(&Cached[62], Jump, 2));
  EXPECT_EQ(0, memcmp(&Decoded[64], &Cached[64], Size - 64));
}

// fninit, which takes long, is run for blocks that may use x87 only.
TEST(Snippet, ResetsX87WhereItIsUsed) {
  const std::vector<uint8_t> Fadd = {0xd8, 0xc1};
  std::vector<uint8_t> Out(snippetSize(2, 1));
  const uint32_t With = writeSnippet(Out.data(), Fadd, 1, 0, FrontEnd::OpCache);
  EXPECT_EQ(Out[With], 0xdb);
  EXPECT_EQ(Out[With + 1], 0xe3);
  const std::vector<uint8_t> Nop = {0x90};
  std::vector<uint8_t> Other(snippetSize(1, 1));
  EXPECT_EQ(writeSnippet(Other.data(), Nop, 1, 0, FrontEnd::OpCache), With + 2);
}

// The vector state is never narrower than what the block may use.
TEST(Snippet, ChoosesTheVectorState) {
  const VectorState Widest = VectorState::Avx512;
  const std::vector<uint8_t> Vex = {0xc5, 0xfb, 0x58, 0xc1};
  const std::vector<uint8_t> Evex = {0x62, 0xf2, 0xed, 0x48, 0xb8, 0xc1};
  EXPECT_EQ(vectorStateFor(Add, Widest), VectorState::Sse);
  EXPECT_EQ(vectorStateFor(Vex, Widest), VectorState::Avx);
  EXPECT_EQ(vectorStateFor(Evex, Widest), VectorState::Avx512);
  EXPECT_EQ(vectorStateFor(Evex, VectorState::Sse), VectorState::Sse);
}

// Without a filter, whatever may be a system call is refused, also where it
// arises between two copies.
TEST(Snippet, FindsSystemCalls) {
  EXPECT_TRUE(mayCallSystem({0x0f, 0x05}));
  EXPECT_TRUE(mayCallSystem({0x0f, 0x34}));
  EXPECT_TRUE(mayCallSystem({0xcd, 0x80}));
  EXPECT_TRUE(mayCallSystem({0x05, 0x01, 0x0f}));
  EXPECT_FALSE(mayCallSystem(Add));
}

// Each variant of the harness finds its state where it was told.
TEST(HarnessCode, PatchesTheStateAddress) {
  std::vector<uint8_t> Out(harnessSize());
  const uint64_t State = 0x123456789abcd000;
  writeHarness(Out.data(), State, true);
  unsigned Found = 0;
  for (size_t I = 0; I + 8 <= Out.size(); ++I)
    Found += memcmp(&Out[I], &State, 8) == 0;
  EXPECT_EQ(Found, 12u);
}

// A CPU without AVX never meets vzeroupper.
TEST(HarnessCode, LeavesUppersAloneWithoutAvx) {
  const uint8_t Vzeroupper[] = {0xc5, 0xf8, 0x77};
  std::vector<uint8_t> Out(harnessSize());
  writeHarness(Out.data(), 0, false);
  for (size_t I = 0; I + 3 <= Out.size(); ++I)
    EXPECT_NE(0, memcmp(&Out[I], Vzeroupper, 3)) << I;
}

} // namespace
