//===- Stride.h - How an address moves with the outputs ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An address of one entry, as that of the first output and a step for each
/// line and each column:
/// \code
///   &in[off[k] + y*(w+2) + x]  =  &in[off[k]] + y * 4*(w+2) + x * 4
/// \endcode
/// The sum in the brackets may be of 32 bits and could wrap, then the steps are
/// not the same everywhere. Such a sum is noted, for a check of each entry: its
/// values in the four corners of the outputs tell.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_STRIDE_H
#define WINNOW_SPARSE_STRIDE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include <optional>

namespace winnow::sparse {

/// A sum of fewer bits than an address that is widened behind it.
struct NarrowSum {
  /// The sum itself, as an operand of the extension.
  llvm::Value *Sum;
  bool Signed;
  /// Of the sum's type, the same for all entries.
  const llvm::SCEV *PerLine, *PerColumn;
};

/// Steps of 64 bits, the same for all entries.
struct Stride {
  const llvm::SCEV *PerLine, *PerColumn;
  /// What must not wrap for these to be the steps.
  llvm::SmallVector<NarrowSum, 1> Narrow;
};

class StrideFinder {
public:
  /// \param Lines  may be null: one line
  /// \param Root   in which the steps must not change
  StrideFinder(const llvm::Loop *Lines, const llvm::Loop &Columns,
               const llvm::Loop &Root, llvm::ScalarEvolution &SE)
      : Lines(Lines), Columns(Columns), Root(Root), SE(SE) {}

  /// Nothing where \p V, an integer of 64 bits or an address, moves in another
  /// way. Looks at each instruction of V's slice a few times.
  std::optional<Stride> find(llvm::Value *V) { return find(V, 8); }

  /// The same in all lines and columns of an entry, provided that the outputs
  /// do not overlap what is loaded for it.
  bool isFixed(llvm::Value *V) { return isFixed(V, 8); }

private:
  std::optional<Stride> find(llvm::Value *V, unsigned Depth);
  std::optional<Stride> findNarrow(llvm::Value *Sum, bool Signed);
  std::optional<Stride> find(const llvm::SCEV *S);
  bool isFixed(const llvm::SCEV *S, unsigned Depth);
  bool isFixed(llvm::Value *V, unsigned Depth);

  const llvm::Loop *Lines;
  const llvm::Loop &Columns, &Root;
  llvm::ScalarEvolution &SE;
};

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_STRIDE_H
