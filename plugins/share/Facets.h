//===- Facets.h - Faces of a domain, and how they label vectors -*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// There are infinitely many reuse vectors and finitely many things that they
/// can do to a domain (Gautam and Rajopadhye 2006, section 6). A facet
/// a.z + ... >= 0 of the domain sees a vector r by the sign of a.r:
///
/// \code
///      Pos   a.r > 0   terms come in through this facet: Add
///      Neg   a.r < 0   terms leave through it: Sub
///      Zero  a.r = 0   nothing
///
///   0 <= j <= i < N with r = (1,0):     j >= 0      Zero
///                                       i - j >= 0  Pos       Add: j = i
///                                       N-1-i >= 0  Neg, a strong boundary
/// \endcode
///
/// Vectors of one carrier with the same labels leave residuals of the same
/// dimensions, so one of them, the shortest, stands for all.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_FACETS_H
#define WINNOW_SHARE_FACETS_H

#include "share/ShareSpace.h"
#include "isl/isl-noexceptions.h"
#include <string>
#include <vector>

namespace winnow::share {

enum class Label { Neg, Zero, Pos };

/// What a facet cuts off, seen along the terms of one answer.
enum class Boundary {
  /// Whole answers: it bounds x alone, so terms that leave through it belong
  /// to answers that do not exist.
  Strong,
  /// Some terms, along some directions of y.
  Weak,
  /// Terms, along the only direction of y.
  None
};

struct Facet {
  /// The inward normal over (x,y); parameters and the constant are dropped.
  IntVector Normal;
  Boundary Kind = Boundary::None;
  /// Saturated everywhere: a vector that is not Zero on it leaves the domain.
  bool Equality = false;
  /// "i - j >= 0"; empty where isl has no text for it.
  std::string Text;

  Label labelOf(const IntVector &Reuse) const;
};

/// The facets of the convex hull of \p Domain, { [x,y] }, and the equalities of
/// its affine hull, in isl's order.
std::vector<Facet> facetsOf(const isl::set &Domain, unsigned Outer);

/// Of \p Vectors the first of each class: same labels, same carrier. None that
/// leads out of the affine hull.
std::vector<IntVector> onePerClass(const std::vector<IntVector> &Vectors,
                                   const std::vector<Facet> &Facets,
                                   unsigned Outer);

} // namespace winnow::share

#endif // WINNOW_SHARE_FACETS_H
