//===- TokenFileTest.cpp - Labelled blocks in one file --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokens/TokenFile.h"
#include "bytes/Bytes.h"
#include "gtest/gtest.h"

namespace winnow::tokens {
namespace {

TokenFile smallFile() {
  TokenFile F;
  F.Words = graph::Vocabulary::build({{"op:add", 5}, {"r:rax.64", 2}});
  F.CPUs = {"haswell", "znver4"};
  F.Sequences = {{F.Words["op:add"], F.Words["r:rax.64"]}, {0}};
  Block B;
  B.In = Part::Validation;
  B.MayAlias = true;
  B.Bytes = 6;
  B.Nodes = {0, 1};
  B.Edges = {{1, 0, graph::EdgeKind::Data, true},
             {0, 1, graph::EdgeKind::Address, false}};
  B.Labels.resize(2);
  B.Labels[0] = {1.5F, 0.25F, {0.25F, 0.5F, 0.5F, 1, 1.25F}, {0, 1}};
  F.Blocks = {B, B};
  F.Blocks[1].In = Part::Test;
  F.Blocks[1].Edges.clear();
  return F;
}

std::string reasonFor(std::string_view Bytes) {
  std::string Reason;
  return parse(Bytes, Reason) ? "fine" : Reason;
}

std::string sealed(const std::string &Body) {
  bytes::Writer Out;
  Out.number(bytes::checksum(Body));
  return Body + Out.written();
}

// What is written is read, bit for bit.
TEST(TokenFile, RoundTrip) {
  TokenFile F = smallFile();
  std::string Reason;
  std::optional<TokenFile> Again = parse(print(F), Reason);
  ASSERT_TRUE(Again) << Reason;
  EXPECT_EQ(*Again, F);
}

// A file that is cut short is refused, with a right seal, too.
TEST(TokenFile, EveryTruncation) {
  const std::string File = print(smallFile());
  const std::string Body = File.substr(0, File.size() - sizeof(uint64_t));
  for (size_t Size = 0; Size < File.size(); ++Size)
    EXPECT_NE(reasonFor(File.substr(0, Size)), "fine") << Size;
  for (size_t Size = 8; Size < Body.size(); ++Size)
    EXPECT_NE(reasonFor(sealed(Body.substr(0, Size))), "fine") << Size;
}

// Whatever a byte becomes under a right seal: an index that leads nowhere is
// refused, and what is accepted prints as itself.
TEST(TokenFile, EveryByteUnderASeal) {
  const std::string File = print(smallFile());
  const std::string Body = File.substr(0, File.size() - sizeof(uint64_t));
  for (size_t I = 8; I < Body.size(); ++I)
    for (int To : {0, 1, 2, 127, 255}) {
      std::string Other = Body;
      Other[I] = char(To);
      std::string Reason;
      std::optional<TokenFile> F = parse(sealed(Other), Reason);
      if (!F) {
        EXPECT_FALSE(Reason.empty()) << I;
        continue;
      }
      EXPECT_EQ(F->Blocks.size(), 2U);
      for (const Block &B : F->Blocks)
        for (uint32_t Node : B.Nodes)
          ASSERT_LT(Node, F->Sequences.size()) << I;
    }
}

// One flipped bit anywhere is found.
TEST(TokenFile, EveryFlippedByte) {
  std::string File = print(smallFile());
  for (size_t I = 0; I < File.size(); ++I) {
    File[I] = char(File[I] ^ (1 << (I % 8)));
    EXPECT_NE(reasonFor(File), "fine") << I;
    File[I] = char(File[I] ^ (1 << (I % 8)));
  }
}

// An edge that is not carried leads forwards.
TEST(TokenFile, EdgeBackwards) {
  TokenFile F = smallFile();
  F.Blocks[0].Edges = {{1, 0, graph::EdgeKind::Data, false}};
  EXPECT_EQ(reasonFor(print(F)),
            "block 0: an edge that leads nowhere, or backwards");
}

// Files of something else and of other versions are told from damaged ones.
TEST(TokenFile, Foreign) {
  EXPECT_EQ(reasonFor("hex,cycles\n"), "not a file of tokenised blocks");
  std::string Later = print(smallFile());
  Later[4] = 9;
  EXPECT_EQ(reasonFor(Later),
            "version 9 of tokenised blocks, and this program reads 1");
}

} // namespace
} // namespace winnow::tokens
