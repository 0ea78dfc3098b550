//===- RowJam.h - Sums of several rows at a time ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A sum whose terms must be added in their order takes the latency of an
/// addition for each. Rows are independent of each other, so a vector's worth
/// of them is summed at a time, each in a lane of its own:
/// \code
///   for (i...) {                          for (i...; i += 8) {
///     s = 0;                                sum[0..8] = 0;
///     for (k < n)                           for (k < n) {
///       s += w[i*n+k] * x[k];       -->       w[i..i+8][k..k+8], transposed
///     y[i] = s;                               sum += w[i..i+8][k] * x[k], then
///   }                                         those of k+1, ... k+7
///                                           }
///                                           y[i] = sum[0]; ... y[i+7] =
///                                           sum[7];
///                                         }
/// \endcode
/// Each row sums the same terms in the same order: the results are the same
/// bits. What a later row reads must not lie among the outputs of the group.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_ROWJAM_H
#define WINNOW_SPARSE_ROWJAM_H

#include "sparse/Accumulation.h"
#include "sparse/LoopBody.h"

namespace winnow::sparse {

/// Fewer rows than this would not hide the latency of an addition.
constexpr unsigned FewestRows = 4;

struct RowJam {
  llvm::Loop *Rows = nullptr, *Entries = nullptr;
  LoopBody Body;
  llvm::PHINode *Sum = nullptr;
  /// The sum before the first entry and after each.
  llvm::Value *Start = nullptr, *Next = nullptr;
  /// The only store, behind the entries, and how far it moves from row to row.
  llvm::StoreInst *Store = nullptr;
  int64_t StoreStep = 0;

  /// Inputs that may overlap the outputs: those that are read once a row, and
  /// those of each entry.
  llvm::SmallVector<llvm::LoadInst *, 2> Once;
  /// How it moves from row to row.
  enum class Movement { None, Even, Any };
  llvm::SmallVector<std::pair<llvm::LoadInst *, Movement>, 2> Each;
  /// The inputs of each entry that lie side by side for neighbouring entries,
  /// and whether all rows read the same.
  struct Operand {
    llvm::LoadInst *Load;
    bool Shared;
  };
  llvm::SmallVector<Operand, 2> Operands;

  /// Less one; that of the entries is the same for all rows.
  const llvm::SCEV *LastRow = nullptr, *LastEntry = nullptr;
  /// Rows that are summed at a time, at most, which is left to the caller.
  unsigned Lanes = 0;

  /// "the ranges of 2 inputs" or "none".
  std::string checks() const;
  llvm::Value *joined(const llvm::Value *Phi) const;
};

/// \return nothing where there is no sum that must keep its order
std::optional<Verdict<RowJam>> readRowJam(llvm::Loop &Entries,
                                          const Analyses &A);

/// Adds the rewritten rows to the function. Every analysis is stale then.
void emitRowJam(const RowJam &Jam, const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_ROWJAM_H
