//===- Affine.h - Integer meaning of a SCEV, for isl ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// isl computes with integers, the IR modulo 2^w. An Affine exists only where
/// both agree: by nsw flags, by interval arithmetic over the loops' trip
/// counts, or because a run-time check bounds a parameter to +-2^47.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_AFFINE_H
#define WINNOW_NEST_AFFINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace llvm {
class Loop;
class SCEV;
class SCEVNAryExpr;
class ScalarEvolution;
} // namespace llvm

namespace winnow::nest {

/// A value that the root loop does not change, as an isl parameter.
struct Parameter {
  /// Name in isl objects and in remarks: the name in the IR, else N, M, K, ...
  std::string Id;
  /// An integer of at most 64 bits, to be read as signed.
  const llvm::SCEV *Value = nullptr;
  /// Values that it can take; within +-2^47.
  int64_t Min = 0, Max = 0;
  /// The IR allows more than [Min, Max]: check before the rewritten loop.
  bool NeedsCheck = false;
};

/// Constant + sum of Dim[d] * i_d + sum of coefficient * parameter.
struct Affine {
  int64_t Constant = 0;
  llvm::SmallVector<int64_t, 4> Dim;
  /// Sorted by parameter index.
  llvm::SmallVector<std::pair<unsigned, int64_t>, 2> Param;
  /// Bounds of the value over all iterations.
  __int128 Min = 0, Max = 0;

  bool isConstant() const;
  /// *this += Scale * Other.
  void add(const Affine &Other, int64_t Scale);
};

/// The parameters and loop counters of one nest, and affine expressions over
/// them.
class AffineSpace {
public:
  /// \param Dims  loops, the root first; see addLoop().
  AffineSpace(llvm::Loop &Root, llvm::ScalarEvolution &SE)
      : Root(Root), SE(SE) {}

  /// Adds \p L, a loop inside those added before, as the next dimension.
  /// \return the upper bounds of its counter, each over the counters before;
  /// none where its trip count is not affine.
  llvm::SmallVector<Affine, 2> addLoop(llvm::Loop &L);

  /// The greatest value that the counter of \p L takes while the root runs,
  /// over the parameters alone. Adds \p L, and what is around it, if it is not
  /// known yet.
  std::optional<Affine> maxCount(llvm::Loop &L);

  /// The upper bounds of the counter of \p L, which has been added.
  llvm::ArrayRef<Affine> boundsOf(const llvm::Loop &L) const;
  /// The number of the counter of \p L; nothing if it has not been added.
  std::optional<unsigned> indexOf(const llvm::Loop &L) const;

  /// The exact signed meaning of \p S.
  std::optional<Affine> get(const llvm::SCEV *S);

  /// \p A with every counter at the end of its range that makes it greatest,
  /// or least: an expression over the parameters.
  Affine extreme(const Affine &A, bool Greatest) const;

  /// \p A as isl reads it: "2*i0 - i1 + N - 1".
  std::string text(const Affine &A) const;
  /// "[N, M] -> { [i0, i1] : 0 <= i0 <= N - 1 }" around \p Body, where Body is
  /// what stands after the arrow.
  std::string isl(const std::string &Body) const;
  /// "i0, i1": the names of the first \p N counters.
  std::string dims(unsigned N) const;

  llvm::ArrayRef<Parameter> parameters() const { return Params; }
  unsigned numDims() const { return Loops.size(); }

private:
  std::optional<Affine> compute(const llvm::SCEV *S);
  /// A minimum or maximum that is the same operand everywhere.
  std::optional<Affine> minMax(const llvm::SCEVNAryExpr *S);
  /// \p A is not negative wherever it matters.
  bool isNonNegative(const Affine &A) const;
  /// Fills \p Uppers with values whose minimum \p Count is.
  bool upperBounds(const llvm::SCEV *Count,
                   llvm::SmallVectorImpl<Affine> &Uppers);
  /// \p A with closer bounds.
  Affine refined(Affine A) const;
  std::optional<Affine> leaf(const llvm::SCEV *S);
  Affine constant(int64_t C) const;
  /// \p A if the arithmetic of \p S cannot wrap.
  std::optional<Affine> unlessWrapping(const llvm::SCEV *S, Affine A,
                                       bool NoSignedWrap);
  std::string freshName(const llvm::SCEV *S) const;

  llvm::Loop &Root;
  llvm::ScalarEvolution &SE;
  /// The loop whose count is being read: it counts only where it is entered.
  llvm::Loop *Entered = nullptr;
  llvm::SmallVector<llvm::Loop *, 4> Loops;
  /// Upper bound of each counter, over those before it; over parameters alone.
  llvm::SmallVector<Affine, 4> Bounds, MaxCounts;
  /// All upper bounds of each.
  llvm::SmallVector<llvm::SmallVector<Affine, 2>, 4> AllBounds;
  llvm::SmallVector<Parameter, 4> Params;
};

} // namespace winnow::nest

#endif // WINNOW_NEST_AFFINE_H
