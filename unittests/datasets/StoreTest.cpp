//===- StoreTest.cpp - Stores as files ------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stores.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow::datasets::test {
namespace {

// One row a block, whoever adds it and how often.
TEST_F(StoreTest, BlocksAreUnique) {
  Store S = get(Store::openOrCreate(path()));
  Store::Added First = get(S.addBlock(numbered(1), 1, "integer"));
  EXPECT_TRUE(First.IsNew);
  Store::Added Again = get(S.addBlock(numbered(1), 1, "integer"));
  EXPECT_FALSE(Again.IsNew);
  EXPECT_EQ(First.Block.Value, Again.Block.Value);
  EXPECT_TRUE(get(S.addBlock(numbered(2), 1, "integer")).IsNew);
  EXPECT_EQ(get(S.blockCount()), 2);
}

// A block may hold any bytes, zeros and none included.
TEST_F(StoreTest, BytesAreBytes) {
  Store S = get(Store::openOrCreate(path()));
  std::vector<uint8_t> Zero = {0, 0}, None;
  EXPECT_TRUE(get(S.addBlock(Zero, 1, "integer")).IsNew);
  EXPECT_TRUE(get(S.addBlock(None, 0, "integer")).IsNew);
  EXPECT_FALSE(get(S.addBlock(None, 0, "integer")).IsNew);
}

// What was written is there when the store is opened again, in any way.
TEST_F(StoreTest, Reopen) {
  {
    Store S = get(Store::openOrCreate(path()));
    fill(S, 3);
  }
  EXPECT_EQ(get(get(Store::openOrCreate(path())).blockCount()), 3);
  EXPECT_EQ(get(get(Store::open(path())).blockCount()), 3);
  Store Reader = get(Store::openToRead(path()));
  EXPECT_EQ(get(Reader.blockCount()), 3);
  EXPECT_EQ(errorOf(Reader.addBlock(numbered(9), 1, "")),
            path() + ": attempt to write a readonly database");
}

// Files that are no stores are refused in one line, and left as they are.
TEST_F(StoreTest, NoStore) {
  EXPECT_EQ(errorOf(Store::open(path())),
            path() + ": unable to open database file");
  {
    std::error_code EC;
    raw_fd_ostream OS(path("text"), EC);
    OS << std::string(4096, 'x');
  }
  EXPECT_EQ(errorOf(Store::openOrCreate(path("text"))),
            path("text") + ": file is not a database");
  {
    Database Other = get(Database::open(path("other"), Database::Mode::Create));
    done(Other.run("CREATE TABLE t(a)"));
  }
  EXPECT_EQ(errorOf(Store::openOrCreate(path("other"))),
            path("other") + ": not a store of blocks");
  EXPECT_EQ(errorOf(Store::openOrCreate(path("no/such/folder"))),
            path("no/such/folder") + ": unable to open database file");
}

// A store of a later version is not touched.
TEST_F(StoreTest, LaterVersion) {
  {
    Store S = get(Store::openOrCreate(path()));
    done(S.database().run("PRAGMA user_version = 99"));
  }
  EXPECT_EQ(errorOf(Store::open(path())),
            path() + ": a store of version 99, but this winnow knows only up "
                     "to version 1");
}

// A machine is its name; what is known about it follows the last to say it.
TEST_F(StoreTest, Machines) {
  Store S = get(Store::openOrCreate(path()));
  EXPECT_EQ(errorOf(S.findMachine("")), path() + ": holds no measurements");
  MachineId First = get(S.addMachine(machine("b")));
  Machine Changed = machine("b");
  Changed.Microcode = "0xa10113e";
  EXPECT_EQ(get(S.addMachine(Changed)).Value, First.Value);
  EXPECT_EQ(get(S.findMachine("")).Value, First.Value);
  MachineId Second = get(S.addMachine(machine("a")));
  auto All = get(S.machines());
  ASSERT_EQ(All.size(), 2u);
  EXPECT_EQ(All[0].second.Name, "a");
  EXPECT_EQ(All[1].second.Microcode, "0xa10113e");
  EXPECT_EQ(All[1].second.TscMHz, 2596.148);
  EXPECT_EQ(get(S.findMachine("a")).Value, Second.Value);
  EXPECT_EQ(errorOf(S.findMachine("")),
            path() +
                ": holds measurements of several machines, name one: a, b");
  EXPECT_EQ(errorOf(S.findMachine("c")),
            path() + ": no machine is named 'c', only a, b");
}

// Work that fails leaves nothing behind.
TEST_F(StoreTest, TransactionsRollBack) {
  Store S = get(Store::openOrCreate(path()));
  Error E = S.database().transaction([&]() -> Error {
    get(S.addBlock(numbered(1), 1, ""));
    return createStringError("changed my mind");
  });
  EXPECT_EQ(toString(std::move(E)), "changed my mind");
  EXPECT_EQ(get(S.blockCount()), 0);
  fill(S, 1);
  EXPECT_EQ(get(S.blockCount()), 1);
}

} // namespace
} // namespace winnow::datasets::test
