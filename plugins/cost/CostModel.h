//===- CostModel.h - What a rewrite costs and saves -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The question that every rewrite asks before it is taken, and the answers
/// that a model gives. LLVM's target tables answer it in TargetCost.h, a
/// constant in FixedCost.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_COSTMODEL_H
#define WINNOW_COST_COSTMODEL_H

#include "nest/ReductionNest.h"
#include "share/Plan.h"
#include "llvm/Support/Error.h"

namespace winnow::cost {

/// Core cycles; only ratios of answers of one model mean anything.
struct Cycles {
  double Value = 0;
};

/// A reduction and the plan to share it.
struct Candidate {
  const nest::ReductionNest &Nest;
  const share::Plan &Plan;
  /// Of the root loop, this one included: the others are in both versions, and
  /// a part as large as this one's is all that sharing it can save.
  unsigned Reductions = 1;
};

struct Price {
  /// One term of the original reduction, as the vectorizer will leave it.
  Cycles Term;
  /// Entering and leaving the original reduction's loops, once an answer.
  Cycles LoopEntry;
  /// One answer of the rewritten reduction where its residual has a constant
  /// number of terms; else one term of the residual.
  Cycles SharedAnswer;
  /// Checks and allocation before the rewritten loop, once.
  Cycles Setup;
};

class CostModel {
public:
  virtual ~CostModel() = default;
  /// For remarks: "target", "fixed".
  virtual const char *name() const = 0;
  /// Costs no more than a look at each instruction of the body.
  virtual llvm::Expected<Price> price(const Candidate &C) const = 0;
};

/// Returns what it was given, for tests.
class FixedCost : public CostModel {
public:
  explicit FixedCost(Price P) : P(P) {}
  const char *name() const override { return "fixed"; }
  llvm::Expected<Price> price(const Candidate &) const override { return P; }

private:
  Price P;
};

} // namespace winnow::cost

#endif // WINNOW_COST_COSTMODEL_H
