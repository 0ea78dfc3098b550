//===- Tree.h - Plans while they are searched for ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A plan, or the part of one below some node, before it is known to be the
/// best:
/// \code
///   Carry, append(tree of Add), append(tree of Sub)
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_TREE_H
#define WINNOW_SHARE_TREE_H

#include "share/Plan.h"
#include <tuple>

namespace winnow::share {

/// A tree for the sum over one domain, root first.
struct Tree {
  std::vector<Node> Nodes;
  /// The largest set of points that is run through one by one.
  Complexity Leaves;
  bool InOrder = false;

  /// What Plan.h promises: complexity, subtraction, reversal, size.
  std::tuple<unsigned, unsigned, unsigned, size_t, bool> rank() const;
  /// Puts \p Other below the root.
  void append(const Tree &Other);
};

/// \p N on top of nothing yet.
Tree rootedAt(Node N);

/// Makes \p Best the better one of both.
void keepBetter(std::optional<Tree> &Best, Tree T);

} // namespace winnow::share

#endif // WINNOW_SHARE_TREE_H
