//===- DecoderTest.cpp - Instructions one by one --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "block/Flow.h"
#include "llvm/MC/MCInstrInfo.h"

namespace winnow::block::test {
namespace {

std::string error(llvm::StringRef Hex) {
  llvm::Expected<BasicBlock> B = decoder().decode(bytes(Hex));
  return B ? "fine" : toString(B.takeError());
}

/// 'n', 'm' or 'a' as the flow of the first instruction, or '?'.
char flow(llvm::StringRef Hex) {
  std::optional<Decoded> D = decoder().first(bytes(Hex));
  return D ? "nma"[unsigned(D->Goes)] : '?';
}

// A block knows where its instructions are.
TEST(DecoderTest, Lengths) {
  llvm::Expected<BasicBlock> B = decoder().decode(bytes("4801d8 48ffc1 90"));
  ASSERT_TRUE(bool(B)) << toString(B.takeError());
  EXPECT_EQ(B->Lengths, (std::vector<uint8_t>{3, 3, 1}));
  EXPECT_EQ(B->size(), 3u);
}

// No bytes are a block of no instructions.
TEST(DecoderTest, Empty) {
  llvm::Expected<BasicBlock> B = decoder().decode({});
  ASSERT_TRUE(bool(B)) << toString(B.takeError());
  EXPECT_TRUE(B->empty());
  EXPECT_FALSE(decoder().first({}).has_value());
}

// What is no block is refused with the place.
TEST(DecoderTest, Refusals) {
  EXPECT_EQ(error("90 06"), "offset 1: not an instruction");
  EXPECT_EQ(error("90 48"), "offset 1: not an instruction");
  EXPECT_EQ(error("90 c3"), "offset 1: 'retq' transfers control");
  EXPECT_EQ(error("0f05"), "offset 0: 'syscall' transfers control");
}

// The processor takes instructions of 15 bytes, and none of 16, which LLVM
// would decode.
TEST(DecoderTest, LongestInstruction) {
  // Prefixes, then movabs with 8 bytes: 5 + 10.
  EXPECT_EQ(error("2e2e2e2e2e 48b8 0102030405060708"), "fine");
  EXPECT_EQ(error("2e2e2e2e2e2e 48b8 0102030405060708"),
            "offset 0: not an instruction");
}

// A lock prefix is a part of its instruction, which LLVM decodes as two.
TEST(DecoderTest, LockPrefix) {
  BasicBlock B = cantFail(decoder().decode(bytes("f00fc118 f2f00118")));
  EXPECT_EQ(B.Lengths, (std::vector<uint8_t>{4, 4}));
  EXPECT_EQ(decoder().print(B, Syntax::ATT),
            "lock xaddl %ebx, (%rax)\nxacquire lock addl %ebx, (%rax)\n");
  EXPECT_EQ(decoder().print(B, Syntax::Intel),
            "lock xadd dword ptr [rax], ebx\n"
            "xacquire lock add dword ptr [rax], ebx\n");
}

// Prefixes alone are no instruction, however many.
TEST(DecoderTest, PrefixesOnly) {
  for (const char *Hex : {"66", "f0", "48", "2e", "67", "62", "c4", "c5",
                          "66666666", "66666666666666666666666666666666666666"})
    EXPECT_FALSE(decoder().first(bytes(Hex)).has_value()) << Hex;
}

// Everything that leaves the code ends a block, whether LLVM's tables know it
// or not; what cannot come back says so.
TEST(DecoderTest, Flow) {
  for (const char *Hex : {"7500", "0f8400000000", "e2fe", "e300", "e800000000",
                          "ffd0", "0f05", "0f34", "cd80", "cc", "c7f800000000",
                          "c6f800", "0f01c1", "0f01d7", "ff18"})
    EXPECT_EQ(flow(Hex), 'm') << Hex;
  for (const char *Hex :
       {"eb00", "e900000000", "ffe0", "ff2424", "c3", "c20800", "cb", "0f0b",
        "f4", "48cf", "0f07", "0fb9c0"})
    EXPECT_EQ(flow(Hex), 'a') << Hex;
  for (const char *Hex : {"90", "4801d8", "f3a4", "0fa2", "0f31", "0fae f0",
                          "f00fc118", "62f1fd48 58c1", "d9c0", "50"})
    EXPECT_EQ(flow(Hex), 'n') << Hex;
}

// The list of names in Flow.cpp follows LLVM's: each is an opcode.
TEST(DecoderTest, KnowsSystemInstructions) {
  unsigned System = 0;
  FlowTable Flows(decoder().instructions());
  for (unsigned Opcode = 0; Opcode < decoder().instructions().getNumOpcodes();
       ++Opcode) {
    const llvm::MCInstrDesc &D = decoder().instructions().get(Opcode);
    System += Flows[Opcode] != Flow::Next && !D.isTerminator() &&
              !D.isBranch() && !D.isCall() && !D.isReturn() && !D.isTrap();
  }
  EXPECT_EQ(System, 32u);
}

// Direct jumps tell where they go, as an address.
TEST(DecoderTest, Targets) {
  std::optional<Decoded> Jump = decoder().first(bytes("7502"), 0x1000);
  ASSERT_TRUE(Jump.has_value());
  EXPECT_EQ(Jump->Target, 0x1004u);
  std::optional<Decoded> Back = decoder().first(bytes("ebfe"), 0x1000);
  ASSERT_TRUE(Back.has_value());
  EXPECT_EQ(Back->Target, 0x1000u);
  std::optional<Decoded> Indirect = decoder().first(bytes("ffe0"), 0x1000);
  ASSERT_TRUE(Indirect.has_value());
  EXPECT_FALSE(Indirect->Target.has_value());
}

TEST(DecoderTest, PrintsBothSyntaxes) {
  BasicBlock B = cantFail(decoder().decode(bytes("4801d8 f30f6f4c8710 f3a4")));
  EXPECT_EQ(decoder().print(B, Syntax::ATT),
            "addq %rbx, %rax\nmovdqu 0x10(%rdi,%rax,4), %xmm1\n"
            "rep movsb (%rsi), %es:(%rdi)\n");
  EXPECT_EQ(decoder().print(B, Syntax::Intel),
            "add rax, rbx\nmovdqu xmm1, xmmword ptr [rdi + 4*rax + 0x10]\n"
            "rep movsb byte ptr es:[rdi], byte ptr [rsi]\n");
}

// A CPU only says what instructions are printed for: all are decoded.
TEST(DecoderTest, CPU) {
  llvm::Expected<std::unique_ptr<Decoder>> Old = Decoder::create("x86-64");
  ASSERT_TRUE(bool(Old)) << toString(Old.takeError());
  EXPECT_TRUE((*Old)->first(bytes("62f1fd4858c1")).has_value());
  llvm::Expected<std::unique_ptr<Decoder>> None = Decoder::create("z80");
  ASSERT_FALSE(bool(None));
  EXPECT_EQ(toString(None.takeError()),
            "'z80' is no x86-64 CPU that LLVM knows");
}

} // namespace
} // namespace winnow::block::test
