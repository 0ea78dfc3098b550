//===- Refill.h - Stores that put the same values back ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The share space of what other statements store, as a fix-point over them
/// (Gautam and Rajopadhye 2006, section 5.2): a buffer that each iteration of
/// the carrier loop fills again with the same values.
///
/// \code
///   for (i = 0; i < N; i++) {
///     for (k = 0; k < M; k++) d[k] = f(a[k]);          { [i,k] -> d[k] }
///     for (k = 0; k < M; k++) e[k] = g(d[k]);          { [i,k] -> e[k] }
///     for (j = 0; j <= i; j++) s += e[j];              reads e along (1,0)
///   }
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_REFILL_H
#define WINNOW_SHARE_REFILL_H

#include "share/Reduction.h"

namespace winnow::share {

/// Whether all stores into \p Array in an iteration of the carrier loop put the
/// values back that those of the iteration before have put there.
///
/// \param Carrier  the outer dimension that steps forward by one
/// \param Answers  { [x] }  the answers that carry on from the one before
bool isRefilled(const Reduction &R, const std::string &Array, unsigned Carrier,
                const isl::set &Answers);

} // namespace winnow::share

#endif // WINNOW_SHARE_REFILL_H
