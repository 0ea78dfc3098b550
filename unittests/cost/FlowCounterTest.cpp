//===- FlowCounterTest.cpp - Blocks are counted as they are run -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/FlowCounter.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace winnow::cost;

namespace {

class FlowCounterTest : public testing::Test {
protected:
  /// The only function of \p Text.
  const Function &parse(const char *Text) {
    SMDiagnostic Error;
    M = parseAssemblyString(Text, Error, Context);
    EXPECT_TRUE(M != nullptr) << Error.getMessage().str();
    for (const Function &F : *M)
      if (!F.isDeclaration())
        return F;
    return *M->begin();
  }

  static constexpr uint64_t Plenty = 100000;
  LLVMContext Context;
  std::unique_ptr<Module> M;
};

constexpr char Triangle[] = R"(
define void @f(ptr %a, i64 %n) {
entry:
  br label %outer
outer:
  %i = phi i64 [ 0, %entry ], [ %i.next, %latch ]
  br label %inner
inner:
  %j = phi i64 [ 0, %outer ], [ %j.next, %inner ]
  %p = getelementptr double, ptr %a, i64 %j
  %v = load double, ptr %p
  %j.next = add i64 %j, 1
  %c = icmp ule i64 %j.next, %i
  br i1 %c, label %inner, label %latch
latch:
  %i.next = add i64 %i, 1
  %d = icmp eq i64 %i.next, %n
  br i1 %d, label %exit, label %outer
exit:
  ret void
})";

// A loop of one block is skipped through, and still counted to the iteration,
// with the memory that it touches.
TEST_F(FlowCounterTest, CountsTriangles) {
  FlowCounter Flow(parse(Triangle));
  for (uint64_t N : {1, 2, 3, 4, 5, 9, 50, 200}) {
    FlowCounts C = Flow.run({uint64_t(1) << 40, N}, Plenty);
    EXPECT_TRUE(C.Complete);
    EXPECT_EQ(C.Blocks[1].Visits, double(N));
    EXPECT_EQ(C.Blocks[1].Entries, 1);
    EXPECT_EQ(C.Blocks[2].Visits, double(N * (N + 1) / 2)) << N;
    EXPECT_EQ(C.Blocks[2].Entries, double(N));
    EXPECT_EQ(C.Footprint, double(8 * N));
    EXPECT_EQ(C.BytesMoved, double(4 * N * (N + 1)));
  }
  // 200 iterations of each inner loop are not run through.
  EXPECT_TRUE(Flow.run({uint64_t(1) << 40, 200}, 20000).Complete);
}

// What never ends is given up, and says so.
TEST_F(FlowCounterTest, StopsAtTheLimit) {
  FlowCounter Flow(parse(Triangle));
  EXPECT_FALSE(Flow.run({uint64_t(1) << 40, 0}, 1000).Complete);
}

constexpr char Unknown[] = R"(
define i1 @f(ptr %a) {
entry:
  br label %loop
loop:
  %v = load i64, ptr %a
  %c = icmp eq i64 %v, 0
  br i1 %c, label %exit, label %loop
exit:
  ret i1 false
})";

// A loop that ends by what memory holds runs 32 times.
TEST_F(FlowCounterTest, LeavesUnknownLoopsNowAndThen) {
  FlowCounter Flow(parse(Unknown));
  FlowCounts C = Flow.run({Number()}, Plenty);
  EXPECT_TRUE(C.Complete);
  EXPECT_EQ(C.Blocks[1].Visits, 32);
  EXPECT_EQ(C.Returned, Number(0));
}

constexpr char Profiled[] = R"(
define void @f(ptr %a) {
entry:
  br label %loop
loop:
  %v = load i64, ptr %a
  %c = icmp eq i64 %v, 0
  br i1 %c, label %exit, label %loop, !prof !0
exit:
  ret void
}
!0 = !{!"branch_weights", i32 1, i32 9})";

// Or as often as the profile says.
TEST_F(FlowCounterTest, BelievesProfiles) {
  FlowCounter Flow(parse(Profiled));
  EXPECT_EQ(Flow.run({Number()}, Plenty).Blocks[1].Visits, 10);
}

constexpr char Overflow[] = R"(
declare { i64, i1 } @llvm.usub.with.overflow.i64(i64, i64)
define i64 @f(i64 %n) {
entry:
  %s = call { i64, i1 } @llvm.usub.with.overflow.i64(i64 %n, i64 1)
  %d = extractvalue { i64, i1 } %s, 0
  %o = extractvalue { i64, i1 } %s, 1
  br i1 %o, label %none, label %some
none:
  ret i64 77
some:
  ret i64 %d
})";

// Code generation makes comparisons into subtractions that overflow.
TEST_F(FlowCounterTest, KnowsOverflow) {
  FlowCounter Flow(parse(Overflow));
  EXPECT_EQ(Flow.run({Number(0)}, Plenty).Returned, Number(77));
  EXPECT_EQ(Flow.run({Number(9)}, Plenty).Returned, Number(8));
}

constexpr char Doubling[] = R"(
define void @f(ptr %a, i64 %n) {
entry:
  br label %first
first:
  %i = phi i64 [ 0, %entry ], [ %i.next, %first ]
  %p = getelementptr i32, ptr %a, i64 %i
  store i32 0, ptr %p
  %i.next = add i64 %i, 1
  %c = icmp slt i64 %i.next, %n
  br i1 %c, label %first, label %second
second:
  %j = phi i64 [ 0, %first ], [ %j.next, %second ]
  %q = getelementptr i32, ptr %a, i64 %j
  %v = load i32, ptr %q
  %j.next = add i64 %j, 1
  %d = icmp slt i64 %j.next, %n
  br i1 %d, label %second, label %exit
exit:
  ret void
})";

// A loop that reads what another one has stored is told from one that does not.
TEST_F(FlowCounterTest, SeesWhatWasStored) {
  FlowCounter Flow(parse(Doubling));
  FlowCounts C = Flow.run({uint64_t(1) << 40, 20}, Plenty);
  EXPECT_FALSE(C.Blocks[1].ReadsStored);
  EXPECT_TRUE(C.Blocks[2].ReadsStored);
}

} // namespace
