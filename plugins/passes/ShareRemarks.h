//===- ShareRemarks.h - What the programmer is told -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The remarks of winnow-share. Names and arguments are stable:
/// \code
///   passed    Shared            ComplexityBefore, ComplexityAfter, Exactness,
///                               Checks
///   missed    <refusal's name>  Obstacle, Remedy
///   analysis  <refusal's name>  Obstacle
///   analysis  Priced            Choice, Model, Head, Original, Shared, ...
///   analysis  PricedByTables    Choice, Why
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SHAREREMARKS_H
#define WINNOW_PASSES_SHAREREMARKS_H

#include "cost/Decision.h"
#include "emit/ShareEmitter.h"

namespace llvm {
class OptimizationRemarkEmitter;
} // namespace llvm

namespace winnow {

/// What is told of a rewrite, collected before it destroys its loop.
struct ShareRemark {
  llvm::DebugLoc Where;
  std::string Before, After;
  /// "bit-identical", "terms regrouped".
  std::string Exactness;
  /// "out and a do not overlap, at least 4 iterations".
  std::string Checks;
};

ShareRemark describe(const emit::Job &J);

/// \param Sound  the rewrite was kept.
void remarkShared(llvm::OptimizationRemarkEmitter &ORE, llvm::Function &F,
                  const ShareRemark &R, bool Sound);
/// What both versions cost, and what was made of it.
void remarkDecision(llvm::OptimizationRemarkEmitter &ORE, const llvm::Loop &Top,
                    const cost::Decision &D);
void remarkRefused(llvm::OptimizationRemarkEmitter &ORE, const llvm::Loop &Top,
                   const share::Refusal &R);

} // namespace winnow

#endif // WINNOW_PASSES_SHAREREMARKS_H
