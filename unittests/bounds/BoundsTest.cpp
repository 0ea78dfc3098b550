//===- BoundsTest.cpp - Against figures by hand ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bounds/Bounds.h"
#include "../graph/Graphs.h"

namespace winnow::bounds::test {
namespace {

using graph::test::block;
using graph::test::table;

Bounds bounds(llvm::StringRef CPU, llvm::StringRef Hex) {
  std::unique_ptr<Machine> M = cantFail(Machine::create(CPU, table()));
  BoundsFinder Finder(*M);
  return Finder.find(cantFail(table().look(block(Hex))));
}

double chain(llvm::StringRef CPU, llvm::StringRef Hex) {
  return bounds(CPU, Hex)[Bottleneck::Chain].Value;
}

constexpr const char *CPUs[] = {"haswell", "ivybridge", "skylake", "znver4",
                                "znver5"};

// A chain takes the latency of its instructions, on every CPU.
TEST(BoundsTest, Chains) {
  for (const char *CPU : CPUs) {
    EXPECT_EQ(chain(CPU, "4801c0"), 1) << CPU;   // add %rax, %rax
    EXPECT_EQ(chain(CPU, "480fafc0"), 3) << CPU; // imul %rax, %rax
    // imul %rax, %rax; add %rax, %rax
    EXPECT_EQ(chain(CPU, "480fafc0 4801c0"), 4) << CPU;
  }
}

// Two chains side by side take as long as the slower one.
TEST(BoundsTest, SlowestChain) {
  // imul %rax, %rax; add %rbx, %rbx
  Bounds B = bounds("haswell", "480fafc0 4801db");
  EXPECT_EQ(B[Bottleneck::Chain].Value, 3);
  EXPECT_EQ(B.Chain, std::vector<uint32_t>{0});
  EXPECT_EQ(B.tightest(), Bottleneck::Chain);
}

// A chain that closes after two iterations counts half.
TEST(BoundsTest, ChainOverTwoIterations) {
  // imul $3, %rbx, %rax; mov %rcx, %rbx; mov %rax, %rcx: a value comes back as
  // itself after two iterations.
  EXPECT_EQ(chain("skylake", "486bc303 4889cb 4889c1"), 1.5);
  // imul $3, %rbx, %rax; imul $3, %rax, %rbx: after one.
  EXPECT_EQ(chain("skylake", "486bc303 486bd803"), 6);
}

// Cycle ratios are exact, whatever the numbers of cycles and iterations.
TEST(BoundsTest, CycleRatios) {
  auto Of = [](std::vector<LatencyEdge> Edges) {
    return findCriticalCycle(3, Edges);
  };
  // Two nodes that take from each other across the iteration: 3 + 4 over 2.
  CriticalCycle C = Of({{1, 0, 3, true}, {0, 1, 4, true}});
  EXPECT_EQ(C.Latency, 7);
  EXPECT_EQ(C.Iterations, 2);
  EXPECT_EQ(C.Nodes, (std::vector<uint32_t>{0, 1}));
  // A slower loop inside a chain that does not close.
  C = Of({{0, 0, 2, true}, {0, 1, 90, false}, {2, 2, 1, true}});
  EXPECT_EQ(C.cycles(), 2);
  EXPECT_EQ(Of({{0, 1, 5, false}}).cycles(), 0);
  EXPECT_EQ(Of({}).cycles(), 0);
}

// A move that renaming does and an idiom make a chain no longer.
TEST(BoundsTest, FreeLinks) {
  // add %rax, %rbx; mov %rbx, %rax
  EXPECT_EQ(chain("haswell", "4801c3 4889d8"), 1);
  EXPECT_EQ(chain("haswell", "31c0 480fafc0"), 0);
}

// popcnt waits for its destination on Haswell and not on Zen.
TEST(BoundsTest, FalseDependence) {
  EXPECT_EQ(chain("haswell", "f3480fb8c8"), 3);
  EXPECT_EQ(chain("znver4", "f3480fb8c8"), 0);
}

// Independent work is bound by the width of the machine.
TEST(BoundsTest, Issue) {
  // Eight xor of different registers with themselves.
  const char *Idioms = "31c0 31c9 31d2 31db 31f6 31ff 4531c0 4531c9";
  EXPECT_EQ(bounds("haswell", Idioms)[Bottleneck::Issue].Value, 2);
  EXPECT_EQ(bounds("skylake", Idioms)[Bottleneck::Issue].Value, 2);
  EXPECT_EQ(bounds("znver5", Idioms)[Bottleneck::Issue].Value, 1);
  EXPECT_EQ(bounds("haswell", Idioms)[Bottleneck::Ports].Value, 0);
}

// Zen 5 decodes eight instructions a cycle and has six integer units, though
// LLVM takes it for a Zen 4.
TEST(BoundsTest, WidthOfZen5) {
  // add $1 to six registers.
  const char *Adds = "4883c001 4883c101 4883c201 4883c301 4883c601 4883c701";
  EXPECT_EQ(bounds("znver4", Adds)[Bottleneck::Ports].Value, 1.5);
  EXPECT_EQ(bounds("znver5", Adds)[Bottleneck::Ports].Value, 1);
  EXPECT_EQ(bounds("znver4", Adds)[Bottleneck::Decode].Value, 1.5);
  EXPECT_EQ(bounds("znver5", Adds)[Bottleneck::Decode].Value, 0.75);
  EXPECT_EQ(bounds("znver4", Adds)[Bottleneck::Fetch].Value, 1.5);
  EXPECT_EQ(bounds("znver5", Adds)[Bottleneck::Fetch].Value, 0.375);
}

// A load fuses with its operation, a store is one micro-op.
TEST(BoundsTest, FusedMicroOps) {
  EXPECT_EQ(bounds("haswell", "480307")[Bottleneck::Issue].Value, 0.25);
  EXPECT_EQ(bounds("haswell", "48894708")[Bottleneck::Issue].Value, 0.25);
}

// Port pressure: one multiplier, two loads a cycle, one store.
TEST(BoundsTest, Ports) {
  // imul of three different registers by constants.
  EXPECT_EQ(
      bounds("haswell", "486bc303 486bcb03 486bd303")[Bottleneck::Ports].Value,
      3);
  // Three loads.
  EXPECT_EQ(bounds("haswell", "488b07 488b0f 488b17")[Bottleneck::Ports].Value,
            1.5);
  EXPECT_EQ(bounds("haswell", "488907 488907")[Bottleneck::Ports].Value, 2);
  EXPECT_EQ(bounds("znver4", "488907 488907")[Bottleneck::Ports].Value, 1);
}

// Zen's cache takes one store a cycle when they lie in different lines.
TEST(BoundsTest, StoresIntoLines) {
  // mov %rax, (%rdi); mov %rax, 128(%rdi)
  Bounds B = bounds("znver4", "488907 48898780000000");
  EXPECT_EQ(B[Bottleneck::Ports].Value, 2);
  EXPECT_EQ(B.BusyUnits, 0u);
}

// Bytes: 16 at a time. A prefix that changes lengths costs three cycles.
TEST(BoundsTest, Fetch) {
  // mov 0x1000(%rax,%rbx), %rcx is 8 bytes.
  EXPECT_EQ(bounds("haswell", "488b8c1800100000")[Bottleneck::Fetch].Value,
            0.5);
  // add $0x1234, %bx
  EXPECT_GE(bounds("haswell", "6681c33412")[Bottleneck::Fetch].Value, 3);
  EXPECT_LT(bounds("znver4", "6681c33412")[Bottleneck::Fetch].Value, 1);
}

// One decoder of four takes instructions of several micro-ops.
TEST(BoundsTest, Decode) {
  // nop; nop; nop; nop
  EXPECT_EQ(bounds("haswell", "90909090")[Bottleneck::Decode].Value, 1);
  // add %rax, (%rdi) twice
  EXPECT_EQ(bounds("haswell", "480107 480107")[Bottleneck::Decode].Value, 2);
}

// A value that goes through memory takes the time of a load more.
TEST(BoundsTest, Forwarding) {
  EXPECT_EQ(chain("haswell", "480107"), 6);
  EXPECT_EQ(chain("skylake", "480107"), 5);
  EXPECT_EQ(chain("znver4", "480107"), 1); // renamed
}

// A chase of pointers takes four cycles a load, on every CPU.
TEST(BoundsTest, PointerChase) {
  for (const char *CPU : CPUs)
    EXPECT_EQ(chain(CPU, "488b00"), 4) << CPU;
}

// lea of three parts takes three cycles on Intel, of two parts one.
TEST(BoundsTest, Lea) {
  EXPECT_EQ(chain("skylake", "488d440008"), 3); // lea 8(%rax,%rax), %rax
  EXPECT_EQ(chain("skylake", "488d4008"), 1);   // lea 8(%rax), %rax
}

// A byte that is merged into its register is merged in the last cycle.
TEST(BoundsTest, LateMerge) {
  EXPECT_EQ(chain("haswell", "8a07"), 1); // mov (%rdi), %al
}

// An explicit use of rsp after a pop waits a cycle for the stack engine.
TEST(BoundsTest, StackEngine) {
  // add $8, %rsp; alone, and with pop %rbx behind it
  EXPECT_EQ(chain("haswell", "4883c408"), 1);
  EXPECT_EQ(chain("haswell", "4883c408 5b"), 2);
}

// An empty block takes no time.
TEST(BoundsTest, Empty) {
  Bounds B = bounds("haswell", "");
  EXPECT_EQ(B.cycles().Value, 0);
  EXPECT_EQ(B.Unknown, 0u);
}

// A CPU that LLVM does not know, or has no model of, is refused by name.
TEST(BoundsTest, UnknownCPU) {
  auto Why = [](const char *CPU) {
    auto M = Machine::create(CPU, table());
    return M ? "fine" : toString(M.takeError());
  };
  EXPECT_EQ(Why("z80"), "'z80' is no x86-64 CPU that LLVM knows");
}

// A line tells the bounds, the busiest units and the chain.
TEST(BoundsTest, Printed) {
  std::unique_ptr<Machine> M = cantFail(Machine::create("haswell", table()));
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(bounds("haswell", "480fafc0"), *M, OS);
  EXPECT_EQ(Text, "haswell: at least 3.00 cycles, by chain: fetch 0.25, decode "
                  "0.25, issue 0.25, ports 1.00 (HWPort1), chain 3.00 (0)\n");
}

} // namespace
} // namespace winnow::bounds::test
