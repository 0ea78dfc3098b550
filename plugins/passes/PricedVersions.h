//===- PricedVersions.h - Both versions of a reduction, to be priced -*- C++
//-*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What winnow-share shows to the cost model: in a copy of the function the
/// candidate is found again and rewritten, and both loops become functions.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_PRICEDVERSIONS_H
#define WINNOW_PASSES_PRICEDVERSIONS_H

#include "cost/Chooser.h"
#include "passes/SharingCandidates.h"

namespace winnow {

/// Where a candidate stands, as far as it is the same in a copy: the places of
/// its loops' headers in the function.
struct CandidatePlace {
  unsigned Root = 0, Top = 0;

  explicit CandidatePlace(const SharingCandidate &C);
  /// Tells candidates of one function apart.
  std::string tag() const;
};

/// Makes both versions of the candidate at \p Place in \p Copy.
llvm::Expected<cost::Versions> makeVersions(llvm::Function &Copy,
                                            llvm::FunctionAnalysisManager &AM,
                                            CandidatePlace Place);

} // namespace winnow

#endif // WINNOW_PASSES_PRICEDVERSIONS_H
