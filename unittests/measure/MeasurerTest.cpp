//===- MeasurerTest.cpp - Blocks in, cycles out ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Jobs.h"
#include "measure/SelfCheck.h"
#include "gtest/gtest.h"
#include <set>

using namespace llvm;
using namespace winnow::measure;

namespace {

using Bytes = std::vector<uint8_t>;

const Bytes Add = {0x48, 0x01, 0xd8};
const Bytes Multiply = {0x48, 0x0f, 0xaf, 0xc3};
const Bytes Undefined = {0x0f, 0x0b};

MeasureOptions quick() {
  MeasureOptions O;
  O.Patience = std::chrono::seconds(5);
  return O;
}

std::unique_ptr<Measurer> create(const MeasureOptions &O) {
  Expected<std::unique_ptr<Measurer>> M = Measurer::create(O);
  EXPECT_TRUE(bool(M)) << toString(M.takeError());
  return std::move(*M);
}

// Each block has one result, whether it can be measured or not.
TEST(Measurer, TellsOfEachBlockOnce) {
  std::unique_ptr<Measurer> M = create(quick());
  const Bytes Long(MaxBlockBytes + 1, 0x90);
  const std::vector<Work> Blocks = {
      {Add, 1}, {{}, 0}, {Undefined, 1}, {Long, 4097}};
  std::vector<unsigned> Calls(Blocks.size());
  std::vector<Status> How(Blocks.size());
  cantFail(M->measure(Blocks, [&](size_t I, const Measured &What) {
    ++Calls[I];
    How[I] = What.How;
  }));
  EXPECT_EQ(Calls, std::vector<unsigned>(Blocks.size(), 1));
  EXPECT_EQ(How[1], Status::Undecodable);
  EXPECT_EQ(How[2], Status::Sigill);
  EXPECT_EQ(How[3], Status::TooLong);
}

// Three dependent multiplications' worth of cycles are more than one add's: the
// one thing about time that holds wherever both come out as measured.
TEST(Measurer, MultipliesSlowerThanItAdds) {
  std::unique_ptr<Measurer> M = create(quick());
  const std::vector<Work> Blocks = {{Add, 1}, {Multiply, 1}};
  Measured Results[2];
  cantFail(M->measure(
      Blocks, [&](size_t I, const Measured &What) { Results[I] = What; }));
  if (Results[0].How != Status::Ok || Results[1].How != Status::Ok)
    GTEST_SKIP() << "the machine is too busy to tell";
  EXPECT_GT(Results[1].Value.Value, 1.5 * Results[0].Value.Value);
  EXPECT_GE(Results[0].Samples, 10u);
}

// Every pass is counted.
TEST(Measurer, CountsPasses) {
  MeasureOptions O = quick();
  O.Passes = 2;
  std::unique_ptr<Measurer> M = create(O);
  const Work Blocks[] = {{Add, 1}};
  Measured Result;
  cantFail(
      M->measure(Blocks, [&](size_t, const Measured &What) { Result = What; }));
  EXPECT_EQ(Result.Passes, 2u);
}

// What was counted with is named, and why nothing better was.
TEST(Measurer, NamesItsClock) {
  MeasureOptions O = quick();
  O.UseCounter = false;
  const ClockReport C = create(O)->clock();
  EXPECT_EQ(C.Kind, ClockKind::Tsc);
  EXPECT_EQ(C.Uncounted, "not wanted");
  EXPECT_GT(C.TscMHz, 100);
  EXPECT_GT(C.TicksPerCycle, 0);
  EXPECT_GE(C.Granularity, 1u);
}

// Impatience gives up: it does not hang or call one round a measurement; what
// fails does so all the same.
TEST(Measurer, GivesUpWithoutPatience) {
  MeasureOptions O = quick();
  O.Patience = std::chrono::milliseconds(0);
  std::unique_ptr<Measurer> M = create(O);
  const Work Blocks[] = {{Add, 1}, {Undefined, 1}};
  Measured Results[2];
  cantFail(M->measure(
      Blocks, [&](size_t I, const Measured &What) { Results[I] = What; }));
  EXPECT_TRUE(Results[0].How == Status::Lost ||
              Results[0].How == Status::Unstable);
  EXPECT_EQ(Results[1].How, Status::Sigill);
}

// More blocks than are measured at a time take turns, in every pass.
TEST(Measurer, TakesMoreThanAWindow) {
  MeasureOptions O = quick();
  O.Patience = std::chrono::milliseconds(0);
  O.Passes = 2;
  std::unique_ptr<Measurer> M = create(O);
  std::vector<Work> Blocks(450, Work{Add, 1});
  for (size_t I = 0; I < Blocks.size(); I += 3)
    Blocks[I] = {Undefined, 1};
  std::vector<unsigned> Calls(Blocks.size());
  cantFail(M->measure(Blocks, [&](size_t I, const Measured &What) {
    ++Calls[I];
    EXPECT_EQ(What.How == Status::Sigill, I % 3 == 0);
  }));
  EXPECT_EQ(Calls, std::vector<unsigned>(Blocks.size(), 1));
}

// All blocks are measured once, however many jobs share them.
TEST(Jobs, ShareTheBlocks) {
  const std::vector<Work> Blocks(20, Work{Undefined, 1});
  std::multiset<size_t> Seen;
  unsigned Clocks = 0;
  const unsigned Jobs = std::min<size_t>(usableCpus().size(), 2);
  cantFail(measureAll(
      quick(), Jobs, Blocks,
      [&](size_t I, const Measured &What) {
        Seen.insert(I);
        EXPECT_EQ(What.How, Status::Sigill);
      },
      [&](const ClockReport &) { ++Clocks; }));
  EXPECT_EQ(Seen.size(), Blocks.size());
  EXPECT_EQ(std::set<size_t>(Seen.begin(), Seen.end()).size(), Blocks.size());
  EXPECT_EQ(Clocks, 1u);
}

// The clock is told once, though one job may be done with everything before
// another has started.
TEST(Jobs, TellTheClockOnce) {
  const unsigned Jobs = std::min<size_t>(usableCpus().size(), 2);
  for (unsigned Try = 0; Try < 10; ++Try) {
    unsigned Clocks = 0;
    cantFail(measureAll(
        quick(), Jobs, Work{Undefined, 1}, [](size_t, const Measured &) {},
        [&](const ClockReport &) { ++Clocks; }));
    EXPECT_EQ(Clocks, 1u);
  }
}

// Jobs that would share a CPU are refused.
TEST(Jobs, AreNoMoreThanCpus) {
  Error E =
      runJobs(quick(), 100000, [](Measurer &) { return Error::success(); });
  ASSERT_TRUE(bool(E));
  EXPECT_NE(toString(std::move(E)).find("100000 jobs"), std::string::npos);
}

// A verdict is by 2 %, and noise is not a fault.
TEST(SelfCheck, Verdicts) {
  CheckedFigure F;
  F.Expected = {3};
  F.Got.How = Status::Ok;
  F.Got.Value = {3.05};
  EXPECT_EQ(F.verdict(), CheckedFigure::Good);
  F.Got.Value = {3.07};
  EXPECT_EQ(F.verdict(), CheckedFigure::Wrong);
  F.Got.Spread = {0.1};
  EXPECT_EQ(F.verdict(), CheckedFigure::TooNoisy);
  F.Got.How = Status::Unstable;
  EXPECT_EQ(F.verdict(), CheckedFigure::TooNoisy);
  F.Got.How = Status::Sigill;
  EXPECT_EQ(F.verdict(), CheckedFigure::Wrong);
}

// On a CPU that nobody knows, what is true of all is checked.
TEST(SelfCheck, ChecksUnknownCpus) {
  std::unique_ptr<Measurer> M = create(quick());
  Expected<SelfCheck> C = runSelfCheck(*M, "unheard-of");
  ASSERT_TRUE(bool(C)) << toString(C.takeError());
  EXPECT_GE(C->Figures.size(), 2u);
  EXPECT_GT(C->LeftOut, 0u);
}

} // namespace
