//===- ReductionNest.h - A reduction found in IR ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the loops compute: the equation of one reduction, and where each part
/// of it stands in the IR.
/// \code
///   for (i...)             root       } Dims[0..Outer): the answer's loops
///     for (k...)           host       }
///       s = 0                         start
///       for (j...)         top        } Dims[Outer..): the reduction's loops
///         for (l...)       innermost  }
///           if (j <= i)               guard
///             s += a[j][l]            accumulator, term
///       out[i][k] = s                 the rest of the iteration: opaque
/// \endcode
/// The rest of an iteration of the host is never modelled; only what it
/// stores matters, and only to the terms.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_REDUCTIONNEST_H
#define WINNOW_NEST_REDUCTIONNEST_H

#include "nest/Affine.h"
#include "nest/LinearForm.h"
#include "share/Reduction.h"
#include "share/Verdict.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/IVDescriptors.h"
#include "llvm/IR/FMF.h"

namespace winnow::nest {

/// A condition that the reduction's domain already contains: where it has not
/// this value, the iteration leaves every accumulator as it is.
struct Guard {
  llvm::Value *Condition;
  bool Sense;
};

/// A guard `Key == With` that is in no domain: the answer of an iteration asks
/// for the terms with one key.
struct Selector {
  /// Of each iteration of the reduction. As wide as With.
  llvm::Value *Key = nullptr;
  /// Known before the reduction's loops.
  llvm::Value *With = nullptr;
  /// The least and the greatest number that With can be, over the parameters
  /// alone, where With is a function of the loops.
  std::optional<std::pair<Affine, Affine>> Range;
  /// With is the counter of this loop, moved by what no loop changes.
  std::optional<unsigned> Sweeps;
};

/// A value that the reduction carries from iteration to iteration.
struct Accumulator {
  /// The header PHI in each reduction loop, top first.
  llvm::SmallVector<llvm::PHINode *, 2> Phis;
  /// Its value when the top loop is entered.
  llvm::Value *Start = nullptr;
  /// Its value after an iteration of the innermost loop.
  llvm::Value *Update = nullptr;
  /// Its value after an iteration of the top loop: the answer, at the end.
  llvm::Value *Result = nullptr;
  /// None: any update, only in order.
  llvm::RecurKind Kind = llvm::RecurKind::None;
  llvm::FastMathFlags Flags;
  /// A store of Update to an address that the reduction does not change, for
  /// `s[i] += ...` where s may alias a term; null otherwise.
  llvm::StoreInst *Store = nullptr;
};

/// A value of the body, widened to the type of its accumulator.
struct FactorValue {
  llvm::Value *V = nullptr;
  /// By its sign; else by zeros.
  bool Signed = false;
};

/// What an iteration adds to a sum, or one of several things.
struct ProductValue {
  /// An index into ReductionNest::Accumulators.
  unsigned Accumulator = 0;
  /// As wide as the accumulator; of a floating-point one 1 or -1.
  llvm::APInt Coefficient;
  llvm::SmallVector<FactorValue, 2> Factors;
};

/// A value of the body, and what is subtracted from it: known before the
/// reduction's loops, null for nothing.
struct Difference {
  llvm::Value *Of = nullptr;
  llvm::Value *From = nullptr;
  /// From is added.
  bool Plus = false;
};

/// What an iteration adds to a floating-point sum; see Differences.h.
struct DifferenceProduct {
  Difference L, R;
  bool Negative = false;

  bool isSquare() const {
    return L.Of == R.Of && L.From == R.From && L.Plus == R.Plus;
  }
};

/// The bytes [Base + sum min(0, Coef*Max), Base + sum max(0, Coef*Max) + Size)
/// that an instruction touches while the root loop runs.
struct MemoryRange {
  const llvm::SCEV *Base = nullptr;
  struct Extent {
    const llvm::SCEV *Coef;
    /// Largest value of the loop counter: no counters, only parameters.
    Affine Max;
  };
  llvm::SmallVector<Extent, 4> Extents;
  uint64_t Size = 0;

  bool operator==(const MemoryRange &Other) const;
};

/// Two ranges that must be found disjoint before the rewritten loop runs.
struct DisjointCheck {
  MemoryRange Stored, Loaded;
};

struct ReductionNest {
  /// root ... host, top ... innermost.
  llvm::SmallVector<llvm::Loop *, 4> Dims;
  unsigned Outer = 0;
  llvm::Loop &root() const { return *Dims.front(); }
  llvm::Loop &host() const { return *Dims[Outer - 1]; }
  llvm::Loop &top() const { return *Dims[Outer]; }
  llvm::Loop &innermost() const { return *Dims.back(); }

  llvm::SmallVector<Accumulator, 2> Accumulators;
  /// The updates taken apart, in the order of Equation.Parts; see Products.h.
  llvm::SmallVector<ProductValue, 2> Products;
  /// Of each accumulator, where the equation is that of sums about a point of
  /// their own: its terms are what is subtracted from.
  llvm::SmallVector<DifferenceProduct, 2> Differences;
  llvm::SmallVector<Guard, 2> Guards;
  /// Of the guards, those that are no constraints. See NestBuilder.h.
  llvm::SmallVector<Selector, 2> Selectors;
  /// The other header PHIs of the reduction's loops, as functions of Dims.
  llvm::MapVector<llvm::PHINode *, LinearForm> Counters;
  /// What the body reads that is linear: index expressions and addresses. Their
  /// forms hold at points outside the domain too, where the instructions'
  /// flags and the facts behind ScalarEvolution's simplifications do not.
  llvm::MapVector<llvm::Instruction *, LinearForm> Leaves;
  /// The greatest value of each dimension's counter, over the parameters.
  llvm::SmallVector<Affine, 4> MaxCounts;
  /// The counter's bound inside the dimensions around it, for the outer ones.
  llvm::SmallVector<Affine, 4> Bounds;
  llvm::SmallVector<Parameter, 4> Parameters;
  llvm::SmallVector<DisjointCheck, 4> Checks;
  /// Something in the root loop may unwind or not return.
  bool MayLeave = false;

  share::Reduction Equation;
  /// What forbids the rewrite although the equation is known, so that it can
  /// be told whether sharing would have paid off.
  std::optional<share::Refusal> Obstacle;
};

} // namespace winnow::nest

#endif // WINNOW_NEST_REDUCTIONNEST_H
