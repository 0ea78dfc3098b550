//===- Selectors.h - Guards that compare keys -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (z[i] == m)` in a loop over i: an equality between a value of the
/// reduction's iteration, the key, and one of the outer iteration. Conjunctions
/// are taken apart, so that affine conditions in them become constraints:
/// \code
///   if (i != k && z[i] == m && w[i] == word)
///     constraint  i != k
///     selectors   z[i] == m, w[i] == word
/// \endcode
/// With buckets in the place of guards a term is read for the sake of any key,
/// and only for keys that there is a bucket for. That is more than the original
/// reads, unless some answer of the same time asks for each of them, or the
/// root loop reads or writes the same elements in any case.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_SELECTORS_H
#define WINNOW_NEST_SELECTORS_H

#include "nest/NestBuilder.h"

namespace winnow::nest {

/// A condition that is a conjunction of constraints and selectors.
struct GuardParts {
  std::vector<std::string> Constraints;
  llvm::SmallVector<Selector, 2> Selectors;
  /// The conditions in it, with the values that they have where it holds.
  llvm::SmallVector<Guard, 4> Known;
};

/// Takes \p Condition == \p Sense apart; false, with \p Into in any state,
/// where some part is neither a constraint nor a selector.
bool selectorsOf(llvm::Value *Condition, bool Sense, const ReductionNest &N,
                 const Analyses &A, AffineSpace &Space, GuardParts &Into);

/// Makes sure that nothing is read, and nothing that may trap is computed,
/// without need, or sets Selector::Within of the equation. The equation and
/// MayLeave are known.
///
/// \return ConditionalRead where a term may only be read under its guard.
std::optional<Refusal> checkSelectedReads(ReductionNest &N, const Analyses &A,
                                          AffineSpace &Space);

} // namespace winnow::nest

#endif // WINNOW_NEST_SELECTORS_H
