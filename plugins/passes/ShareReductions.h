//===- ShareReductions.h - The pass winnow-share ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rewrites reductions whose answers repeat each other's work:
/// \code
///   for (i...) { s = 0;                  s = 0;
///     for (j <= i) s += a[j];    -->     for (i...) { s += a[i];
///     out[i] = s; }                        out[i] = s; }
/// \endcode
/// Options: -winnow-share=on|off, -winnow-cost=model|target|always|never.
/// Remarks: -Rpass=winnow-share and its relatives; docs/winnow-share.md.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SHAREREDUCTIONS_H
#define WINNOW_PASSES_SHAREREDUCTIONS_H

#include "llvm/IR/PassManager.h"
#include "llvm/Passes/OptimizationLevel.h"
#include <memory>

namespace winnow {

namespace cost {
class Chooser;
} // namespace cost

class ShareReductionsPass : public llvm::PassInfoMixin<ShareReductionsPass> {
public:
  /// \p MayAddFunctions: the rewritten loop may get a function of its own. Not
  /// so while a call graph is walked, as in a cgscc pipeline: it would not know
  /// the function.
  /// \p Level: what the code around it is optimized at.
  explicit ShareReductionsPass(
      bool MayAddFunctions = false,
      llvm::OptimizationLevel Level = llvm::OptimizationLevel::O3);

  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);

private:
  bool MayAddFunctions;
  /// One for the whole compile.
  std::shared_ptr<cost::Chooser> Costs;
};

} // namespace winnow

#endif // WINNOW_PASSES_SHAREREDUCTIONS_H
