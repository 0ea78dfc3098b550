//===- Carry.h - Where the last answers are kept ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The cell of Y[x-r] for one accumulator and one step of a plan.
/// \code
///   carrier = host:       a scalar, promoted to a register later
///   carrier outside it:   cells[x_{c+1}][x_{c+2}]... in one block of memory
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_CARRY_H
#define WINNOW_EMIT_CARRY_H

#include "emit/Expansion.h"

namespace winnow::emit {

/// The memory that all array carries of one root loop share.
class CarryMemory {
public:
  explicit CarryMemory(Expansion &E) : E(E) {}

  /// Reserves cells for one array of \p Extents, each an i64; returns its
  /// offset in bytes, and their number.
  std::pair<llvm::Value *, llvm::Value *>
  reserve(llvm::ArrayRef<llvm::Value *> Extents, llvm::Type *Cell);
  /// The number of cells of an array of \p Extents, without memory for it; the
  /// rewritten loop is run only where it can be computed and is positive.
  llvm::Value *cells(llvm::ArrayRef<llvm::Value *> Extents, llvm::Type *Cell);
  /// The rewritten loop is run only where \p Condition, an i1, holds.
  void require(llvm::Value *Condition);
  bool empty() const { return !Bytes; }
  llvm::Value *bytes() const { return Bytes; }
  /// i1: no size overflowed.
  llvm::Value *fits() const { return Fits; }

private:
  /// Count, and bytes without padding.
  std::pair<llvm::Value *, llvm::Value *>
  sizeOf(llvm::ArrayRef<llvm::Value *> Extents, llvm::Type *Cell);

  Expansion &E;
  llvm::Value *Bytes = nullptr;
  llvm::Value *Fits = nullptr;
};

class Carry {
public:
  /// A scalar in \p Slot.
  explicit Carry(llvm::AllocaInst *Slot);
  /// \p Count cells of \p Cell from \p Memory on, over the fixed dimensions
  /// inside \p Carrier: for each one the first value and the number of values.
  Carry(llvm::Value *Memory, llvm::Value *Count, llvm::Type *Cell,
        unsigned Carrier, llvm::SmallVector<int64_t, 2> Firsts,
        llvm::SmallVector<llvm::Value *, 2> Extents);

  /// Sets every cell before the carrier loop is entered; \p B stands at the end
  /// of a block without terminator and is left at such a place.
  void initialize(llvm::IRBuilderBase &B, llvm::Value *Start);
  llvm::Value *load(llvm::IRBuilderBase &B, llvm::ArrayRef<llvm::Value *> X);
  void store(llvm::IRBuilderBase &B, llvm::ArrayRef<llvm::Value *> X,
             llvm::Value *V);

private:
  llvm::Value *cell(llvm::IRBuilderBase &B, llvm::ArrayRef<llvm::Value *> X);

  llvm::Value *Memory;
  llvm::Value *Count = nullptr;
  llvm::Type *Cell;
  unsigned Carrier = 0;
  llvm::SmallVector<int64_t, 2> Firsts;
  llvm::SmallVector<llvm::Value *, 2> Extents;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_CARRY_H
