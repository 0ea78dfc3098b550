//===- Expansion.h - Values that the rewritten loop needs -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns what is invariant in the root loop (SCEVs, parameters, bounds) into
/// instructions of the check block, once, before anything is rewritten.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_EXPANSION_H
#define WINNOW_EMIT_EXPANSION_H

#include "nest/ReductionNest.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

namespace winnow::emit {

class Expansion {
public:
  /// Everything is inserted before \p At.
  Expansion(llvm::ScalarEvolution &SE, llvm::Instruction *At)
      : Expander(SE, "winnow", /*PreserveLCSSA=*/false), At(At), B(At) {}

  /// Whether \p S may be computed at this place at all.
  bool canExpand(const llvm::SCEV *S) const {
    return Expander.isSafeToExpandAt(S, At);
  }

  llvm::Value *value(const llvm::SCEV *S);
  /// A signed value as i64.
  llvm::Value *parameter(const nest::Parameter &P);
  /// \p A over parameters alone, as i64.
  llvm::Value *affine(const nest::Affine &A, const nest::ReductionNest &N);

  /// i1: every parameter of \p N is inside the bounds that its nest assumed,
  /// and the ranges of its checks are disjoint.
  llvm::Value *assumptionsHold(const nest::ReductionNest &N);

  llvm::IRBuilder<> &builder() { return B; }

private:
  /// [Low, High) in bytes; clears \p Sound where the arithmetic would wrap.
  std::pair<llvm::Value *, llvm::Value *> range(const nest::MemoryRange &R,
                                                const nest::ReductionNest &N,
                                                llvm::Value *&Sound);

  llvm::SCEVExpander Expander;
  llvm::Instruction *At;
  llvm::IRBuilder<> B;
};

/// What \p N needs can be expanded before its root loop.
bool canExpandAll(const nest::ReductionNest &N, const Expansion &E);

/// Base + sum Coef[d] * Z[d] at the builder's place; see LinearForm.
llvm::Value *
evaluate(const nest::LinearForm &F, llvm::ArrayRef<llvm::Value *> Z,
         const llvm::DenseMap<const llvm::SCEV *, llvm::Value *> &Expanded,
         llvm::IRBuilderBase &B);

} // namespace winnow::emit

#endif // WINNOW_EMIT_EXPANSION_H
