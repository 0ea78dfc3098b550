//===- OuterValues.h - What values of the outer iteration are of -*- C++
//-*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which loops around a reduction a value changes with that they compute before
/// it, be it in loops and branches of its own:
/// \code
///   for (r...)
///     for (i...) {
///       m = x[r*w];
///       for (j = 1; j < w; j++) m = max(m, x[r*w+j]);    m: with r alone
///       for (j...) s += exp(x[r*w+j] - m);
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_OUTERVALUES_H
#define WINNOW_NEST_OUTERVALUES_H

#include "nest/NestBuilder.h"
#include "llvm/ADT/SmallBitVector.h"

namespace winnow::nest {

/// The outer dimensions, of N.Outer, that \p V may change with. In iterations
/// that agree on these it has the same value.
///
/// \param V  of the root loop, known before the reduction's loops
llvm::SmallBitVector changesWith(llvm::Instruction &V, const ReductionNest &N,
                                 const Analyses &A);

/// A call whose result follows from its operands, and that does nothing else
/// but perhaps to set errno.
bool isFunctionOfOperands(const llvm::CallBase &Call);

/// Whether leaving out repeated calls in the reduction leaves errno what it is
/// after the root loop, and whether nothing asks for it before. \p Calls are
/// those of the reduction that may set it.
bool mayLeaveOutCalls(llvm::ArrayRef<llvm::CallBase *> Calls,
                      const ReductionNest &N, const Analyses &A);

} // namespace winnow::nest

#endif // WINNOW_NEST_OUTERVALUES_H
