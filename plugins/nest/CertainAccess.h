//===- CertainAccess.h - What a loop reads in any case ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A load under a condition may be done without it where the root loop goes
/// through the same elements unconditionally:
/// \code
///   for (k = 0; k < n; k++) {
///     for (i = 0; i < n; i++)
///       if (z[i] == own) s += x[i];        // under a condition
///     out[k] = s * x[k];                   // in any case
///   }
/// \endcode
/// As for tables, each iteration is then sure to run.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_CERTAINACCESS_H
#define WINNOW_NEST_CERTAINACCESS_H

#include "nest/NestBuilder.h"

namespace winnow::nest {

/// Whether all that \p Load reads in the domain of \p N, whose equation and
/// MayLeave are known, is read or written by other accesses of the root loop,
/// under no condition or under affine ones. May add parameters.
bool isAccessedAnyway(llvm::LoadInst &Load, const ReductionNest &N,
                      const Analyses &A, AffineSpace &Space);

} // namespace winnow::nest

#endif // WINNOW_NEST_CERTAINACCESS_H
