//===- ShareEmitter.h - A sharing plan as IR --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Replaces reductions in a copy of their root loop by what their plans say.
/// The rest of each outer iteration stays where it is:
/// \code
///   for (i...) {                       carry = 0
///     s = 0                            for (i...) {
///     for (j = 0; j <= i; j++)           s = carry
///       s += a[j]               -->      s += a[i]        // Add, at i
///     out[i] = s                         carry = s
///   }                                    out[i] = s
///                                      }
/// \endcode
/// A carry is a scalar where its carrier is the host, else an array over the
/// outer loops inside the carrier, allocated once before the loop; so are the
/// tables of windows.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_SHAREEMITTER_H
#define WINNOW_EMIT_SHAREEMITTER_H

#include "emit/CellRange.h"
#include "emit/WindowLayout.h"
#include "nest/LeastSize.h"
#include "nest/NestBuilder.h"
#include "nest/ReductionNest.h"
#include "share/Plan.h"

namespace llvm {
class TargetLibraryInfo;
class TargetTransformInfo;
} // namespace llvm

namespace winnow::emit {

/// Loops that a rewrite has been done in carry this metadata.
inline constexpr char DoneMarker[] = "winnow.done";

/// One reduction to rewrite. All jobs of a call have the same root loop, and
/// one that reverses its host shares that loop with no other.
struct Job {
  const nest::ReductionNest *Nest = nullptr;
  const share::Plan *Plan = nullptr;
  /// The rewritten loop runs from one of these on.
  nest::LeastSizes From{{}};
  /// One per node of the plan, by prepareJob(): the loops over its Domain. Null
  /// for those that run through none.
  std::vector<isl::ast_node> Loops;
  /// One per node, by prepareJob(): those of a carry's array.
  std::vector<llvm::SmallVector<CellRange, 2>> Cells;
  /// By prepareJob(): of each chain of windows.
  std::vector<WindowLayout> Windows;
};

/// Fills J.Loops, J.Cells and J.Windows, or says why \p J cannot be emitted.
/// The IR stays as it is. Cost: 2 to 10 ms for isl's AST generation.
std::optional<share::Refusal> prepareJob(Job &J, const nest::Analyses &A,
                                         const llvm::TargetLibraryInfo &TLI);

/// Rewrites. Every analysis of \p F is stale afterwards. \p MayOutline: the
/// module may get a function for the rewritten loop.
/// \return false where the copy did not verify: the original loop alone is
///         left then.
bool emitSharing(llvm::ArrayRef<Job> Jobs, llvm::Function &F,
                 const nest::Analyses &A, const llvm::TargetLibraryInfo &TLI,
                 const llvm::TargetTransformInfo &TTI, bool MayOutline);

} // namespace winnow::emit

#endif // WINNOW_EMIT_SHAREEMITTER_H
