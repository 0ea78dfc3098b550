//===- SandboxTest.cpp - Whatever a block does, it harms nobody -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is tested is how a block ends, never how long it takes: the tests must
// hold on a machine that is busy.
//
//===----------------------------------------------------------------------===//

#include "measure/Sandbox.h"
#include "measure/ChildSetup.h"
#include "gtest/gtest.h"
#include <csignal>
#include <map>

using namespace llvm;
using namespace winnow::measure;

namespace {

using Bytes = std::vector<uint8_t>;

const Bytes Add = {0x48, 0x01, 0xd8};
const Bytes Load = {0x48, 0x8b, 0x00};
const Bytes EndlessLoop = {0xeb, 0xfe};

class SandboxTest : public ::testing::Test {
protected:
  void SetUp() override { create({}); }

  void create(SandboxOptions Options) {
    Options.SamplesPerVisit = 1;
    Expected<std::unique_ptr<Sandbox>> Created = Sandbox::create(Options);
    ASSERT_TRUE(bool(Created)) << toString(Created.takeError());
    Box = std::move(*Created);
  }

  /// How each of \p Blocks ended; Ok where it did not fail.
  std::vector<Status> run(const std::vector<Bytes> &Blocks) {
    std::vector<Work> Works;
    std::vector<size_t> All;
    for (const Bytes &B : Blocks) {
      All.push_back(Works.size());
      Works.push_back({B, 0});
    }
    cantFail(Box->load(Works));
    std::vector<Status> Result(Blocks.size(), Status::Undecodable);
    cantFail(Box->visit(All, [&](const Visit &V) {
      Result[V.Block] = V.Failed ? V.Failed->How : Status::Ok;
      if (V.Failed)
        Last = *V.Failed;
      for (const Sample &S : V.Samples)
        EXPECT_GT(S.Long, 0u);
    }));
    return Result;
  }

  Status runOne(const Bytes &Block) { return run({Block}).front(); }

  /// After \p Block, others are measured as before.
  void expect(Status Wanted, const Bytes &Block) {
    EXPECT_EQ(run({Add, Block, Load}),
              (std::vector<Status>{Status::Ok, Wanted, Status::Ok}));
  }

