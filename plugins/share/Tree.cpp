//===- Tree.cpp - Plans while they are searched for -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Tree.h"

namespace winnow::share {

std::tuple<unsigned, unsigned, unsigned, size_t, bool> Tree::rank() const {
  unsigned Subtracting = 0, Reversed = 0, Inner = 0;
  for (const Node &N : Nodes) {
    Subtracting += N.termsLeave();
    Reversed += N.Reversed;
    Inner += N.K != Node::Kind::Terms;
  }
  return {Leaves.degree(), Subtracting, Reversed, Inner, !InOrder};
}

void Tree::append(const Tree &Other) {
  unsigned First = Nodes.size();
  Nodes.front().Below.push_back(First);
  for (Node N : Other.Nodes) {
    for (unsigned &B : N.Below)
      B += First;
    Nodes.push_back(std::move(N));
  }
  Leaves = larger(Leaves, Other.Leaves);
}

Tree rootedAt(Node N) {
  Tree T;
  T.Nodes.push_back(std::move(N));
  return T;
}

void keepBetter(std::optional<Tree> &Best, Tree T) {
  if (!Best || T.rank() < Best->rank())
    Best = std::move(T);
}

} // namespace winnow::share
