//===- NestBuilder.h - From loops to equations ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads a reduction out of LoopInfo, ScalarEvolution and alias analysis.
/// Nothing of the outer iteration but the reduction is modelled, so calls,
/// library functions and inner loops beside it do not matter.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_NESTBUILDER_H
#define WINNOW_NEST_NESTBUILDER_H

#include "nest/ReductionNest.h"
#include "share/Verdict.h"

namespace llvm {
class AAResults;
class AssumptionCache;
class DominatorTree;
class Function;
class LoopInfo;
class PostDominatorTree;
} // namespace llvm

namespace winnow::nest {

using share::Refusal;
using share::Verdict;

/// What LLVM knows of the function.
struct Analyses {
  llvm::LoopInfo &LI;
  llvm::DominatorTree &DT;
  llvm::PostDominatorTree &PDT;
  llvm::ScalarEvolution &SE;
  llvm::AAResults &AA;
  llvm::AssumptionCache &AC;
};

/// The loops that may be the top of a reduction: inside another loop, with a
/// value carried around that is no counter. Outer ones first. Costs a look at
/// each header PHI; a function without such loops is never looked at again.
llvm::SmallVector<llvm::Loop *, 4> candidateTops(llvm::LoopInfo &LI,
                                                 llvm::ScalarEvolution &SE);

/// What becomes of a guard that is not affine.
enum class Conditions {
  /// A part of the body.
  InBody,
  /// A selector, where it compares a term's key with a value of the outer
  /// iteration: ReductionNest::Selectors.
  Select
};

/// How the body is read.
enum class Bodies {
  AsWritten,
  /// As products of differences: ReductionNest::Differences.
  Differences
};

/// The reduction of \p Top as seen from \p Root, a loop around it.
///
/// Refusals, beside those of the parts below: NotALoopNest, UnknownTripCount,
/// NotAReduction, NonAffineGuard, EarlyExit, SideEffect, MayAlias,
/// ConditionalRead.
Verdict<ReductionNest> buildNest(llvm::Loop &Root, llvm::Loop &Top,
                                 const Analyses &A, isl::ctx Ctx,
                                 Conditions Kind = Conditions::InBody,
                                 Bodies Body = Bodies::AsWritten);

/// Whether Conditions::Select may find a selector. Costs a look at each
/// instruction of \p Top.
bool maySelect(llvm::Loop &Root, llvm::Loop &Top, const Analyses &A);

/// Whether Bodies::Differences may find any. As cheap.
bool maySubtract(llvm::Loop &Root, llvm::Loop &Top);

} // namespace winnow::nest

#endif // WINNOW_NEST_NESTBUILDER_H
