//===- Stores.h - Stores for the tests --------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_DATASETS_STORES_H
#define WINNOW_UNITTESTS_DATASETS_STORES_H

#include "datasets/Campaign.h"
#include "datasets/Harvest.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

namespace winnow::datasets::test {

/// The value, or the end of the test with the error.
template <typename T> T get(llvm::Expected<T> E) {
  if (!E) {
    ADD_FAILURE() << toString(E.takeError());
    abort();
  }
  return std::move(*E);
}

inline void done(llvm::Error E) { EXPECT_EQ(toString(std::move(E)), ""); }

template <typename T> std::string errorOf(llvm::Expected<T> E) {
  return E ? "no error" : toString(E.takeError());
}

/// The bytes of a number, so that every number is another block.
inline std::vector<uint8_t> numbered(uint32_t N) {
  return {0xb8, uint8_t(N), uint8_t(N >> 8), uint8_t(N >> 16),
          uint8_t(N >> 24)};
}

/// A folder that goes away with the test.
class StoreTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("winnow-store", Folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Folder); }

  std::string path(llvm::StringRef Name = "blocks.db") const {
    return (Folder + "/" + Name).str();
  }

  /// Adds the blocks numbered 0 to \p Count - 1.
  static void fill(Store &S, uint32_t Count) {
    done(S.database().transaction([&]() -> llvm::Error {
      for (uint32_t N = 0; N < Count; ++N)
        if (llvm::Expected<Store::Added> A = S.addBlock(numbered(N), 1, "test");
            !A)
          return A.takeError();
      return llvm::Error::success();
    }));
  }

  static Machine machine(llvm::StringRef Name = "m1") {
    Machine M;
    M.Name = Name.str();
    M.Processor = "A processor";
    M.TscMHz = 2596.148;
    M.Clock = "tsc";
    return M;
  }

  static Measurement measured(double Value, Status How = Status::Ok) {
    Measurement M;
    M.How = How;
    M.Value.Value = Value;
    M.Spread.Value = 0.01;
    M.Clock = "tsc";
    M.Date = "2026-01-02T03:04:05Z";
    return M;
  }

  llvm::SmallString<128> Folder;
};

} // namespace winnow::datasets::test

#endif // WINNOW_UNITTESTS_DATASETS_STORES_H
