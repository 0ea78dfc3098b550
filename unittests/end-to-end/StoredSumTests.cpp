//===- StoredSumTests.cpp - Cells that must not be touched ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <vector>

extern "C" void o3_stored_groups_u32(const int *, const unsigned *, unsigned *,
                                     long, long);

namespace {

// The source reads and writes no cell whose group is empty, so another thread
// may, and it need not be there at all.
TEST(StoredSums, LeaveCellsOfEmptyGroupsAlone) {
  const size_t Page = 4096;
  void *Cells =
      mmap(nullptr, 3 * Page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(Cells, MAP_FAILED);
  char *Second = static_cast<char *>(Cells) + Page;
  ASSERT_EQ(mprotect(Second, Page, PROT_READ | PROT_WRITE), 0);
  const long Groups = 3 * long(Page / sizeof(unsigned));
  const int First = int(Page / sizeof(unsigned));
  std::vector<int> Keys;
  std::vector<unsigned> Values;
  for (int I = 0; I < 2000; ++I) {
    Keys.push_back(First + I % 100);
    Values.push_back(unsigned(I));
  }
  auto *Sums = static_cast<unsigned *>(Cells);
  o3_stored_groups_u32(Keys.data(), Values.data(), Sums, long(Keys.size()),
                       Groups);
  for (int G = 0; G < 100; ++G)
    EXPECT_EQ(Sums[First + G], unsigned(20 * G + 19000)) << G;
  EXPECT_EQ(Sums[First + 100], 0u);
  munmap(Cells, 3 * Page);
}

} // namespace
