//===- ShareSpace.h - Directions in which the body is constant --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The share space of a body is the lattice of integer vectors r for which
/// E(z) = E(z - r): the kernel of the linear parts of everything it depends on.
///
/// \code
///   s += a[j]      over (i,j):    (1,0)
///   s += a[i+j]    over (i,j):    (1,-1)
///   s += a[k]      over (i,j,k):  (1,0,0) and (0,1,0)
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_SHARESPACE_H
#define WINNOW_SHARE_SHARESPACE_H

#include "share/Sum.h"
#include <optional>
#include <vector>

namespace winnow::share {

/// A basis of the share space of \p Terms over \p Dims dimensions. The empty
/// basis where nothing is shared; no value where isl gave up.
std::optional<std::vector<IntVector>>
shareSpace(isl::ctx Ctx, const std::vector<Term> &Terms, unsigned Dims);

/// The reuse vectors worth trying: those of the lattice spanned by \p Basis
/// whose first \p Outer entries are a unit vector of the first \p Carriers
/// dimensions or its negation, near the origin. At most 2 * Carriers * 81, in a
/// fixed order, shortest first.
std::vector<IntVector> reuseVectors(std::vector<IntVector> Basis,
                                    unsigned Outer, unsigned Carriers);

} // namespace winnow::share

#endif // WINNOW_SHARE_SHARESPACE_H
