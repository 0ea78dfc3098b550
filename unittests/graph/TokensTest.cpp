//===- TokensTest.cpp - What instructions are called ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Graphs.h"

namespace winnow::graph::test {
namespace {

// Prefixes, mnemonic, sources, destinations, flags: the example of Tokens.h.
TEST(TokensTest, Example) {
  EXPECT_EQ(tokens("f001448b08"),
            "p:lock op:add <S> m:32 r:rbx.64 r:rcx.64 x:4 d:8 </M> r:rax.32 "
            "<D> m:same r:cf r:of r:szp");
}

// The mnemonic is the key, the operands tell the form.
TEST(TokensTest, FormsShareAMnemonic) {
  EXPECT_EQ(tokens("4801c3"), "op:add <S> r:rbx.64 r:rax.64 <D> r:rbx.64 r:cf "
                              "r:of r:szp");
  EXPECT_EQ(tokens("4883c708"),
            "op:add <S> r:rdi.64 i:8 <D> r:rdi.64 r:cf r:of r:szp");
}

// An immediate is told by its class.
TEST(TokensTest, Immediates) {
  auto Of = [](const char *Hex) {
    std::string T = tokens(Hex);
    size_t At = T.find("i:");
    return T.substr(At, T.find(' ', At) - At);
  };
  EXPECT_EQ(Of("b800000000"), "i:0");
  EXPECT_EQ(Of("b801000000"), "i:1");
  EXPECT_EQ(Of("48c7c0ffffffff"), "i:-1");
  EXPECT_EQ(Of("b812000000"), "i:8");
  EXPECT_EQ(Of("b812340000"), "i:32");
  EXPECT_EQ(Of("48b89a78563412000000"), "i:64");
}

// lea computes an address and touches nothing.
TEST(TokensTest, Lea) {
  EXPECT_EQ(tokens("488d4c9808"),
            "op:lea <S> m:addr r:rax.64 r:rbx.64 x:4 d:8 </M> <D> r:rcx.64");
  EXPECT_TRUE(marks("488d4c9808") & SlowLea);
  EXPECT_FALSE(marks("488d4008") & SlowLea);
  EXPECT_FALSE(marks("488d4008") & Loads);
}

// Segments and absolute addresses are a part of the memory operand.
TEST(TokensTest, Segment) {
  EXPECT_EQ(tokens("64488b042528000000"),
            "op:mov <S> m:64 d:8 s:fs </M> <D> r:rax.64");
}

// An idiom has no sources, but a mark.
TEST(TokensTest, Idioms) {
  EXPECT_EQ(tokens("31c0"), "p:zero op:xor <D> r:rax.32 r:cf r:of r:szp");
  EXPECT_EQ(tokens("660f76c0"), "p:ones op:pcmpeqd <D> r:xmm0.128");
}

// A nop is nothing but its name; push and pop have the stack.
TEST(TokensTest, NopsAndStack) {
  EXPECT_EQ(tokens("0f1f00"), "op:nop");
  EXPECT_EQ(tokens("53"), "op:push <S> r:rbx.64 <D> m:stack");
  EXPECT_EQ(tokens("59"), "op:pop <S> m:stack <D> r:rcx.64");
}

// What renaming can do is marked: moves of whole registers, not to themselves.
TEST(TokensTest, Moves) {
  EXPECT_TRUE(marks("4889c3") & PlainMove);
  EXPECT_TRUE(marks("0f28c8") & PlainMove);
  EXPECT_FALSE(marks("4889c0") & PlainMove);
  EXPECT_FALSE(marks("88c8") & PlainMove); // mov %cl, %al
  EXPECT_FALSE(marks("488b00") & PlainMove);
}

// A prefix that changes the length of an immediate is marked, no other.
TEST(TokensTest, LengthChangingPrefix) {
  EXPECT_TRUE(marks("6681c33412") & LengthChanging); // add $0x1234, %bx
  EXPECT_FALSE(marks("6683c312") & LengthChanging);  // add $0x12, %bx
  EXPECT_FALSE(marks("660fefc0") & LengthChanging);  // pxor
}

// An instruction that is no move is loaded, stored or both.
TEST(TokensTest, LoadsAndStores) {
  EXPECT_EQ(marks("480107") & (Loads | Stores), Loads | Stores);
  EXPECT_EQ(marks("48894708") & (Loads | Stores), Stores);
  EXPECT_EQ(marks("488b4f08") & (Loads | Stores), Loads);
}

} // namespace
} // namespace winnow::graph::test
