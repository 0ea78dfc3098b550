//===- InvariantDivision.h - Divisions by what a loop leaves alone -*- C++ -*-//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An average divides each sum by the number of its terms. Processors have no
/// division of integer vectors, so that one division keeps a whole row of
/// answers scalar, and a shared sum then waits for its division alone:
/// \code
///   for (x...)                              r = next above 1.0 / n
///     out[x] = sum(x) / n;        -->       for (x...)
///                                             out[x] = (int)(sum(x) * r);
/// \endcode
/// The quotient is the same. With r = (1 + e) / n, 0 < e < 2^-51, and a sum
/// s = q*n + t below 2^32, t < n: s*r is at least s/n, so at least q, and so is
/// the nearest double; it is at most q + 1 - 1/n + s*e/n, less than q + 1 by
/// nearly 1/n, and doubles are closer than that there. The same for magnitudes
/// of negative numbers; of an n above 2^32, which a double may not hold, q is 0
/// in any case.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_INVARIANTDIVISION_H
#define WINNOW_EMIT_INVARIANTDIVISION_H

#include "emit/Versioning.h"

namespace llvm {
class TargetTransformInfo;
} // namespace llvm

namespace winnow::emit {

/// In the copy of \p Host, itself still the original: replaces divisions of
/// integers of up to 32 bits that stand in it, but in no loop inside, by
/// divisors that it does not change; wider ones where the upper half of the
/// dividend is zero. Leaves all where the function has no floating-point
/// registers or may not use them.
void multiplyForDivisions(llvm::Loop &Host, TwoVersions &V,
                          const llvm::LoopInfo &LI,
                          const llvm::TargetTransformInfo &TTI);

} // namespace winnow::emit

#endif // WINNOW_EMIT_INVARIANTDIVISION_H
