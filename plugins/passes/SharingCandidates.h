//===- SharingCandidates.h - Reductions and their plans ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the pass rewrites and its printers print: every reduction of a
/// function, as seen from the outer loop that shares best, with the plan or
/// the reason why there is none.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SHARINGCANDIDATES_H
#define WINNOW_PASSES_SHARINGCANDIDATES_H

#include "nest/NestBuilder.h"
#include "share/IslContext.h"
#include "share/Plan.h"
#include "llvm/IR/PassManager.h"
#include <memory>

namespace winnow {

struct SharingCandidate {
  SharingCandidate() = default;
  SharingCandidate(SharingCandidate &&) = default;
  /// Would free the isl context before the objects in it.
  SharingCandidate &operator=(SharingCandidate &&) = delete;

  llvm::Loop *Top = nullptr;
  /// Owns every isl object of the nest and the plan.
  std::unique_ptr<share::IslContext> Isl;
  /// Nothing where the loops could not be read.
  std::optional<nest::ReductionNest> Nest;
  std::optional<share::Plan> Plan;
  /// Set where Plan is not, or where the nest has an obstacle.
  share::Refusal Refusal;

  bool isShareable() const { return Plan && !Nest->Obstacle; }
};

/// Brings the nests that may hold a reduction into simplified and LCSSA form,
/// as the loop passes that follow would. Most functions have none and are not
/// touched.
/// \return what is left to do: nothing, or the analyses that are still good.
struct Canonical {
  bool HasCandidates = false;
  llvm::PreservedAnalyses Preserved = llvm::PreservedAnalyses::all();
};
Canonical canonicalize(llvm::Function &F, llvm::FunctionAnalysisManager &AM);

/// Every candidate of \p F, which must be canonical, that nothing turned off
/// and no rewrite touched; or those inside \p Nest, an outermost loop.
std::vector<SharingCandidate> findSharing(llvm::Function &F,
                                          llvm::FunctionAnalysisManager &AM,
                                          const llvm::Loop *Nest = nullptr);

/// The candidate of \p Top as seen from \p Root.
SharingCandidate analyseFrom(llvm::Loop &Root, llvm::Loop &Top,
                             const nest::Analyses &A);

/// The analyses that reading loops takes.
nest::Analyses analysesOf(llvm::Function &F, llvm::FunctionAnalysisManager &AM);

} // namespace winnow

#endif // WINNOW_PASSES_SHARINGCANDIDATES_H
