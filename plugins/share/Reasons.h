//===- Reasons.h - A derivation's steps in words ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_REASONS_H
#define WINNOW_SHARE_REASONS_H

#include "share/Facets.h"
#include "share/Plan.h"
#include "share/Transform.h"

namespace winnow::share {

/// "r = (1,0): n terms come (i - j >= 0 lets in)". Strong boundaries that terms
/// leave through are of no consequence and not told.
std::string reasonToCarry(const Reduction &R, const Transform &T,
                          const std::vector<Facet> &Facets);
std::string reasonToScale();
std::string reasonToCount();
std::string reasonToNest(const Sum &S, const Nested &N);
std::string reasonToSplit(const Reduction &R);
std::string reasonToDropLoops();
std::string reasonToRepeat();
/// \p N: a Window.
std::string reasonToSlide(const Node &N);
std::string reasonToPiece(unsigned Count);
/// "r = (1,0): 1 terms come, 1 leave; ..."
std::string reasonForBuckets(const Reduction &R, const Transform &T,
                             bool Unwinds);

} // namespace winnow::share

#endif // WINNOW_SHARE_REASONS_H
