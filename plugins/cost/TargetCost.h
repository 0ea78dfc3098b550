//===- TargetCost.h - LLVM's own cost tables --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prices by TargetTransformInfo: the original's terms at reciprocal
/// throughput over the vector width that the vectorizer may use, a chain of
/// strict float operations and every shared answer at latency.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_TARGETCOST_H
#define WINNOW_COST_TARGETCOST_H

#include "cost/CostModel.h"

namespace llvm {
class TargetTransformInfo;
} // namespace llvm

namespace winnow::cost {

class TargetCost : public CostModel {
public:
  explicit TargetCost(const llvm::TargetTransformInfo &TTI) : TTI(TTI) {}
  const char *name() const override { return "target"; }
  llvm::Expected<Price> price(const Candidate &C) const override;

private:
  const llvm::TargetTransformInfo &TTI;
};

} // namespace winnow::cost

#endif // WINNOW_COST_TARGETCOST_H
