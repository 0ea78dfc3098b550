//===- CellRange.h - Which cells a carry needs ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The values that a fixed dimension inside a carrier takes. Those of the
/// answers are a loop's, 0 to its greatest count. A sum that is taken away
/// stands one step of the reuse vector outside of it:
/// \code
///   s[i] += a[l]          for i <= l < n, with y = l - i as dimension
///   taken away at i:      y = -1
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_CELLRANGE_H
#define WINNOW_EMIT_CELLRANGE_H

#include "nest/ReductionNest.h"
#include "share/Plan.h"

namespace winnow::emit {

struct CellRange {
  /// At most 0.
  int64_t First = 0;
  /// Over parameters alone.
  nest::Affine Count;
};

/// One range for each fixed dimension of the carry \p Of inside its carrier,
/// or nothing where such a dimension goes far beyond its loop.
std::optional<llvm::SmallVector<CellRange, 2>>
cellRanges(const share::Node &Of, const nest::ReductionNest &N);

} // namespace winnow::emit

#endif // WINNOW_EMIT_CELLRANGE_H