  std::unique_ptr<Sandbox> Box;
  Failure Last;
};

TEST_F(SandboxTest, MeasuresSimpleBlocks) {
  EXPECT_EQ(run({Add, Load}), (std::vector<Status>{Status::Ok, Status::Ok}));
}

// Any address that user space can have is memory.
TEST_F(SandboxTest, ProvidesMemoryWhereverABlockLooks) {
  // mov $0x510000000000, %rax; mov %rbx, (%rax): no shadow of a sanitizer
  EXPECT_EQ(runOne({0x48, 0xb8, 0, 0, 0, 0, 0, 0x51, 0, 0, 0x48, 0x89, 0x18}),
            Status::Ok);
  // mov 0x10000(%rip), %rax
  EXPECT_EQ(runOne({0x48, 0x8b, 0x05, 0x00, 0x00, 0x10, 0x00}), Status::Ok);
  // movups 0xff8(%rax), %xmm0: over two pages
  EXPECT_EQ(runOne({0x0f, 0x10, 0x80, 0xf8, 0x0f, 0x00, 0x00}), Status::Ok);
}

// RIP-relative operands lead to memory, and not to the code of others that are
// measured together with the block.
TEST_F(SandboxTest, BlocksDoNotSeeEachOther) {
  // mov %eax, 0x9000(%rip)
  const Bytes Store = {0x89, 0x05, 0x00, 0x90, 0x00, 0x00};
  const std::vector<Bytes> Blocks(20, Store);
  EXPECT_EQ(run(Blocks), std::vector<Status>(Blocks.size(), Status::Ok));
}

// Memory reads as the fill value, so that pointers lead to memory again.
TEST_F(SandboxTest, MemoryHoldsPointers) {
  // mov 0x100(%rax), %rcx; mov (%rcx), %rdx; mov (%rdx), %rsi
  EXPECT_EQ(runOne({0x48, 0x8b, 0x88, 0, 1, 0, 0, 0x48, 0x8b, 0x11, 0x48, 0x8b,
                    0x32}),
            Status::Ok);
}

// FS and GS lead to memory like registers.
TEST_F(SandboxTest, SegmentsHoldPointers) {
  EXPECT_EQ(runOne({0x64, 0x48, 0x8b, 0x04, 0x25, 0x28, 0, 0, 0}), Status::Ok);
  EXPECT_EQ(runOne({0x65, 0x48, 0x8b, 0x04, 0x25, 0x28, 0, 0, 0}), Status::Ok);
}

TEST_F(SandboxTest, NullPointer) {
  // xor %eax, %eax; mov (%rax), %rax
  expect(Status::Sigsegv, {0x31, 0xc0, 0x48, 0x8b, 0x00});
}

TEST_F(SandboxTest, NonCanonicalAddress) {
  // mov $0x8000000000000000, %rax; mov (%rax), %rcx
  expect(Status::Sigsegv,
         {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x48, 0x8b, 0x08});
}

TEST_F(SandboxTest, KernelAddress) {
  // mov $-4096, %rax; mov (%rax), %rcx
  expect(Status::Sigsegv,
         {0x48, 0xc7, 0xc0, 0x00, 0xf0, 0xff, 0xff, 0x48, 0x8b, 0x08});
}

TEST_F(SandboxTest, MisalignedVector) {
  // movaps 1(%rax), %xmm0
  expect(Status::Sigsegv, {0x0f, 0x28, 0x40, 0x01});
}

TEST_F(SandboxTest, PrivilegedInstructions) {
  expect(Status::Sigsegv, {0xf4});             // hlt
  expect(Status::Sigsegv, {0xfa});             // cli
  expect(Status::Sigsegv, {0xec});             // in %dx, %al
  expect(Status::Sigsegv, {0x0f, 0x30});       // wrmsr
  expect(Status::Sigsegv, {0x0f, 0x20, 0xc0}); // mov %cr0, %rax
}

TEST_F(SandboxTest, UndefinedInstruction) {
  expect(Status::Sigill, {0x0f, 0x0b});       // ud2
  expect(Status::Sigill, {0x06});             // push %es: not in 64-bit mode
  expect(Status::Sigill, {0x0f, 0xff, 0xc0}); // ud0
}

TEST_F(SandboxTest, DivisionByZero) {
  // xor %ecx, %ecx; div %ecx
  expect(Status::Sigfpe, {0x31, 0xc9, 0xf7, 0xf1});
  EXPECT_EQ(Last.Signal, SIGFPE);
}

TEST_F(SandboxTest, QuotientOverflow) {
  // mov $-1, %rdx; mov $1, %ecx; div %rcx
  expect(Status::Sigfpe, {0x48, 0xc7, 0xc2, 0xff, 0xff, 0xff, 0xff, 0xb9, 1, 0,
                          0, 0, 0x48, 0xf7, 0xf1});
}

// MXCSR is the block's to change, for itself.
TEST_F(SandboxTest, UnmaskedFloatingPointException) {
  // movl $0, (%rax); ldmxcsr (%rax); xorps %xmm0, %xmm0; divss %xmm0, %xmm0
  expect(Status::Sigfpe, {0xc7, 0x00, 0, 0, 0, 0, 0x0f, 0xae, 0x10, 0x0f, 0x57,
                          0xc0, 0xf3, 0x0f, 0x5e, 0xc0});
}

TEST_F(SandboxTest, Traps) {
  expect(Status::Sigtrap, {0xcc}); // int3
  expect(Status::Sigtrap, {0xf1}); // int1
  // pushfq; orq $0x100, (%rsp); popfq: the trap flag
  expect(Status::Sigtrap,
         {0x9c, 0x48, 0x81, 0x0c, 0x24, 0x00, 0x01, 0, 0, 0x9d});
}

TEST_F(SandboxTest, AlignmentCheck) {
  // pushfq; orq $0x40000, (%rsp); popfq; mov 1(%rdi), %ecx
  expect(Status::Sigbus, {0x9c, 0x48, 0x81, 0x0c, 0x24, 0x00, 0x00, 0x04, 0x00,
                          0x9d, 0x8b, 0x4f, 0x01});
}

// Whatever the registers say, no system call is made.
TEST_F(SandboxTest, SystemCalls) {
  expect(Status::Sigsys, {0x0f, 0x05}); // syscall
  // mov $60, %eax; xor %edi, %edi; syscall: exit(0)
  expect(Status::Sigsys, {0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05});
  // mov $231, %eax; syscall: exit_group, which the harness itself may make
  expect(Status::Sigsys, {0xb8, 231, 0, 0, 0, 0x0f, 0x05});
  // mov $9, %eax; syscall: mmap, likewise
  expect(Status::Sigsys, {0xb8, 9, 0, 0, 0, 0x0f, 0x05});
}

// 32-bit system calls are none either; a kernel without them says #GP.
TEST_F(SandboxTest, OldSystemCalls) {
  const Status How = runOne({0xb8, 1, 0, 0, 0, 0xcd, 0x80});
  EXPECT_TRUE(How == Status::Sigsys || How == Status::Sigsegv)
      << winnow::datasets::toString(How).str();
}

TEST_F(SandboxTest, EndlessLoop) {
  SandboxOptions Options;
  Options.TimeLimit = std::chrono::milliseconds(100);
  create(Options);
  expect(Status::Timeout, EndlessLoop);
}

// A string instruction of 2^60 bytes ends at the first page that cannot be, or
// by the watchdog.
TEST_F(SandboxTest, EndlessString) {
  SandboxOptions Options;
  Options.TimeLimit = std::chrono::milliseconds(100);
  create(Options);
  // mov $1 << 60, %rcx; rep stosb
  const Status How =
      runOne({0x48, 0xb9, 0, 0, 0, 0, 0, 0, 0, 0x10, 0xf3, 0xaa});
  EXPECT_TRUE(How == Status::Sigsegv || How == Status::Timeout)
      << winnow::datasets::toString(How).str();
}

TEST_F(SandboxTest, SelfModifyingCode) {
  // lea 0(%rip), %rax; movb $0x90, (%rax)
  expect(Status::Modified, {0x48, 0x8d, 0x05, 0, 0, 0, 0, 0xc6, 0x00, 0x90});
}

// 15 bytes are an instruction, 16 are not.
TEST_F(SandboxTest, LongestInstruction) {
  Bytes Nop(14, 0x66);
  Nop.push_back(0x90);
  EXPECT_EQ(runOne(Nop), Status::Ok);
  // 16 bytes: #GP, which some hypervisors make #UD of.
  Nop.insert(Nop.begin(), 0x66);
  const Status How = runOne(Nop);
  EXPECT_TRUE(How == Status::Sigsegv || How == Status::Sigill);
}

// A truncated instruction takes the next bytes for its own: the next copy, or
// in the end the harness's jump. It ends somehow, and nobody is harmed.
TEST_F(SandboxTest, TruncatedInstruction) {
  SandboxOptions Options;
  Options.TimeLimit = std::chrono::milliseconds(1000);
  create(Options);
  for (const Bytes &Cut : std::vector<Bytes>{{0x48},
                                             {0x48, 0xb8, 0x01},
                                             {0x48, 0x8b},
                                             {0x0f},
                                             {0xe9, 0x00},
                                             {0x62, 0xf2}})
    EXPECT_EQ(run({Add, Cut, Load})[2], Status::Ok);
}

// A block may leave any stack pointer, flag and segment behind.
TEST_F(SandboxTest, RestoresWhatBlocksTrash) {
  EXPECT_EQ(runOne({0x31, 0xe4}), Status::Ok); // xor %esp, %esp
  EXPECT_EQ(runOne({0x48, 0xc7, 0xc4, 1, 0, 0, 0}), Status::Ok); // mov $1,%rsp
  EXPECT_EQ(runOne({0xfd}), Status::Ok);                         // std
  EXPECT_EQ(runOne({0x31, 0xc0, 0x8e, 0xe0}), Status::Ok);       // mov 0, %fs
  EXPECT_EQ(runOne({0x31, 0xc0, 0x8e, 0xe8}), Status::Ok);       // mov 0, %gs
  EXPECT_EQ(runOne({0xd9, 0xe8}), Status::Ok); // fld1, on and on
  EXPECT_EQ(runOne({0x0f, 0x77}), Status::Ok); // emms
  EXPECT_EQ(run({Add, Load}), (std::vector<Status>{Status::Ok, Status::Ok}));
}

// wrfsbase works where the CPU has it; nothing here relies on FS.
TEST_F(SandboxTest, FsBase) {
  const Status How = runOne({0x31, 0xc0, 0xf3, 0x48, 0x0f, 0xae, 0xd0});
  EXPECT_TRUE(How == Status::Ok || How == Status::Sigill)
      << winnow::datasets::toString(How).str();
}

// A return leads to memory that cannot be run.
TEST_F(SandboxTest, Return) { expect(Status::Sigsegv, {0xc3}); }

// A call pushes and comes back to the block.
TEST_F(SandboxTest, CallToTheNextInstruction) {
  EXPECT_EQ(runOne({0xe8, 0, 0, 0, 0}), Status::Ok);
}

// The harness's own code is not to be written.
TEST_F(SandboxTest, WritesToTheHarness) {
  Bytes Block = {0x48, 0xb8}; // mov $CodeBase, %rax; mov %rbx, (%rax)
  for (unsigned I = 0; I < 8; ++I)
    Block.push_back(static_cast<uint8_t>(CodeBase >> (8 * I)));
  Block.insert(Block.end(), {0x48, 0x89, 0x18});
  expect(Status::Modified, Block);
}

// A block that touches more pages than it may is given up.
TEST_F(SandboxTest, TooManyPages) {
  SandboxOptions Options;
  Options.MaxPages = 16;
  create(Options);
  // add $0x1000, %rax; mov (%rax), %rcx
  expect(Status::Sigsegv,
         {0x48, 0x05, 0x00, 0x10, 0x00, 0x00, 0x48, 0x8b, 0x08});
}

// Each failure costs a child, each batch without one only one.
TEST_F(SandboxTest, GoesOnWithAFreshChild) {
  const unsigned Before = Box->children();
  run({Add, Load, Add});
  EXPECT_EQ(Box->children(), Before + 1);
  run({Bytes{0x0f, 0x0b}, Add, Bytes{0x0f, 0x0b}, Load});
  EXPECT_EQ(Box->children(), Before + 4);
}

// The longest block fits.
TEST_F(SandboxTest, LongestBlock) {
  EXPECT_EQ(runOne(Bytes(MaxBlockBytes, 0x90)), Status::Ok);
}

// Without a filter, blocks that may call the system are not run at all.
TEST_F(SandboxTest, RefusesSystemCallsWithoutAFilter) {
  SandboxOptions Options;
  Options.UseFilter = false;
  create(Options);
  EXPECT_FALSE(Box->unfiltered().empty());
  const unsigned Before = Box->children();
  EXPECT_EQ(runOne({0x0f, 0x05}), Status::Sigsys);
  EXPECT_EQ(Box->children(), Before);
  EXPECT_EQ(run({Add, Load}), (std::vector<Status>{Status::Ok, Status::Ok}));
}

// Without the counter, or where there is none, the TSC is read.
TEST_F(SandboxTest, FallsBackToTheTsc) {
  SandboxOptions Options;
  Options.UseCounter = false;
  create(Options);
  EXPECT_EQ(Box->clock(), ClockKind::Tsc);
  EXPECT_FALSE(Box->uncounted().empty());
  EXPECT_EQ(runOne(Add), Status::Ok);
}

// A CPU that does not exist is an error, not a crash.
TEST(Sandbox, ReportsWhatCannotBeSetUp) {
  SandboxOptions Options;
  Options.Cpu = 1023;
  Expected<std::unique_ptr<Sandbox>> Box = Sandbox::create(Options);
  ASSERT_FALSE(bool(Box));
  const std::string Message = toString(Box.takeError());
  EXPECT_NE(Message.find("sched_setaffinity"), std::string::npos) << Message;
}

} // namespace
