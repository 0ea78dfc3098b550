//===- Printers.h - print<winnow-nest>, print<winnow-share> -----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_PRINTERS_H
#define WINNOW_PASSES_PRINTERS_H

#include "llvm/IR/PassManager.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace winnow {

/// What the loops were read as:
/// \code
///   function prefix: reduction at depth 2 from depth 1
///     s[i0] fold= a[i1] : 0 <= i0 < n and 0 <= i1 <= i0
///     accumulators: s (in order)
///     checked: out and a are disjoint
/// \endcode
class PrintNestPass : public llvm::PassInfoMixin<PrintNestPass> {
public:
  explicit PrintNestPass(llvm::raw_ostream &OS) : OS(OS) {}
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
  static bool isRequired() { return true; }

private:
  llvm::raw_ostream &OS;
};

/// The derivation of each plan, or the refusal.
class PrintSharePass : public llvm::PassInfoMixin<PrintSharePass> {
public:
  explicit PrintSharePass(llvm::raw_ostream &OS) : OS(OS) {}
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
  static bool isRequired() { return true; }

private:
  llvm::raw_ostream &OS;
};

} // namespace winnow

#endif // WINNOW_PASSES_PRINTERS_H
