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

#include "cost/Comparison.h"
#include "cost/CostModel.h"
#include "nest/LeastSize.h"

namespace winnow::cost {

enum class Policy { Model, Target, Always, Never };

/// What a decision by the learned model was made of.
struct Reckoning {
  /// The head that was asked: "znver5"; the CPU, where that is another.
  std::string Head, RelativeOf;
  /// The loops that the figures are for: the break-even where they are unknown.
  Sizes At;
  Totals All;
  double Answers = 0, Terms = 0;
};

struct Decision {
  bool Take = false;
  /// Take it from one of these on.
  nest::LeastSizes From{{}};
  /// Why not: "5 terms are summed faster than shared".
  std::string Reason;
  /// Set where the learned model was asked.
  std::optional<Reckoning> By;
  /// Why another one was asked than was wanted.
  std::string Note;
};

Decision decide(const Candidate &C, const Price &P);

/// The same by what both versions take in all for loops of given lengths.
Decision decide(const Candidate &C, llvm::function_ref<Totals(Sizes)> At);

/// Policy::Always and Never decide without a price.
Decision decide(Policy Fixed);

} // namespace winnow::cost

#endif // WINNOW_COST_DECISION_H
