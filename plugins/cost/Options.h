//===- Options.h - How rewrites are decided on -----------------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_OPTIONS_H
#define WINNOW_COST_OPTIONS_H

#include "cost/Decision.h"

namespace winnow::cost {

/// -winnow-cost=model|target|always|never
Policy policy();
/// -winnow-model=FILE; empty for the model that is built in.
const std::string &modelPath();
/// -winnow-cost-budget=PERCENT
unsigned budgetPercent();

} // namespace winnow::cost

#endif // WINNOW_COST_OPTIONS_H
