//===- Guards.h - Conditions as part of the domain --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (j <= i) s += a[j]` in a rectangular loop: the condition is affine, and
/// without it the iteration changes nothing, so it belongs into the domain
/// { [i,j] : ... and j <= i } and the body is the addition alone.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_GUARDS_H
#define WINNOW_NEST_GUARDS_H

#include "nest/ReductionNest.h"
#include "llvm/ADT/DenseMap.h"

namespace llvm {
class DominatorTree;
class LoopInfo;
class PostDominatorTree;
} // namespace llvm

namespace winnow::nest {

struct Analyses;

/// \p Condition == \p Sense as an isl constraint over the counters; nothing
/// where it is not affine. Conjunctions and disjunctions are followed.
std::optional<std::string> constraintOf(llvm::Value *Condition, bool Sense,
                                        AffineSpace &Space,
                                        llvm::ScalarEvolution &SE);

/// Reads values as they are where some conditions are known.
class GuardView {
public:
  explicit GuardView(const llvm::DominatorTree &DT) : DT(DT) {}
  void assume(Guard G) {
    Known.push_back(G);
    Resolved.clear();
  }
  void forgetLast() {
    Known.pop_back();
    Resolved.clear();
  }

  /// The value that \p V has: follows PHIs with one live incoming value,
  /// selects with a known condition, and operations with a neutral operand.
  llvm::Value *resolve(llvm::Value *V) const { return resolve(V, 0); }
  /// The same, for a copy of \p V before or in \p Top: never a value of a loop
  /// beside it, which is only there as what leaves that loop.
  llvm::Value *resolveFor(const llvm::Loop &Top, llvm::Value *V,
                          const llvm::LoopInfo &LI) const;
  /// The edge into \p To cannot be taken.
  bool isDead(const llvm::BasicBlock *From, const llvm::BasicBlock *To) const;
  std::optional<bool> known(const llvm::Value *Condition) const;

private:
  llvm::Value *resolve(llvm::Value *V, unsigned Depth) const;
  llvm::Value *resolveOnce(llvm::Value *V, unsigned Depth) const;

  const llvm::DominatorTree &DT;
  llvm::SmallVector<Guard, 4> Known;
  /// Without it a chain of conditions would be followed once for each way
  /// through it.
  mutable llvm::DenseMap<llvm::Value *, llvm::Value *> Resolved;
};

/// The conditions inside \p Root under which \p Block runs, innermost first;
/// nothing where no conjunction of branches tells.
std::optional<llvm::SmallVector<Guard, 4>>
conditionsOf(llvm::BasicBlock &Block, llvm::Loop &Root, llvm::LoopInfo &LI,
             const llvm::DominatorTree &DT, const llvm::PostDominatorTree &PDT);

/// Appends to \p Into the same as constraints on the counters, without those
/// that do not change in \p Root: they hold for all of it, or nothing runs.
/// \return false where a condition is not affine
bool constraintsOn(llvm::BasicBlock &Block, llvm::Loop &Root,
                   AffineSpace &Space, const Analyses &A,
                   std::vector<std::string> &Into);

} // namespace winnow::nest

#endif // WINNOW_NEST_GUARDS_H
