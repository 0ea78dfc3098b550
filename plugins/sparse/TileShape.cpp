//===- TileShape.cpp - How many outputs stay in registers -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/TileShape.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace winnow::sparse {

static constexpr unsigned MostVectors = 8;

static SmallVector<TileShape, 8> maskedShapes(unsigned Lanes,
                                              std::optional<uint64_t> Columns) {
  const uint64_t Full = uint64_t(Lanes) * MostVectors;
  const TileShape Wide = {std::nullopt, Lanes, MostVectors, MostVectors, {}};
  SmallVector<TileShape, 8> Shapes;
  if (Columns) {
    if (uint64_t Left = *Columns % Full)
      Shapes.push_back({Left, Lanes, unsigned((Left + Lanes - 1) / Lanes),
                        unsigned(Left / Lanes), Left});
    if (*Columns >= Full)
      Shapes.push_back(Wide);
    else
      Shapes.back().UpTo.reset();
    return Shapes;
  }
  // Eight vectors are as fast as seven, six as five.
  unsigned Before = 0;
  for (unsigned Vectors : {1u, 2u, 3u, 4u, 6u, 8u}) {
    // All eight, exactly: the wide shape takes that.
    uint64_t UpTo = uint64_t(Lanes) * Vectors - (Vectors == MostVectors);
    Shapes.push_back({UpTo, Lanes, Vectors, Before, {}});
    Before = Vectors;
  }
  Shapes.push_back(Wide);
  return Shapes;
}

SmallVector<TileShape, 8> tileShapes(unsigned Lanes, bool Masked,
                                     std::optional<uint64_t> Columns) {
  if (Masked && Lanes > 1)
    return maskedShapes(Lanes, Columns);
  SmallVector<TileShape, 8> Shapes;
  if (Lanes > 1 && (!Columns || *Columns % Lanes))
    Shapes.push_back({Lanes - 1, 1, 1, 1, {}});
  for (unsigned Vectors = 1; Vectors <= MostVectors; Vectors *= 2) {
    const uint64_t Least = uint64_t(Lanes) * Vectors;
    if (Columns && *Columns < Least)
      break;
    std::optional<uint64_t> UpTo = 2 * Least - 1;
    if (Vectors == MostVectors || (Columns && *Columns < 2 * Least))
      UpTo.reset();
    Shapes.push_back({UpTo, Lanes, Vectors, Vectors, {}});
  }
  if (Shapes.back().UpTo)
    Shapes.back().UpTo.reset();
  return Shapes;
}

SmallVector<TileShape, 8> planeShapes(unsigned Lanes, bool Masked,
                                      std::optional<uint64_t> Columns) {
  SmallVector<TileShape, 8> All;
  if (Masked && Lanes > 1) {
    for (unsigned V : {1u, 2u, 3u})
      All.push_back({uint64_t(Lanes) * V,
                     Lanes,
                     V,
                     V - 1,
                     {},
                     V == 3 ? 3 : MostVectors / V});
    All.push_back({uint64_t(Lanes) * 4 - 1, Lanes, 4, 3, {}, 2});
  } else {
    if (Lanes > 1)
      All.push_back({Lanes - 1, 1, 1, 1, {}, MostVectors});
    All.push_back({uint64_t(Lanes) * 2 - 1, Lanes, 1, 1, {}, MostVectors});
    All.push_back({uint64_t(Lanes) * 4 - 1, Lanes, 2, 2, {}, MostVectors / 2});
  }
  All.push_back({std::nullopt, Lanes, 4, 4, {}, 2});
  if (!Columns)
    return All;
  // Those that the constant comes to.
  SmallVector<TileShape, 8> Needed;
  for (uint64_t Left = *Columns; Left > 0;) {
    TileShape S = *llvm::find_if(
        All, [&](const TileShape &S) { return !S.UpTo || Left <= *S.UpTo; });
    if (S.Whole != S.Vectors)
      S.Exactly = Left;
    // The wider come first.
    if (Needed.empty() || Needed.front().columns() != S.columns() ||
        Needed.front().Whole != S.Whole)
      Needed.insert(Needed.begin(), S);
    Left -= std::min(Left, S.columns());
  }
  Needed.back().UpTo.reset();
  return Needed;
}

} // namespace winnow::sparse
