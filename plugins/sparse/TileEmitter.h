//===- TileEmitter.h - The outputs in registers -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns the entries and the columns inside out, a tile of columns at a time:
/// \code
///   for (k...)                          for (j = 0; j < n; j += tile) {
///     for (j...)                          sum[0..tile] = c[j..j+tile];
///       c[j] += val[k] * b[k][j];  -->    for (k...)
///                                           sum += val[k] * b[k][j..j+tile];
///                                         c[j..j+tile] = sum;
///                                       }
/// \endcode
/// Every output sums the same terms in the same order, so the results are the
/// same bits. Where entries are skipped, the numbers of those that are not are
/// collected first, for a piece of the row at a time, without a branch.
///
/// The original stays behind as the other version; an entry that overlaps the
/// outputs is found before anything of its piece is stored, and the original
/// goes on from there:
/// \code
///   before ── ranges overlap ─────────────────────► original loop, from 0
///     │                                                     ▲
///   piece ► collect ► tiles ── an entry overlaps ──► from the piece's start
///     ▲                 │
///     └──── next ───────┴──────────────► exit ◄──── original loop
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_TILEEMITTER_H
#define WINNOW_SPARSE_TILEEMITTER_H

#include "sparse/Footprint.h"
#include "sparse/TileShape.h"

namespace winnow::sparse {

/// On loops that have been rewritten, and on the rewritten ones.
inline constexpr char DoneMarker[] = "winnow.sparse.done";

/// Metadata of a loop that has been rewritten and that the vectorizer can add
/// nothing to.
llvm::MDNode *finishedLoop(llvm::LLVMContext &C, unsigned Unroll);

/// Adds the rewritten loops to the function. Every analysis is stale then.
void emitTiles(const Accumulation &Sum, const Footprint &Memory,
               llvm::ArrayRef<TileShape> Shapes, const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_TILEEMITTER_H
