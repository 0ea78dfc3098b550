//===- Memory.h - Who writes what the body reads ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An answer is carried over only if its terms are the same as when they were
/// read. So every instruction in the root loop that writes memory must
///   * never touch a term, by alias analysis;
///   * or be a store to an element that isl can compare with the terms
///     (`B[i] = f(sum of B[j], j < i)`): it becomes a Write of the equation,
///     with its value where what that reads passes the same rules;
///   * or touch a range of bytes that a run-time check can keep apart.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_MEMORY_H
#define WINNOW_NEST_MEMORY_H

#include "nest/Stores.h"

namespace winnow::nest {

/// Fills Checks and MayLeave; appends to \p Writes one entry per store that
/// the equation must know, or that fills what such a store reads.
std::optional<Refusal> checkMemory(ReductionNest &N, const TermSet &Terms,
                                   const Analyses &A, AffineSpace &Space,
                                   llvm::SmallVectorImpl<ElementWrite> &Writes);

/// Whether nothing in the root loop may write what \p Load reads, in any
/// iteration of any loop.
bool isUnchanged(const ReductionNest &N, llvm::LoadInst &Load,
                 const Analyses &A);

/// Whether iterations of the host are independent of each other but for this
/// reduction, so that they may run backwards. May add to Checks.
bool hostIsReversible(ReductionNest &N, const Analyses &A, AffineSpace &Space);

} // namespace winnow::nest

#endif // WINNOW_NEST_MEMORY_H
