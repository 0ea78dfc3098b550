//===- Decision.h - Whether, and from which size on -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A rewrite lowers the complexity, so it wins from some size on: the
/// break-even. Where the sizes are constants it is compared now, otherwise at
/// run time.
/// \code
///   original:  n answers, each LoopEntry + terms * Term
///   shared:    Setup + n * SharedAnswer
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_DECISION_H
#define WINNOW_COST_DECISION_H

#include "cost/CostModel.h"

namespace winnow::cost {

enum class Policy { Target, Always, Never };

struct Decision {
  bool Take = false;
  /// Take it from this many iterations of the plan's outermost carrier on.
  uint64_t MinCarrierTrips = 1;
  /// And from this many terms of an answer on, the reduction's loops each at
  /// its longest.
  uint64_t MinTerms = 1;
  /// Why not: "5 terms are summed faster than shared".
  std::string Reason;
};

Decision decide(const Candidate &C, const Price &P);

/// Policy::Always and Never decide without a price.
Decision decide(Policy Fixed);

} // namespace winnow::cost

#endif // WINNOW_COST_DECISION_H
