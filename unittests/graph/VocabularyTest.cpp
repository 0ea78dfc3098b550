//===- VocabularyTest.cpp - Numbers of tokens -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Graphs.h"

namespace winnow::graph::test {
namespace {

const TokenCounts Counts = {
    {"op:add", 5}, {"op:mov", 9}, {"r:rax.64", 9}, {"op:rare", 1}};

std::string reason(const std::string &Text) {
  std::string Why;
  return Vocabulary::parse(Text, Why) ? "fine" : Why;
}

// The more frequent comes first, equal ones by name.
TEST(VocabularyTest, Order) {
  Vocabulary V = Vocabulary::build(Counts);
  EXPECT_LT(V["op:mov"], V["r:rax.64"]);
  EXPECT_LT(V["r:rax.64"], V["op:add"]);
  EXPECT_LT(V["op:add"], V["op:rare"]);
  EXPECT_EQ(V.name(V["op:add"]), "op:add");
}

// An unknown token is still known for what it is.
TEST(VocabularyTest, Unknown) {
  Vocabulary V = Vocabulary::build(Counts);
  EXPECT_EQ(V.name(V["op:vaddps"]), "op:?");
  EXPECT_EQ(V.name(V["r:rbx.64"]), "r:?");
  EXPECT_EQ(V.name(V["new:class"]), "?");
  EXPECT_TRUE(V.isUnknown(V["op:vaddps"]));
  EXPECT_FALSE(V.isUnknown(V["op:add"]));
}

// Every class of tokens that instructions have has its unknown token.
TEST(VocabularyTest, EveryClassHasAnUnknownToken) {
  Vocabulary V;
  for (const char *Hex : {"f001448b08", "64488b042528000000", "53", "31c0"})
    for (const Known *K : cantFail(table().look(block(Hex))))
      for (const std::string &T : tokensOf(K->Read))
        EXPECT_EQ(V[T] == 0, classOf(T).empty()) << T;
}

// Rare tokens are left out.
TEST(VocabularyTest, MinCount) {
  EXPECT_FALSE(Vocabulary::build(Counts, 2).knows("op:rare"));
  EXPECT_TRUE(Vocabulary::build(Counts, 1).knows("op:rare"));
}

// What is printed is read back, and is printed the same.
TEST(VocabularyTest, RoundTrip) {
  Vocabulary V = Vocabulary::build(Counts);
  std::string Why;
  std::optional<Vocabulary> Again = Vocabulary::parse(V.print(), Why);
  ASSERT_TRUE(Again.has_value()) << Why;
  EXPECT_TRUE(*Again == V);
  EXPECT_EQ(Again->print(), V.print());
}

// The text is stable: models hold it.
TEST(VocabularyTest, Text) {
  EXPECT_EQ(Vocabulary::build({{"op:add", 5}}).print(),
            "winnow-vocabulary 1\ngraph " +
                std::to_string(BlockGraph::Version) +
                "\ntokens 10\n? 0\np:? 0\nop:? 0\nr:? 0\ni:? 0\nm:? 0\n"
                "x:? 0\nd:? 0\ns:? 0\nop:add 5\n");
}

// Bad text is refused with its line and the reason.
TEST(VocabularyTest, Refusals) {
  std::string Good = Vocabulary::build(Counts).print();
  auto With = [&](const std::string &From, const std::string &To) {
    std::string Text = Good;
    return Text.replace(Text.find(From), From.size(), To);
  };
  EXPECT_EQ(reason(""), "line 1: not a vocabulary");
  EXPECT_EQ(reason("hex,cycles\n"), "line 1: not a vocabulary");
  EXPECT_EQ(reason(With("vocabulary 1", "vocabulary 7")),
            "line 1: a vocabulary of format 7, and this is for 1");
  EXPECT_EQ(reason(With("graph ", "graph 99")).substr(0, 30),
            "line 2: made for graphs of ver");
  EXPECT_EQ(reason(Good.substr(0, Good.size() - 4)),
            "line 16: expected a token and its count");
  EXPECT_EQ(reason(Good + "op:x 1\n"),
            "line 16: more tokens than were announced");
  EXPECT_EQ(reason(With("op:add", "op:mov")), "line 15: 'op:mov' twice");
  EXPECT_EQ(reason(With("p:?", "q:?")), "line 5: expected 'p:?'");
}

// A graph's tokens are numbers of the vocabulary, and equal sequences are one.
TEST(VocabularyTest, Graph) {
  TokenCounts Seen;
  block::BasicBlock B = block("4883c708 4883c709 4801c3");
  cantFail(countTokens(table(), B, Seen));
  Vocabulary V = Vocabulary::build(Seen);
  GraphBuilder Builder(table(), V);
  BlockGraph G = cantFail(Builder.build(B));
  EXPECT_EQ(V.name(G.Tokens[0]), "op:add");
  EXPECT_EQ(G.Nodes[0].Sequence, G.Nodes[1].Sequence);
  EXPECT_NE(G.Nodes[0].Sequence, G.Nodes[2].Sequence);
  EXPECT_EQ(Builder.numSequences(), 2u);
}

} // namespace
} // namespace winnow::graph::test
