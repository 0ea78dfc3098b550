//===- WindowLayout.h - Where windows keep their terms ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The memory of a chain of Window nodes (share/Window.h), and the loops that
/// go over it:
/// \code
///   Doubling              one row                t
///   Queue at the host     the first stack        capacity
///   Queue further out     a ring of rows         capacity * row
///                         the running row, the answers' row
///     row                 one place for each value of every counter inside the
///                         carrier, or of the coordinate in its place
/// \endcode
/// A row is computed for its whole range before the loops that use it: filled
/// with terms, then doubled along each coordinate.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_WINDOWLAYOUT_H
#define WINNOW_EMIT_WINDOWLAYOUT_H

#include "nest/NestBuilder.h"
#include "nest/ReductionNest.h"
#include "share/Plan.h"

namespace winnow::emit {

struct WindowLayout {
  /// The first node of the chain, and the leaf at its end.
  unsigned Top = 0, Leaf = 0;
  /// Each Doubling: the node, the axis of the row, the loops over the only
  /// point of its Width.
  struct Pass {
    unsigned Node = 0, Axis = 0;
    isl::ast_node Width;
  };
  llvm::SmallVector<Pass, 2> Passes;
  /// Of a row, the last one contiguous.
  struct Axis {
    /// The outer dimension, and the node whose coordinate takes its place.
    unsigned Dim = 0;
    std::optional<unsigned> Window;
    /// Over parameters alone.
    nest::Affine First, Count;
  };
  llvm::SmallVector<Axis, 2> Axes;
  /// The longest interval of the queue.
  nest::Affine Capacity;
  /// Of each Doubling, the longest interval; at least 1 is to be checked, since
  /// the loops are written for that.
  llvm::SmallVector<nest::Affine, 2> Longest;
  /// The loops over a row's terms: the axes, then what is left of the body. At
  /// a queue at the host: over the latter alone.
  isl::ast_node Fill;
  /// The body has loops of its own for each place of a row.
  bool Accumulates = false;

  bool isQueue(const share::Plan &P) const {
    return P.Nodes[Top].Method == share::Node::Slide::Queue;
  }
};

/// The layouts of all chains of \p P, in the order of their first nodes, and
/// into \p Loops those over the Bounds of each Window. Nothing where isl gave
/// up.
std::optional<std::vector<WindowLayout>>
layOut(const share::Plan &P, const nest::ReductionNest &N,
       std::vector<isl::ast_node> &Loops);

/// Whether what the chains read of the loops around them can be computed
/// before those.
bool canReadAhead(llvm::ArrayRef<WindowLayout> Layouts,
                  const nest::ReductionNest &N, const nest::Analyses &A);

} // namespace winnow::emit

#endif // WINNOW_EMIT_WINDOWLAYOUT_H
