//===- TokenizerTest.cpp - Measured blocks into tokens --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokenize/Tokenizer.h"
#include "datasets/Record.h"
#include "datasets/Store.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace winnow::tokenize {
namespace {

/// A file with \p Text, removed at the end.
class TextFile {
public:
  explicit TextFile(StringRef Text) {
    int Descriptor;
    EXPECT_FALSE(
        sys::fs::createTemporaryFile("winnow", "csv", Descriptor, Path));
    raw_fd_ostream(Descriptor, /*shouldClose=*/true) << Text;
  }
  ~TextFile() { sys::fs::remove(Path); }
  SmallString<128> Path;
};

Labels labelsOf(StringRef Text) {
  return cantFail(readLabels(TextFile(Text).Path));
}

std::vector<uint8_t> bytesOf(StringRef Hex) {
  return *datasets::bytesOfHex(Hex);
}

// Without a header, the second column is the cycles; what has none is counted.
TEST(LabelsTest, PlainTable) {
  Labels L = labelsOf("# ours\n4801d8,1.5,junk\n\n4829d8,\n48ffc0,0\n");
  ASSERT_EQ(L.Blocks.size(), 1U);
  EXPECT_EQ(L.Blocks[0].Bytes, bytesOf("4801d8"));
  EXPECT_EQ(L.Blocks[0].Cycles, 1.5);
  EXPECT_EQ(L.Blocks[0].Spread, 0);
  EXPECT_EQ(L.LeftOut, 2U);
}

// Repeated readings make a mean and a spread; those that disagree, nothing.
TEST(LabelsTest, RepeatedReadings) {
  Labels L = labelsOf("hex,cycles_1,class,cycles_2\n"
                      "4801d8,1.00,integer,1.04\n4829d8,1.0,integer,1.1\n");
  ASSERT_EQ(L.Blocks.size(), 1U);
  EXPECT_NEAR(L.Blocks[0].Cycles, 1.02, 1e-9);
  EXPECT_NEAR(L.Blocks[0].Spread, 0.04, 1e-9);
  EXPECT_EQ(L.LeftOut, 1U);
}

// A column of spreads is taken as it is.
TEST(LabelsTest, SpreadColumn) {
  Labels L = labelsOf("hex,cycles,spread,count\n4801d8,1.0,0.02,7\n");
  ASSERT_EQ(L.Blocks.size(), 1U);
  EXPECT_EQ(L.Blocks[0].Spread, 0.02);
}

// What is wrong is named with file and line.
TEST(LabelsTest, WrongLines) {
  for (auto [Text, Message] :
       {std::pair("4801d8,1\n4801d,2\n", ":2: '4801d' is not the hex of"),
        std::pair("4801d8,x\n", ":1: 'x' is not a number of cycles"),
        std::pair("4801d8,-1\n", ":1: '-1' is not a number of cycles")}) {
    TextFile File(Text);
    Expected<Labels> L = readLabels(File.Path);
    ASSERT_FALSE(bool(L));
    std::string Said = toString(L.takeError());
    EXPECT_TRUE(StringRef(Said).starts_with(File.Path));
    EXPECT_NE(Said.find(Message), std::string::npos) << Said;
  }
  EXPECT_TRUE(errorToBool(readLabels("/nonexistent/x.csv").takeError()));
}

// A store gives what its machine measured with status ok.
TEST(LabelsTest, Store) {
  TextFile File("");
  sys::fs::remove(File.Path);
  {
    auto S = cantFail(datasets::Store::openOrCreate(File.Path));
    datasets::Machine M;
    M.Name = "mine";
    auto Id = cantFail(S.addMachine(M));
    datasets::Measurement Good;
    Good.Value = {2};
    Good.Spread = {0.5};
    datasets::Measurement Bad = Good;
    Bad.How = datasets::Status::Unstable;
    auto A = cantFail(S.addBlock(bytesOf("4801d8"), 1, "integer"));
    auto B = cantFail(S.addBlock(bytesOf("4829d8"), 1, "integer"));
    cantFail(S.record(A.Block, Id, Good));
    cantFail(S.record(B.Block, Id, Bad));
  }
  for (std::string Path :
       {File.Path.str().str(), File.Path.str().str() + "#mine"}) {
    Labels L = cantFail(readLabels(Path));
    ASSERT_EQ(L.Blocks.size(), 1U);
    EXPECT_EQ(L.Blocks[0].Bytes, bytesOf("4801d8"));
    EXPECT_EQ(L.Blocks[0].Cycles, 2);
    EXPECT_EQ(L.Blocks[0].Spread, 0.5);
  }
  EXPECT_TRUE(
      errorToBool(readLabels((File.Path + "#other").str()).takeError()));
}

Tokenized tokenizeAll(const std::vector<Source> &Sources,
                      const TokenizeOptions &Options = {}) {
  return cantFail(tokenize(Sources, Options, [] {}));
}

// A block that two CPUs have is one block with two labels and the bounds of
// each; a CPU without a label has none.
TEST(TokenizerTest, JoinsCPUs) {
  TokenizeOptions Options;
  Options.MinCount = 1;
  Options.MayAlias = {bytesOf("480fafc3")};
  Tokenized T = tokenizeAll({{"haswell", labelsOf("480fafc3,3\n4801d8,1\n")},
                             {"znver4", labelsOf("480fafc3,3.5\n")}},
                            Options);
  const tokens::TokenFile &F = T.File;
  EXPECT_EQ(F.CPUs, (std::vector<std::string>{"haswell", "znver4"}));
  ASSERT_EQ(F.Blocks.size(), 2U);
  const tokens::Block &Mul = F.Blocks[0];
  EXPECT_TRUE(Mul.MayAlias);
  EXPECT_EQ(Mul.Bytes, 4);
  ASSERT_EQ(Mul.Labels.size(), 2U);
  EXPECT_EQ(Mul.Labels[0].Cycles, 3);
  EXPECT_EQ(Mul.Labels[1].Cycles, 3.5F);
  // imul %rbx, %rax waits for itself, three cycles.
  EXPECT_EQ(Mul.Labels[0].Bounds[4], 3);
  EXPECT_EQ(Mul.Labels[0].Chain, std::vector<uint16_t>{0});
  EXPECT_FALSE(F.Blocks[1].MayAlias);
  EXPECT_EQ(F.Blocks[1].Labels[1], tokens::Label());
  std::string Reason;
  std::optional<tokens::TokenFile> Again =
      tokens::parse(tokens::print(F), Reason);
  ASSERT_TRUE(Again) << Reason;
  EXPECT_EQ(*Again, F);
}

// The vocabulary is that of the training part: what only test blocks hold is
// unknown.
TEST(TokenizerTest, VocabularyOfTraining) {
  // Eight single instructions; which part each is in follows from its bytes.
  std::string Text;
  for (const char *Hex : {"4801d8", "4829d8", "4821d8", "4809d8", "4831d8",
                          "480fafc3", "48f7d8", "48ffc0", "48ffc8", "48d1e0",
                          "48d1e8", "48d1f8", "480fc8", "f3480fb8c3"})
    Text += std::string(Hex) + ",1\n";
  TokenizeOptions Options;
  Options.MinCount = 1;
  Tokenized T = tokenizeAll({{"haswell", labelsOf(Text)}}, Options);
  unsigned Elsewhere = 0;
  for (const tokens::Block &B : T.File.Blocks) {
    bool Unknown = false;
    for (graph::TokenId Token : T.File.Sequences[B.Nodes[0]])
      Unknown |= T.File.Words.isUnknown(Token);
    EXPECT_FALSE(B.In == tokens::Part::Train && Unknown);
    Elsewhere += B.In != tokens::Part::Train;
  }
  EXPECT_GT(Elsewhere, 0U);
}

// What cannot be decoded, and a second label of a block, are counted.
TEST(TokenizerTest, LeavesOut) {
  Tokenized T = tokenizeAll({{"haswell", labelsOf("4801d8,1\n06,1\n")},
                             {"haswell", labelsOf("4801d8,9\n06,2\n")}});
  ASSERT_EQ(T.File.Blocks.size(), 1U);
  EXPECT_EQ(T.File.Blocks[0].Labels[0].Cycles, 1);
  EXPECT_EQ(T.Undecodable, 1U);
  EXPECT_EQ(T.Again, 1U);
}

// A CPU without a scheduling model has no bounds to start from.
TEST(TokenizerTest, UnknownCPU) {
  Expected<Tokenized> T =
      tokenize({{"nosuchcpu", labelsOf("4801d8,1\n")}}, {}, [] {});
  ASSERT_FALSE(bool(T));
  EXPECT_NE(toString(T.takeError()).find("nosuchcpu"), std::string::npos);
}

} // namespace
} // namespace winnow::tokenize
