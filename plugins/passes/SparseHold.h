//===- SparseHold.h - Keeps short columns a loop ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A loop over a constant number of columns is unrolled before winnow-sparse
/// comes to it, and nothing can be recognized any more. So a pass just ahead of
/// the unroller holds what winnow-sparse will rewrite, and winnow-sparse lets
/// go of all that it did not.
/// \code
///   for (j = 0; j < 16; j++) c[i*16+j] += val[k] * b[col[k]*16+j];
///       !llvm.loop !{..., !"winnow.sparse.held", !"llvm.loop.unroll.disable"}
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SPARSEHOLD_H
#define WINNOW_PASSES_SPARSEHOLD_H

#include "llvm/Transforms/Scalar/LoopPassManager.h"

namespace winnow {

class HoldColumnsPass : public llvm::PassInfoMixin<HoldColumnsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Loop &L, llvm::LoopAnalysisManager &AM,
                              llvm::LoopStandardAnalysisResults &AR,
                              llvm::LPMUpdater &Updater);
};

/// Lets the unroller have the loops of \p LI that were held.
/// \return whether there were any
bool releaseColumns(llvm::LoopInfo &LI);

} // namespace winnow

#endif // WINNOW_PASSES_SPARSEHOLD_H
