//===- DataSetTest.cpp - Data sets, both ways -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/DataSet.h"
#include "Stores.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow::datasets::test {
namespace {

class DataSetTest : public StoreTest {
protected:
  void SetUp() override {
    StoreTest::SetUp();
    Store S = get(Store::openOrCreate(path()));
    Harvest H = get(Harvest::start(S));
    std::optional<SourceId> Id = get(H.claim({"/lib/x", 1, 1, "libx"}));
    ASSERT_TRUE(Id.has_value());
    std::vector<Sighting> Seen;
    for (uint32_t N = 0; N < 300; ++N)
      Seen.push_back({numbered(N), 1, N % 3 ? "integer" : "xmm load", N + 1});
    get(H.finish(*Id, Seen, {}));
    Campaign C = get(Campaign::start(S, machine(), {}));
    for (const Task &T : get(C.claim(300)))
      done(C.record(T.Block,
                    measured(T.Bytes[1] + 0.25,
                             T.Bytes[1] == 7 ? Status::Timeout : Status::Ok)));
  }

  DataSetInfo write(StringRef Name) {
    Store S = get(Store::openToRead(path()));
    DataSetInfo Texts;
    Texts.Method = "by \"hand\"";
    Texts.Rebuild = "make";
    return get(writeDataSet(S, get(S.findMachine("")), path(Name), Texts));
  }

  std::string content(StringRef Name) {
    return (*MemoryBuffer::getFile(path(Name)))->getBuffer().str();
  }
  void replace(StringRef Name, StringRef Content) {
    std::error_code EC;
    raw_fd_ostream OS(path(Name), EC);
    OS << Content;
  }
};

// A folder that is not there is told of before anything is read.
TEST_F(DataSetTest, NeedsItsFolder) {
  Store S = get(Store::openToRead(path()));
  Expected<DataSetInfo> Info =
      writeDataSet(S, get(S.findMachine("")), path("none/set"), {});
  ASSERT_FALSE(bool(Info));
  EXPECT_EQ(toString(Info.takeError()), path("none") + ": no such folder");
}

// What is read is what was written.
TEST_F(DataSetTest, BothWays) {
  DataSetInfo Written = write("set");
  EXPECT_EQ(Written.Rows, 298u); // 7 and 263 timed out.
  DataSet Read = get(readDataSet(path("set.json")));
  ASSERT_EQ(Read.Rows.size(), 298u);
  EXPECT_TRUE(std::is_sorted(
      Read.Rows.begin(), Read.Rows.end(),
      [](const DataRow &A, const DataRow &B) { return A.Bytes < B.Bytes; }));
  for (const DataRow &Row : Read.Rows) {
    uint32_t N = Row.Bytes[1] + 256u * Row.Bytes[2];
    EXPECT_EQ(Row.Value.Value, Row.Bytes[1] + 0.25);
    EXPECT_EQ(Row.Spread.Value, 0.01);
    EXPECT_EQ(Row.Count, N + 1);
    EXPECT_EQ(Row.Class, N % 3 ? "integer" : "xmm load");
    EXPECT_EQ(Row.Part, splitOf(Row.Bytes));
  }
  EXPECT_EQ(Read.Info.OnMachine.Name, "m1");
  EXPECT_EQ(Read.Info.OnMachine.TscMHz, 2596.148);
  EXPECT_EQ(Read.Info.Method, "by \"hand\"");
  EXPECT_EQ(Read.Info.Rebuild, "make");
  EXPECT_EQ(Read.Info.FirstDate, "2026-01-02T03:04:05Z");
  EXPECT_EQ(Read.Info.LeftOut["timeout"], 2u);
  EXPECT_EQ(Read.Info.Packages["libx"], 298u);
  EXPECT_EQ(Read.Info.RowsOfClass["integer"] +
                Read.Info.RowsOfClass["xmm load"],
            298u);
  EXPECT_EQ(Read.Info.RowsOfSplit["train"] +
                Read.Info.RowsOfSplit["validation"] +
                Read.Info.RowsOfSplit["test"],
            298u);
}

// One store gives the same bytes each time.
TEST_F(DataSetTest, Deterministic) {
  write("set");
  std::string Table = content("set.csv.zst"), Manifest = content("set.json");
  write("set");
  EXPECT_EQ(content("set.csv.zst"), Table);
  EXPECT_EQ(content("set.json"), Manifest);
}

// A table that was changed or cut is refused, and so is a wrong manifest.
TEST_F(DataSetTest, RefusesDamage) {
  write("set");
  std::string Table = content("set.csv.zst"), Manifest = content("set.json");
  std::string Wrong =
      path("set.csv.zst") + ": its SHA-256 is not that of the manifest";
  std::string Changed = Table;
  Changed[Changed.size() / 2] ^= 1;
  replace("set.csv.zst", Changed);
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))), Wrong);
  replace("set.csv.zst", StringRef(Table).drop_back());
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))), Wrong);
  sys::fs::remove(path("set.csv.zst"));
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))),
            path("set.csv.zst") + ": No such file or directory");
  replace("set.csv.zst", Table);

  size_t Rows = Manifest.find("\"rows\": 298");
  ASSERT_NE(Rows, std::string::npos);
  replace("set.json", Manifest.substr(0, Rows) + "\"rows\": 299" +
                          Manifest.substr(Rows + 11));
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))),
            path("set.csv.zst") + ": 298 rows, but the manifest says 299");
  replace("set.json", "[1, 2]");
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))),
            path("set.json") + ": not the manifest of a 'winnow data set 1'");
  replace("set.json", "{");
  EXPECT_NE(errorOf(readDataSet(path("set.json"))).find("not a manifest"),
            std::string::npos);
  replace("set.json", "{\"format\": \"winnow data set 1\", "
                      "\"table\": \"../set.csv.zst\"}");
  EXPECT_EQ(errorOf(readDataSet(path("set.json"))),
            path("set.json") + ": names no table beside it");
}

} // namespace
} // namespace winnow::datasets::test
