//===- Terms.h - What the body of a reduction depends on --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks the expression that is accumulated down to what it reads. Each leaf
/// becomes a term of the equation, whose kernel bounds the share space:
/// \code
///   s += w[j] * a[idx[j] + i]      terms: w[j], idx[j], (i), memory of a
/// \endcode
/// A value of the outer iteration that is no linear function of its loops is a
/// term that changes with each of them.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_TERMS_H
#define WINNOW_NEST_TERMS_H

#include "nest/Guards.h"
#include "nest/NestBuilder.h"

namespace winnow::nest {

/// A load of the body.
struct TermLoad {
  llvm::LoadInst *Load = nullptr;
  /// Its address; nothing for an indirect one.
  std::optional<LinearForm> Address;
  /// The formal element, where Address is set.
  Rows Formal;
};

/// "a", or A0, A1, ... for an object without a name.
class ArrayNames {
public:
  std::string of(const llvm::SCEV *Object);

private:
  llvm::SmallVector<std::pair<const llvm::SCEV *, std::string>, 4> Known;
};

struct TermSet {
  llvm::SmallVector<TermLoad, 4> Loads;
  /// Everything else: index expressions and opaque values of outer loops. All
  /// rows must agree where the body is to have the same value.
  Rows Kernel;
  /// See ReductionNest::Leaves.
  llvm::MapVector<llvm::Instruction *, LinearForm> Leaves;
};

/// \return a refusal where the body reads what cannot be analysed.
std::optional<Refusal> collectTerms(const ReductionNest &N, const Analyses &A,
                                    const GuardView &View, TermSet &Out);

/// The same for one value of the body.
std::optional<Refusal> collectTerms(llvm::Value *Of, const ReductionNest &N,
                                    const Analyses &A, const GuardView &View,
                                    TermSet &Out);

} // namespace winnow::nest

#endif // WINNOW_NEST_TERMS_H
