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
  // At a root taken apart the outer dimensions are those of the reduction.
  unsigned Outermost = Nodes.front().What.Outer - 1;
  for (const Node &N : Nodes)
    if (N.K == Node::Kind::Carry || N.K == Node::Kind::Window ||
        N.K == Node::Kind::Buckets)
      Outermost = std::min(Outermost, N.Carrier);
  return Outermost;
}

bool Plan::runsBackwards() const {
  return std::any_of(Nodes.begin(), Nodes.end(),
                     [](const Node &N) { return N.Reversed; });
}

unsigned Plan::carries() const {
  return std::count_if(Nodes.begin(), Nodes.end(),
                       [](const Node &N) { return N.K == Node::Kind::Carry; });
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
