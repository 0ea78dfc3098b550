//===- Plan.cpp - How the answers of a reduction are shared -----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Plan.h"
#include <algorithm>

namespace winnow::share {

unsigned Plan::outermostCarrier() const {
  unsigned Outermost = Steps.front().Carrier;
  for (const Step &S : Steps)
    Outermost = std::min(Outermost, S.Carrier);
  return Outermost;
}

bool Plan::runsBackwards() const {
  return std::any_of(Steps.begin(), Steps.end(),
                     [](const Step &S) { return S.Reversed; });
}

const char *name(Operator Op) {
  switch (Op) {
  case Operator::Sum:
    return "sum";
  case Operator::Product:
    return "product";
  case Operator::Min:
    return "min";
  case Operator::Max:
    return "max";
  case Operator::And:
    return "and";
  case Operator::Or:
    return "or";
  case Operator::Xor:
    return "xor";
  case Operator::Fold:
    return "fold";
  }
  return "fold";
}

} // namespace winnow::share
