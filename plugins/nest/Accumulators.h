//===- Accumulators.h - What a reduction carries ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Splits the header PHIs of a reduction's loops into accumulators and
/// counters, follows each accumulator through the nest, and says what its
/// operator allows:
/// \code
///   top:        s1 = phi [start], [r]      r = lcssa of u
///   innermost:  s2 = phi [s1], [u]         u = s2 + a[j][l]
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_ACCUMULATORS_H
#define WINNOW_NEST_ACCUMULATORS_H

#include "nest/Guards.h"
#include "nest/NestBuilder.h"

namespace winnow::nest {

/// Fills Accumulators and Counters. Loops and Outer are set.
std::optional<Refusal> findAccumulators(ReductionNest &N, const Analyses &A);

/// Fills Guards with the affine conditions that leave every accumulator alone
/// elsewhere, and returns them as isl constraints; with \p Kind Select, Guards
/// and Selectors with those that select as well.
std::vector<std::string> findGuards(ReductionNest &N, const Analyses &A,
                                    AffineSpace &Space, GuardView &View,
                                    Conditions Kind);

/// Checks that under the guards each accumulator passes through the nest
/// unchanged but for the update, fills Kind, and Equation.Alg and CommonStart.
std::optional<Refusal> classify(ReductionNest &N, const Analyses &A,
                                const GuardView &View);

} // namespace winnow::nest

#endif // WINNOW_NEST_ACCUMULATORS_H
