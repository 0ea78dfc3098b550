//===- TileShapeTest.cpp - How many outputs stay in registers -------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/TileShape.h"
#include "gtest/gtest.h"

using namespace winnow::sparse;

/// Cuts a row as the rewritten loop does, and checks each cut.
static void cut(uint64_t Row, unsigned Lanes, bool Masked, bool Constant,
                bool Plane) {
  const auto Shapes = (Plane ? planeShapes : tileShapes)(
      Lanes, Masked, Constant ? std::optional<uint64_t>(Row) : std::nullopt);
  ASSERT_FALSE(Shapes.empty());
  EXPECT_FALSE(Shapes.back().UpTo) << "the last shape must take what is left";
  for (uint64_t Left = Row; Left > 0;) {
    const TileShape *Taken = nullptr;
    for (const TileShape &S : Shapes)
      if (!S.UpTo || Left <= *S.UpTo) {
        Taken = &S;
        break;
      }
    if (Taken->Exactly) {
      EXPECT_EQ(*Taken->Exactly, Left);
    }
    const uint64_t Unmasked = uint64_t(Taken->Lanes) * Taken->Whole;
    EXPECT_LE(Unmasked, Left) << "a vector without a mask leaves the row";
    if (Taken->Whole != Taken->Vectors) {
      EXPECT_GE(Taken->columns(), Left) << "a masked tile is the last";
    }
    Left -= std::min(Left, Taken->columns());
  }
}

// Every row is cut into tiles that cover it, and no access without a mask
// leaves it.
TEST(TileShape, CoversEveryRow) {
  for (unsigned Lanes : {2u, 4u, 8u, 16u})
    for (bool Masked : {true, false})
      for (bool Constant : {true, false})
        for (bool Plane : {true, false})
          for (uint64_t Row = 1; Row <= 600; ++Row)
            cut(Row, Lanes, Masked, Constant, Plane);
}

// A constant length of whole vectors needs one shape and no mask.
TEST(TileShape, ConstantLengthsNeedNoMask) {
  const auto Shapes = tileShapes(16, true, 48);
  ASSERT_EQ(Shapes.size(), 1u);
  EXPECT_EQ(Shapes[0].Vectors, 3u);
  EXPECT_EQ(Shapes[0].Whole, 3u);
}
