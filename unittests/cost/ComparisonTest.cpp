//===- ComparisonTest.cpp - Two versions become cycles --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Chooser.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace winnow;
using namespace winnow::cost;

namespace {

/// @slow sums a[0..n) one by one in order, @fast reads one element; @f calls
/// both.
constexpr char Module[] = R"(
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

define double @f(ptr %a, i64 %n) #0 {
  %s = call double @slow(ptr %a, i64 %n)
  %t = call double @fast(ptr %a, i64 %n)
  %u = fadd double %s, %t
  ret double %u
}

define internal double @slow(ptr %a, i64 %n) #0 {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  %s = phi double [ 0.0, %entry ], [ %s.next, %loop ]
  %p = getelementptr double, ptr %a, i64 %i
  %v = load double, ptr %p
  %s.next = fadd double %s, %v
  %i.next = add i64 %i, 1
  %c = icmp eq i64 %i.next, %n
  br i1 %c, label %exit, label %loop
exit:
  ret double %s.next
}

define internal double @fast(ptr %a, i64 %n) #0 {
  %v = load double, ptr %a
  ret double %v
}

attributes #0 = { "target-cpu"="haswell" }
)";

class ComparisonTest : public testing::Test {
protected:
  void SetUp() override {
    SMDiagnostic Error;
    M = parseAssemblyString(Module, Error, Context);
    ASSERT_TRUE(M != nullptr) << Error.getMessage().str();
  }

  LLVMContext Context;
  std::unique_ptr<llvm::Module> M;
};

// The bytes of a copy do not depend on names, and the module stays as it was.
TEST_F(ComparisonTest, CopiesTellNothingOfNames) {
  std::string Before, After;
  raw_string_ostream(Before) << *M;
  Expected<std::string> One = ScratchCopy::serialize(*M->getFunction("slow"));
  ASSERT_TRUE(bool(One));
  raw_string_ostream(After) << *M;
  EXPECT_EQ(Before, After);
  Function &F = *M->getFunction("slow");
  F.setName("another");
  F.getArg(0)->setName("b");
  Expected<std::string> Two = ScratchCopy::serialize(F);
  ASSERT_TRUE(bool(Two));
  EXPECT_EQ(*One, *Two);
  Expected<std::string> Other = ScratchCopy::serialize(*M->getFunction("fast"));
  ASSERT_TRUE(bool(Other));
  EXPECT_NE(*One, *Other);
}

// A chain of additions takes three cycles each on Haswell; a load takes none of
// that, however long the loop is.
TEST_F(ComparisonTest, TotalsFollowTheLoops) {
  Expected<const estimate::Model *> Model = theModel();
  if (!Model) {
    consumeError(Model.takeError());
    GTEST_SKIP() << "no model is built in";
  }
  Expected<std::unique_ptr<BlockPricer>> Pricer =
      BlockPricer::create(**Model, "haswell");
  ASSERT_TRUE(bool(Pricer));
  // The functions that the copy calls have to be in its module: the test makes
  // them there, as passes do.
  Expected<std::string> Bitcode = ScratchCopy::serialize(*M->getFunction("f"));
  ASSERT_TRUE(bool(Bitcode));
  auto Make = [&](Function &Copy,
                  FunctionAnalysisManager &) -> Expected<Versions> {
    // Text can be read only where values have names.
    std::string Bytes;
    raw_string_ostream OS(Bytes);
    WriteBitcodeToFile(*M, OS);
    std::unique_ptr<llvm::Module> Source = cantFail(
        parseBitcodeFile(MemoryBufferRef(Bytes, ""), Copy.getContext()));
    Versions V;
    for (Instruction &I : Copy.getEntryBlock())
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        Function *Callee = Call->getCalledFunction();
        Function *From = Source->getFunction(Callee->getName());
        Callee->splice(Callee->end(), From);
        for (auto [Old, New] : zip(From->args(), Callee->args()))
          Old.replaceAllUsesWith(&New);
        (V.Original ? V.Rewritten : V.Original) = Call;
      }
    const Value *N = Copy.getArg(1);
    V.PinsFor = [N](Sizes S) { return Versions::Pins{{N, int64_t(S.Trips)}}; };
    V.Setup.Value = 7;
    return V;
  };
  Expected<std::unique_ptr<Comparison>> Both =
      Comparison::create(*Bitcode, Make, **Pricer, OptimizationLevel::O2);
  ASSERT_TRUE(bool(Both)) << toString(Both.takeError());
  Totals Short = (*Both)->totals({1000, 0});
  Totals Long = (*Both)->totals({2000, 0});
  EXPECT_TRUE(Short.Complete && Long.Complete);
  double Each = (Long.Original.Value - Short.Original.Value) / 1000;
  EXPECT_NEAR(Each, 3, 0.4);
  EXPECT_EQ(Long.Rewritten.Value, Short.Rewritten.Value);
  EXPECT_LT(Long.Rewritten.Value, 7 + 5);
  EXPECT_GT(Long.Error, 0);
  // Too long to be followed is said.
  EXPECT_TRUE((*Both)->totals({1 << 30, 0}).Complete);
}

// Waiting for the last iteration counts only as far as the core cannot go
// ahead.
TEST(VersionCost, ShortChainsOverlap) {
  BlockCost Chain{/*Repeated=*/3, /*Throughput=*/1, /*Error=*/0.1,
                  /*Instructions=*/4};
  EXPECT_EQ(iterationCycles(Chain, 4 * 4, 224).Value, 1);
  EXPECT_EQ(iterationCycles(Chain, 4 * 1000, 224).Value, 3);
  // A taken branch takes its cycle.
  EXPECT_EQ(iterationCycles({0.25, 0.25, 0.1, 1}, 1000, 224).Value, 1);
}

// Out of the first cache, bytes take time; the further out, the more.
TEST(VersionCost, MemoryHasItsPace) {
  EXPECT_EQ(memoryCycles(1 << 20, 16 << 10).Value, 0);
  double Second = memoryCycles(1 << 20, 256 << 10).Value;
  double Third = memoryCycles(1 << 20, 4 << 20).Value;
  double Outside = memoryCycles(1 << 20, 64 << 20).Value;
  EXPECT_GT(Second, 0);
  EXPECT_GT(Third, Second);
  EXPECT_GT(Outside, Third);
}

// Some nests may be priced in any compile, then a share of what is compiled; a
// budget of nothing allows nothing.
TEST(Budget, CountsInstructions) {
  auto Nests = [](uint64_t Compiled, unsigned Percent) {
    Budget B(Compiled, Percent);
    unsigned Count = 0;
    while (B.spend(100))
      ++Count;
    return Count;
  };
  EXPECT_EQ(Nests(1000000, 0), 0u);
  EXPECT_GT(Nests(100, 20), 5u);
  EXPECT_LT(Nests(100, 20), 30u);
  EXPECT_GT(Nests(1000000, 20), 2 * Nests(100, 20));
  EXPECT_GT(Nests(1000000, 40), Nests(1000000, 20));
}

} // namespace
