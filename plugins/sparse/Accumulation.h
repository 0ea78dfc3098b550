//===- Accumulation.h - Sparse sums into a row of outputs -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The loops that are rewritten: every entry of a sparse row adds a multiple of
/// a dense row to the same row of outputs.
/// \code
///   for (k = rp[i]; k < rp[i+1]; k++)      the entries
///     for (j = 0; j < n; j++)              the columns
///       c[i*n+j] += val[k] * b[col[k]*n+j];
/// \endcode
/// or, with dense storage, entries that are skipped where they are zero:
/// \code
///   for (k = 0; k < depth; k++) {
///     if (a[i*depth+k] == 0) continue;
///     for (j = 0; j < n; j++)
///       c[i*n+j] += a[i*depth+k] * b[k*n+j];
///   }
/// \endcode
/// The outputs are loaded and stored again for every entry. What is added can
/// be any expression without side effects whose loads run along the columns.
///
/// A convolution with pruned weights has lines of columns:
/// \code
///   for (k = rp[f]; k < rp[f+1]; k++)      the entries
///     for (y = 0; y < h; y++)              the lines
///       for (x = 0; x < w; x++)            the columns
///         out[(f*h+y)*w+x] += val[k] * in[off[k]+y*(w+2)+x];
/// \endcode
/// Either may be written with the entries innermost,
/// \code
///   for (j = 0; j < n; j++) {
///     s = 0;
///     for (k = rp[i]; k < rp[i+1]; k++)
///       s += val[k] * b[col[k]*n+j];
///     c[i*n+j] = s;
///   }
/// \endcode
/// or with c[i*n+j] in place of s. Then what an output starts with and what is
/// stored in the end are expressions of their own.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_ACCUMULATION_H
#define WINNOW_SPARSE_ACCUMULATION_H

#include "share/Verdict.h"
#include "sparse/Stride.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"

namespace winnow::sparse {

using share::Refusal;
using share::Verdict;

struct Analyses {
  llvm::LoopInfo &LI;
  llvm::DominatorTree &DT;
  llvm::ScalarEvolution &SE;
  llvm::AAResults &AA;
};

/// The entry is skipped where Condition is Skips.
struct SkipTest {
  llvm::Value *Condition;
  bool Skips;
};

/// A load of the loops that is not one of the outputs.
struct Input {
  llvm::LoadInst *Load;
  /// It decides which addresses are read, or which entries are skipped: its
  /// value must be known before anything else is read in another order.
  bool Steers = false;
};

/// An input that lies side by side for neighbouring columns, b[...j].
struct Row {
  llvm::LoadInst *Load;
  Stride Step;
};

struct Accumulation {
  /// The loop over the entries, and the one over the columns in it.
  llvm::Loop *Entries = nullptr, *Columns = nullptr;
  /// The loop between them, where the outputs of a row lie in several lines.
  llvm::Loop *Lines = nullptr;
  /// The only store, c[...j].
  llvm::StoreInst *Store = nullptr;
  /// \name With the entries innermost: the sum, what it starts with and what it
  /// is after an entry.
  /// SumPhi and SumStart are null where the sum is in memory.
  /// @{
  llvm::PHINode *SumPhi = nullptr;
  llvm::Value *SumStart = nullptr, *SumNext = nullptr;
  /// @}
  /// Values that come together behind a test, and which one does where all
  /// tests let pass.
  llvm::SmallVector<std::pair<llvm::PHINode *, llvm::Value *>, 2> Joins;
  /// Loads of the stored cell.
  llvm::SmallVector<llvm::LoadInst *, 1> Cells;
  llvm::SmallVector<Input, 4> Inputs;
  llvm::SmallVector<Row, 2> Rows;
  llvm::SmallVector<SkipTest, 2> Skips;
  /// Byte address of the output in line and column 0, and how far the next line
  /// is; both are the same for all Entries.
  const llvm::SCEV *FirstOutput = nullptr, *NextLine = nullptr;
  /// Entries, lines and columns, less one.
  const llvm::SCEV *LastEntry = nullptr, *LastLine = nullptr,
                   *LastColumn = nullptr;
  /// A dense row is found through an index that is loaded.
  bool Indirect = false;

  /// Some test depends on the entry.
  bool skipsEntries() const;
  /// Addresses in a tile are found from those in line and column 0, since a sum
  /// in them could wrap or there are several lines.
  bool countsFromOrigin() const;
  const Row *rowOf(const llvm::Value *Load) const;
  llvm::Value *joined(const llvm::PHINode &Phi) const;
  /// The order of the loops.
  bool entriesInside() const { return SumNext; }
  llvm::Loop &innermost() const {
    return entriesInside() ? *Entries : *Columns;
  }
  llvm::Loop &root() const {
    return !entriesInside() ? *Entries : Lines ? *Lines : *Columns;
  }
  /// The loops, from the innermost.
  llvm::SmallVector<llvm::Loop *, 3> loops() const;
  /// "sum over the entries of a compressed row", for people.
  const char *description() const;
};

/// Reads \p Innermost and the loops around it. Looks at each instruction a few
/// times.
/// \return nothing where no sparse sum is there, which most loops are
std::optional<Verdict<Accumulation>> readAccumulation(llvm::Loop &Innermost,
                                                      const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_ACCUMULATION_H
