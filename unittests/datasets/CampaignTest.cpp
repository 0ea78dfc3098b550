//===- CampaignTest.cpp - Handing out blocks to be measured ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stores.h"
#include <set>

using namespace llvm;

namespace winnow::datasets::test {
namespace {

// Every block comes once, in the order of the hashes.
TEST_F(StoreTest, ClaimsEachBlockOnce) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 1000);
  Campaign C = get(Campaign::start(S, machine(), {}));
  std::set<std::vector<uint8_t>> Seen;
  uint64_t Last = 0;
  for (;;) {
    std::vector<Task> Tasks = get(C.claim(64));
    if (Tasks.empty())
      break;
    EXPECT_LE(Tasks.size(), 64u);
    for (const Task &T : Tasks) {
      EXPECT_TRUE(Seen.insert(T.Bytes).second);
      EXPECT_FALSE(T.Earlier.has_value());
      EXPECT_GE(blockHash(T.Bytes), Last);
      Last = blockHash(T.Bytes);
      done(C.record(T.Block, measured(1)));
    }
  }
  EXPECT_EQ(Seen.size(), 1000u);
  EXPECT_EQ(get(C.progress()).Done, 1000);
  EXPECT_EQ(get(C.progress()).Total, 1000);
}

// Two campaigns never hold the same block; what one gives up, the other gets.
TEST_F(StoreTest, ClaimsAreExclusive) {
  Store S1 = get(Store::openOrCreate(path()));
  fill(S1, 10);
  Store S2 = get(Store::open(path()));
  Campaign C1 = get(Campaign::start(S1, machine(), {}));
  Campaign C2 = get(Campaign::start(S2, machine(), {}));
  EXPECT_EQ(get(C1.claim(6)).size(), 6u);
  EXPECT_EQ(get(C2.claim(64)).size(), 4u);
  EXPECT_TRUE(get(C2.claim(64)).empty());
  EXPECT_TRUE(get(C1.claim(64)).empty());
  done(C1.release());
  EXPECT_EQ(get(C2.claim(64)).size(), 6u);
}

// Blocks that came after the campaign had passed their place are found.
TEST_F(StoreTest, ClaimsBlocksBehind) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 50);
  Campaign C = get(Campaign::start(S, machine(), {}));
  for (const Task &T : get(C.claim(64)))
    done(C.record(T.Block, measured(1)));
  fill(S, 100);
  EXPECT_EQ(get(C.claim(64)).size() + get(C.claim(64)).size(), 50u);
}

// Machines are measured one by one.
TEST_F(StoreTest, MachinesAreApart) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 2);
  Campaign C1 = get(Campaign::start(S, machine("m1"), {}));
  for (const Task &T : get(C1.claim(2)))
    done(C1.record(T.Block, measured(1)));
  Campaign C2 = get(Campaign::start(S, machine("m2"), {}));
  EXPECT_EQ(get(C2.claim(2)).size(), 2u);
}

// Asked for, outcomes of a kind are tried again, with what was measured, until
// they have had their passes.
TEST_F(StoreTest, MeasuresAgain) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 3);
  Campaign First = get(Campaign::start(S, machine(), {}));
  std::vector<Task> Tasks = get(First.claim(3));
  ASSERT_EQ(Tasks.size(), 3u);
  done(First.record(Tasks[0].Block, measured(1.5)));
  done(First.record(Tasks[1].Block, measured(2.5, Status::Unstable)));
  done(First.record(Tasks[2].Block, measured(0, Status::Sigsegv)));
  CampaignOptions Again;
  Again.Again = {Status::Unstable};
  Again.MaxPasses = 2;
  Campaign Second = get(Campaign::start(S, machine(), Again));
  std::vector<Task> Retry = get(Second.claim(3));
  ASSERT_EQ(Retry.size(), 1u);
  EXPECT_EQ(Retry[0].Bytes, Tasks[1].Bytes);
  ASSERT_TRUE(Retry[0].Earlier.has_value());
  EXPECT_EQ(Retry[0].Earlier->How, Status::Unstable);
  EXPECT_EQ(Retry[0].Earlier->Value.Value, 2.5);
  EXPECT_EQ(Retry[0].Earlier->Spread.Value, 0.01);
  EXPECT_EQ(Retry[0].Earlier->Clock, "tsc");
  EXPECT_EQ(Retry[0].Earlier->Date, "2026-01-02T03:04:05Z");
  Measurement M = measured(2.5, Status::Unstable);
  M.Passes = 2;
  done(Second.record(Retry[0].Block, M));
  EXPECT_TRUE(get(Second.claim(3)).empty());
}

// A measurement without a date gets that of its writing.
TEST_F(StoreTest, DatesMeasurements) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 1);
  Campaign C = get(Campaign::start(S, machine(), {}));
  Measurement M = measured(1);
  M.Date.clear();
  done(C.record(get(C.claim(1))[0].Block, M));
  EXPECT_EQ(get(S.database().integer(
                "SELECT count(*) FROM measurements WHERE date GLOB "
                "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*Z'")),
            1);
}

} // namespace
} // namespace winnow::datasets::test
