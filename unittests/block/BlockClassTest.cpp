//===- BlockClassTest.cpp - Classes of blocks -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/BlockClass.h"
#include "Blocks.h"

namespace winnow::block::test {
namespace {

std::string classOf(llvm::StringRef Hex) {
  return toString(classify(decoder(), cantFail(decoder().decode(bytes(Hex)))));
}

// The widest register and both uses of memory count, wherever they are.
TEST(BlockClassTest, Classes) {
  EXPECT_EQ(classOf(""), "integer");
  EXPECT_EQ(classOf("4801d8"), "integer");
  EXPECT_EQ(classOf("488b07"), "integer load");
  EXPECT_EQ(classOf("488907"), "integer store");
  EXPECT_EQ(classOf("480107"), "integer load store");
  EXPECT_EQ(classOf("d9c0"), "x87");
  EXPECT_EQ(classOf("0f58c1 4801d8"), "xmm");
  EXPECT_EQ(classOf("c5fc5807"), "ymm load");
  EXPECT_EQ(classOf("62f17c4858c1 0f58c1"), "zmm");
  EXPECT_EQ(classOf("c5f441ca"), "zmm"); // Masks came with AVX-512.
}

} // namespace
} // namespace winnow::block::test
