//===- HarvestTest.cpp - Files and what was seen in them ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stores.h"

using namespace llvm;

namespace winnow::datasets::test {
namespace {

std::vector<Sighting> sightings(uint32_t From, uint32_t To, uint64_t Count) {
  std::vector<Sighting> All;
  for (uint32_t N = From; N < To; ++N)
    All.push_back({numbered(N), 1, N % 2 ? "odd" : "even", Count});
  return All;
}

SourceCounts counts(uint64_t Blocks) {
  SourceCounts C;
  C.Functions = 1;
  C.Blocks = Blocks;
  return C;
}

// A file that was read is not read again, unless it has changed.
TEST_F(StoreTest, ReadsAFileOnce) {
  Store S = get(Store::openOrCreate(path()));
  Harvest H = get(Harvest::start(S));
  Source File{"/bin/a", 100, 1000, "p"};
  std::optional<SourceId> Id = get(H.claim(File));
  ASSERT_TRUE(Id.has_value());
  EXPECT_EQ(get(H.finish(*Id, sightings(0, 4, 2), counts(8))), 4u);
  EXPECT_FALSE(get(H.claim(File)).has_value());
  File.Modified = 1001;
  std::optional<SourceId> Changed = get(H.claim(File));
  ASSERT_TRUE(Changed.has_value());
  EXPECT_EQ(get(H.finish(*Changed, sightings(2, 6, 1), counts(4))), 2u);
  HarvestSummary Sum = get(summarize(S));
  EXPECT_EQ(Sum.Files, 1u);
  EXPECT_EQ(Sum.Counts.Blocks, 4u);
  ASSERT_EQ(Sum.ByPackage.size(), 1u);
  EXPECT_EQ(Sum.ByPackage[0].Occurrences, 4u);
}

// While one reads a file, the other leaves it alone; given up, it is free.
TEST_F(StoreTest, FilesAreClaimed) {
  Store S1 = get(Store::openOrCreate(path()));
  Store S2 = get(Store::open(path()));
  Harvest H1 = get(Harvest::start(S1)), H2 = get(Harvest::start(S2));
  Source File{"/bin/a", 100, 1000, ""};
  std::optional<SourceId> Id = get(H1.claim(File));
  ASSERT_TRUE(Id.has_value());
  EXPECT_FALSE(get(H2.claim(File)).has_value());
  done(H1.abandon(*Id));
  EXPECT_TRUE(get(H2.claim(File)).has_value());
}

// A file that was abandoned half written counts once when it is read again.
TEST_F(StoreTest, HalfWrittenFilesCountOnce) {
  Store S = get(Store::openOrCreate(path()));
  Harvest H = get(Harvest::start(S));
  Source File{"/bin/a", 100, 1000, ""};
  std::optional<SourceId> Id = get(H.claim(File));
  ASSERT_TRUE(Id.has_value());
  // What a killed process leaves: a sighting, and no end.
  Store::Added B = get(S.addBlock(numbered(0), 1, "even"));
  done(S.database().run("INSERT INTO sightings VALUES(" +
                        std::to_string(Id->Value) + ", " +
                        std::to_string(B.Block.Value) + ", 7)"));
  EXPECT_EQ(get(summarize(S)).Files, 0u);
  done(H.abandon(*Id));
  Id = get(H.claim(File));
  ASSERT_TRUE(Id.has_value());
  get(H.finish(*Id, sightings(0, 2, 7), counts(14)));
  HarvestSummary Sum = get(summarize(S));
  EXPECT_EQ(Sum.Files, 1u);
  EXPECT_EQ(Sum.ByPackage[0].Occurrences, 14u);
}

// The summary counts a block once for each package and class.
TEST_F(StoreTest, Summary) {
  Store S = get(Store::openOrCreate(path()));
  Harvest H = get(Harvest::start(S));
  unsigned N = 0;
  for (const char *Package : {"p", "p", "q"}) {
    std::string Path = "/bin/" + std::to_string(N++);
    std::optional<SourceId> Id = get(H.claim({Path, 1, 1, Package}));
    ASSERT_TRUE(Id.has_value());
    get(H.finish(*Id, sightings(0, N, 1), counts(N)));
  }
  HarvestSummary Sum = get(summarize(S));
  EXPECT_EQ(Sum.Files, 3u);
  EXPECT_EQ(Sum.Distinct, 3u);
  EXPECT_EQ(Sum.Counts.Functions, 3u);
  ASSERT_EQ(Sum.ByPackage.size(), 2u);
  EXPECT_EQ(Sum.ByPackage[0].Name, "q");
  EXPECT_EQ(Sum.ByPackage[0].Distinct, 3u);
  EXPECT_EQ(Sum.ByPackage[1].Name, "p");
  EXPECT_EQ(Sum.ByPackage[1].Files, 2u);
  EXPECT_EQ(Sum.ByPackage[1].Distinct, 2u);
  EXPECT_EQ(Sum.ByPackage[1].Occurrences, 3u);
  ASSERT_EQ(Sum.ByClass.size(), 2u);
  EXPECT_EQ(Sum.ByClass[0].Name, "even");
  EXPECT_EQ(Sum.ByClass[0].Distinct, 2u);
  EXPECT_EQ(Sum.ByClass[0].Occurrences, 4u);
}

} // namespace
} // namespace winnow::datasets::test
