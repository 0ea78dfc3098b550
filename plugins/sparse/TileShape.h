//===- TileShape.h - How many outputs stay in registers ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tile is a piece of the row of outputs that is kept in registers while all
/// entries are added to it. The row is cut into tiles from left to right; the
/// shape of each follows from the number of columns that are left. Eight
/// vectors hide the latency of the additions and leave registers over; the last
/// tile masks what lies beyond the last column:
/// \code
///   300 columns, 16 lanes:   8 vectors | 8 vectors | 3 vectors, the last
///   masked
/// \endcode
/// A machine without masked accesses gets whole tiles of 8, 4, 2 and 1 vectors,
/// then single columns.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_TILESHAPE_H
#define WINNOW_SPARSE_TILESHAPE_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>

namespace winnow::sparse {

struct TileShape {
  /// The most columns left for which the shape is taken, where none before it
  /// is; nothing for the last shape, which takes any number.
  std::optional<uint64_t> UpTo;
  unsigned Lanes = 1;
  /// Vectors, of which the first Whole have no mask.
  unsigned Vectors = 1, Whole = 1;
  /// The columns that are left for sure.
  std::optional<uint64_t> Exactly;
  /// Lines of so many vectors each.
  unsigned Lines = 1;

  uint64_t columns() const { return uint64_t(Lanes) * Vectors; }
};

/// The shapes, in the order in which they are tried.
/// \param Lanes    outputs in a vector register
/// \param Masked   the machine has masked loads and stores of such vectors
/// \param Columns  the length of a row, where it is a constant
llvm::SmallVector<TileShape, 8> tileShapes(unsigned Lanes, bool Masked,
                                           std::optional<uint64_t> Columns);

/// The same for outputs in several lines: few columns of many lines, or many of
/// few.
/// \code
///   14 columns, 16 lanes:   8 lines of 1 vector, masked
///   56 columns:             2 lines of 4 vectors, the last masked
/// \endcode
llvm::SmallVector<TileShape, 8> planeShapes(unsigned Lanes, bool Masked,
                                            std::optional<uint64_t> Columns);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_TILESHAPE_H
