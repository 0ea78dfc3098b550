//===- SparseLoops.h - The pass winnow-sparse -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rewrites loops over sparse data to the form in which a programmer who knows
/// the machine would have written them (sparse/TileEmitter.h):
/// \code
///   for (k = rp[i]; k < rp[i+1]; k++)      for (j = 0; j < n; j += tile) {
///     for (j = 0; j < n; j++)                sum[0..tile] = c[i*n+j ...];
///       c[i*n+j] += val[k]            -->    for (k = rp[i]; k < rp[i+1]; k++)
///                 * b[col[k]*n+j];             sum += val[k] * b[col[k]*n+j
///                 ...];
///                                            c[i*n+j ...] = sum; }
/// \endcode
/// Options: -winnow-sparse=on|off. Remarks: -Rpass=winnow-sparse and its
/// relatives; docs/winnow-sparse.md.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SPARSELOOPS_H
#define WINNOW_PASSES_SPARSELOOPS_H

#include "sparse/Footprint.h"
#include "sparse/RowJam.h"
#include "sparse/TileShape.h"
#include "llvm/IR/PassManager.h"
#include <vector>

namespace winnow {

/// What is known of a loop nest that looks like a sparse sum.
struct SparseCandidate {
  /// The innermost loop.
  llvm::Loop *Innermost = nullptr;
  std::optional<sparse::Accumulation> Sum;
  std::optional<sparse::Footprint> Memory;
  llvm::SmallVector<sparse::TileShape, 8> Shapes;
  /// Set instead of the above where rows are summed side by side.
  std::optional<sparse::RowJam> Jam;
  /// Set where it is not to be rewritten.
  std::optional<share::Refusal> Refusal;
};

/// Gives the loops of \p F preheaders where some may be candidates.
/// \return the analyses that are still good
llvm::PreservedAnalyses prepareSparse(llvm::Function &F,
                                      llvm::FunctionAnalysisManager &AM);

/// The candidates of \p F that have not been rewritten, in the order of their
/// loops. A function without loops in loops costs nothing.
std::vector<SparseCandidate> findSparse(llvm::Function &F,
                                        llvm::FunctionAnalysisManager &AM);

/// Neither the options nor an attribute of \p F forbid rewriting its loops.
bool isSparseOn(const llvm::Function &F);

class SparseLoopsPass : public llvm::PassInfoMixin<SparseLoopsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
};

/// Prints what each candidate was taken for:
/// \code
///   function spmm: sum over the entries of a compressed row at depth 2
///     checked: the range of 1 input and each entry's row
/// \endcode
class PrintSparsePass : public llvm::PassInfoMixin<PrintSparsePass> {
public:
  explicit PrintSparsePass(llvm::raw_ostream &OS) : OS(OS) {}
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
  static bool isRequired() { return true; }

private:
  llvm::raw_ostream &OS;
};

} // namespace winnow

#endif // WINNOW_PASSES_SPARSELOOPS_H
