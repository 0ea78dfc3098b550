//===- BHiveTest.cpp - hex,cycles, both ways ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/BHive.h"
#include "Stores.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace winnow::datasets::test {
namespace {

/// "4801d8=1.5 90=?", then the error.
std::string read(StringRef Text) {
  std::string Seen;
  Error E =
      readBHive(MemoryBufferRef(Text, "x.csv"), [&](BHiveRow Row) -> Error {
        Seen += hexOf(Row.Bytes) + "=";
        raw_string_ostream OS(Seen);
        if (Row.Measured)
          OS << format("%g", Row.Measured->Value);
        else
          OS << '?';
        OS << ' ';
        return Error::success();
      });
  return Seen + toString(std::move(E));
}

TEST(BHiveTest, Reads) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("4801d8,1.5\n90"), "4801d8=1.5 90=? ");
  EXPECT_EQ(
      read("\xef\xbb\xbfhex,cycles\r\n4801D8, 2e0 ,more\r\n\r\n# 1\r\n90,"),
      "4801d8=2 90=? ");
}

// Nothing after a wrong line is read.
TEST(BHiveTest, WrongLines) {
  EXPECT_EQ(read("90,1\n4x,1\n91,1"),
            "90=1 x.csv:2: '4x' is not the hex of a block");
  EXPECT_EQ(read("901,1"), "x.csv:1: '901' is not the hex of a block");
  EXPECT_EQ(read(",1"), "x.csv:1: '' is not the hex of a block");
  EXPECT_EQ(read("90,one"), "x.csv:1: 'one' is not a number of cycles");
  EXPECT_EQ(read("90,nan"), "x.csv:1: 'nan' is not a number of cycles");
  EXPECT_EQ(read("90,-1"), "x.csv:1: '-1' is not a number of cycles");
  // Only the first line may be a header.
  EXPECT_EQ(read("90,1\nhex,cycles"),
            "90=1 x.csv:2: 'hex' is not the hex of a block");
}

// Only good measurements are written, in order, and only of the split.
TEST_F(StoreTest, WritesBHive) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 200);
  Campaign C = get(Campaign::start(S, machine(), {}));
  std::vector<Task> Tasks = get(C.claim(200));
  for (const Task &T : Tasks)
    done(C.record(
        T.Block,
        measured(T.Bytes[1], T.Bytes[1] % 2 ? Status::Ok : Status::Unstable)));
  std::string All, Parts;
  {
    raw_string_ostream OS(All);
    EXPECT_EQ(get(writeBHive(S, C.machine(), std::nullopt, OS)), 100u);
  }
  EXPECT_EQ(StringRef(All).take_front(34),
            "b801000000,1.000\nb803000000,3.000\n");
  uint64_t Rows = 0;
  for (Split P : {Split::Train, Split::Validation, Split::Test}) {
    raw_string_ostream OS(Parts);
    uint64_t Written = get(writeBHive(S, C.machine(), P, OS));
    EXPECT_GT(Written, 0u);
    Rows += Written;
  }
  EXPECT_EQ(Rows, 100u);
  EXPECT_EQ(All.size(), Parts.size());
}

} // namespace
} // namespace winnow::datasets::test
