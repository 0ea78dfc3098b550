//===- Stores.h - Stores beside a reduction ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads a store of the outer iteration, in loops of its own or in none:
/// \code
///   for (i...)                        root  } Loops[0..Common)
///     for (m...)                            }
///       for (k...)                          } Loops[Common..): its own
///         if (k > i)                        condition
///           d[k] = f(a[k]);                 element, value
///       for (j...) s += d[j];         top
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_STORES_H
#define WINNOW_NEST_STORES_H

#include "nest/Element.h"
#include "nest/Terms.h"
#include "llvm/ADT/DenseMap.h"
#include <string>
#include <vector>

namespace winnow::nest {

/// A store to one element of an object that terms are read from as well.
struct ElementWrite {
  llvm::StoreInst *Store = nullptr;
  Element To;
  share::Write::Position Where = share::Write::Position::Unknown;
  /// See share::Write.
  unsigned Rank = 0;
  /// The outer loops around it, the root first, then those of its own.
  llvm::SmallVector<llvm::Loop *, 4> Loops;
  unsigned Common = 0;
  /// What the value depends on, over Loops; nothing where it is not known, or
  /// not when exactly the store runs.
  std::optional<TermSet> Value;
  /// Constraints on the counters under which it runs, where Value is known.
  std::vector<std::string> Conditions;
};

class StoreReader {
public:
  StoreReader(const ReductionNest &N, const Analyses &A, AffineSpace &Space);

  /// \p Store as one to an element of an object that also holds \p Load, of
  /// the same size: the two touch the same bytes or none.
  std::optional<ElementWrite> read(llvm::StoreInst *Store,
                                   const llvm::LoadInst *Load);

  /// Finds the value that \p W stores, if another iteration of an outer loop
  /// may store into the same element.
  void readValue(ElementWrite &W) const;

private:
  void findPlace(ElementWrite &W) const;
  bool runsExactly(ElementWrite &W) const;

  const ReductionNest &N;
  const Analyses &A;
  AffineSpace &Space;
  /// The root's blocks, numbered so that those which run first in an iteration
  /// come first; empty where no order tells.
  llvm::DenseMap<const llvm::BasicBlock *, unsigned> Order;
};

} // namespace winnow::nest

#endif // WINNOW_NEST_STORES_H
