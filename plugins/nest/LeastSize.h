//===- LeastSize.h - From which sizes on a rewrite pays ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A rewrite wins where there are many answers, or answers of many terms, and
/// the border between is a curve. It is followed by a few corners:
/// \code
///   terms │   ┌───────────────     taken where the loops reach one of them:
///         │   │ + + + + + + +        trips >= 4 and terms >= 24, or
///         │ - └────┐ + + + +         trips >= 16 and terms >= 8
///         │ - - -  └─────────
///         └────────────────── trips
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_LEASTSIZE_H
#define WINNOW_NEST_LEASTSIZE_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace winnow::nest {

struct LeastSize {
  /// Iterations of the plan's outermost carrier.
  uint64_t Trips = 1;
  /// Of an answer, the reduction's loops each at its longest.
  uint64_t Terms = 1;
};

/// By rising Trips and falling Terms; a single {1, 1} where any size will do,
/// never empty.
using LeastSizes = llvm::SmallVector<LeastSize, 3>;

} // namespace winnow::nest

#endif // WINNOW_NEST_LEASTSIZE_H
