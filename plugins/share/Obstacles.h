//===- Obstacles.h - Why a reduction is not shared, in words ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_OBSTACLES_H
#define WINNOW_SHARE_OBSTACLES_H

#include "share/Transform.h"
#include "share/Verdict.h"

namespace winnow::share {

/// How much stands in the way of a transformation that would pay: what a flag
/// or a loop's direction could remove weighs less than what nothing can.
unsigned weight(const Transform &T);

/// What is told of \p T, the transformation with the least in its way.
Refusal refusalOf(const Reduction &R, const Transform &T,
                  const Complexity &Before, const Complexity &Answers);

/// Only flags of the operations forbid to go from \p Before to \p After.
Refusal needsReassociation(const Reduction &R, const Complexity &Before,
                           const Complexity &After);

Refusal workLimit();

} // namespace winnow::share

#endif // WINNOW_SHARE_OBSTACLES_H
