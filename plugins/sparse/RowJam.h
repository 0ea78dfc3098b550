//===- RowJam.h - Sums of several rows at a time ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A sum whose terms must be added in their order takes the latency of an
/// addition for each. Rows are independent of each other, so several are summed
/// at a time, up to where the shortest of them ends:
/// \code
///   for (i...) {                          for (i...; i += 4) {
///     s = 0;                                for (k < shortest)
///     for (k = rp[i]; k < rp[i+1]; k++)       s0 += val[rp[i]+k] *
///     x[col[...]];
///       s += val[k] * x[col[k]];      -->     s1 += val[rp[i+1]+k] * ...;
///     y[i] = s;                               s2 += ...; s3 += ...;
///   }                                       the rest of each row, then
///                                           y[i] = s0; ... y[i+3] = s3;
///                                         }
/// \endcode
/// Each row sums the same terms in the same order: the results are the same
/// bits. What a later row reads must not lie among the outputs of the group: it
/// is compared before, or entry by entry while nothing has been stored yet.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_ROWJAM_H
#define WINNOW_SPARSE_ROWJAM_H

#include "sparse/Accumulation.h"
#include "sparse/LoopBody.h"

namespace winnow::sparse {

struct RowJam {
  llvm::Loop *Rows = nullptr, *Entries = nullptr;
  LoopBody Body;
  llvm::PHINode *Sum = nullptr;
  /// The sum before the first entry and after each.
  llvm::Value *Start = nullptr, *Next = nullptr;
  /// The only store, behind the entries, and how far it moves from row to row.
  llvm::StoreInst *Store = nullptr;
  int64_t StoreStep = 0;

  /// Inputs that may overlap the outputs: read once a row, read with a constant
  /// step, and others.
  llvm::SmallVector<llvm::LoadInst *, 2> Once, Others;
  struct Stretch {
    llvm::LoadInst *Load;
    int64_t Step;
  };
  llvm::SmallVector<Stretch, 2> Stretches;

  /// Less one; that of the entries may change from row to row.
  const llvm::SCEV *LastRow = nullptr, *LastEntry = nullptr;
  /// All rows have the same length.
  bool SameLength = false;

  /// How many rows are summed at a time, and from which length on.
  unsigned width() const { return SameLength ? 8 : 4; }
  unsigned leastEntries() const { return SameLength ? 8 : 32; }
  /// "an input of each entry" or "none".
  std::string checks() const;
  const char *description() const;
  llvm::Value *joined(const llvm::Value *Phi) const;
};

/// \return nothing where there is no sum that must keep its order
std::optional<Verdict<RowJam>> readRowJam(llvm::Loop &Entries,
                                          const Analyses &A);

/// Adds the rewritten rows to the function. Every analysis is stale then.
void emitRowJam(const RowJam &Jam, const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_ROWJAM_H
