//===- RowLoops.h - Operations on rows of memory ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whole rows of terms at a time, as vectors of a cache line each, which the
/// code generator splits into what the machine has:
/// \code
///   for (k = 0; k < count; k += 16)            16 floats
///     to[k..k+15] = a[k..k+15] op b[k..k+15]
/// \endcode
/// The last vector may reach beyond the count: a row has padding() elements
/// more than it is long.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_ROWLOOPS_H
#define WINNOW_EMIT_ROWLOOPS_H

#include "emit/Arithmetic.h"

namespace winnow::emit {

/// The rows of a sum's values, one of each.
using Rows = llvm::ArrayRef<llvm::Value *>;

class RowLoops {
public:
  /// \p In: of sums whose values are all of one type.
  RowLoops(llvm::IRBuilderBase &B, const Arithmetic &In);

  /// Elements behind the end of each row, for rows of \p Cell.
  static unsigned padding(llvm::Type *Cell) { return lanesOf(Cell); }

  llvm::Type *cell() const { return Cell; }
  /// The address of element \p Index.
  llvm::Value *at(llvm::Value *Row, llvm::Value *Index);
  llvm::SmallVector<llvm::Value *, 4> at(Rows Each, llvm::Value *Index);

  // Each stands at the builder's place, the end of a block without terminator,
  // and leaves the builder at the end of such a block. All counts are i64;
  // below 1 nothing happens.

  void fill(Rows To, Rows With, llvm::Value *Count);
  void copy(Rows To, Rows From, llvm::Value *Count);
  /// To[k] = A[k] op C[k]. \p To may be \p A or \p C, and either of these may
  /// lie ahead of it, but none a little behind it.
  void combine(Rows To, Rows A, Rows C, llvm::Value *Count);
  /// The same where \p A is one more term in front of the sum \p C.
  void combineInFront(Rows To, Rows A, Rows C, llvm::Value *Count);

  /// Makes of a table of terms the table of the sums over \p Width of them
  /// that lie \p Stride apart, \p Width at least 1. Valid are those sums that
  /// end inside the table.
  ///
  /// A repeated term changes nothing: in place.
  void doubleInPlace(Rows Table, llvm::Value *Total, llvm::Value *Stride,
                     llvm::Value *Width);
  /// Else: from \p Terms, which are lost, to \p Sums.
  void doubleInto(Rows Sums, Rows Terms, llvm::Value *Total,
                  llvm::Value *Stride, llvm::Value *Width);

private:
  static unsigned lanesOf(llvm::Type *Cell);
  void loop(llvm::Value *Count,
            llvm::function_ref<void(llvm::Value *Index)> Body);
  Arithmetic::Values load(Rows From, llvm::Value *Index);
  void store(const Arithmetic::Values &What, Rows To, llvm::Value *Index);
  /// Runs \p Body with 1, 2, 4, ... while it is at most \p Last.
  void powersUpTo(llvm::Value *Last,
                  llvm::function_ref<void(llvm::Value *Power)> Body);
  void onlyIf(llvm::Value *Condition, llvm::function_ref<void()> Body);

  llvm::IRBuilderBase &B;
  const Arithmetic &In;
  llvm::Type *Cell, *Vector;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_ROWLOOPS_H
