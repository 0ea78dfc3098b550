//===- SparseRemarks.h - What the programmer is told ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The remarks of winnow-sparse. Names and arguments are stable:
/// \code
///   passed    Tiled              Pattern, Checks
///   missed    <refusal's name>   Obstacle, Remedy
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SPARSEREMARKS_H
#define WINNOW_PASSES_SPARSEREMARKS_H

#include "passes/SparseLoops.h"

namespace llvm {
class OptimizationRemarkEmitter;
} // namespace llvm

namespace winnow {

/// "sums of rows of one length: 16 rows are summed at a time, ..."
void remarkJammed(llvm::OptimizationRemarkEmitter &ORE,
                  const SparseCandidate &C);

/// Before the rewrite, which moves the loop.
void remarkTiled(llvm::OptimizationRemarkEmitter &ORE,
                 const SparseCandidate &C);
void remarkKept(llvm::OptimizationRemarkEmitter &ORE, const SparseCandidate &C);

} // namespace winnow

#endif // WINNOW_PASSES_SPARSEREMARKS_H
