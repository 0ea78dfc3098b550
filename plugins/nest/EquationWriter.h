//===- EquationWriter.h - What was read, as isl sets and maps ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_EQUATIONWRITER_H
#define WINNOW_NEST_EQUATIONWRITER_H

#include "nest/Memory.h"
#include "nest/NestBuilder.h"
#include "nest/Terms.h"
#include <string>
#include <vector>

namespace winnow::nest {

/// Constraints in isl's syntax over the counters i0, i1, ... and the
/// parameters.
struct ConstraintTexts {
  /// Where the outer loops run; where in them the reduction does; its terms.
  std::vector<std::string> Outer, Host, Reduction;
};

/// What the parts of the reader found.
struct Findings {
  const TermSet &Terms;
  /// Of each factor of ReductionNest::Products.
  const std::vector<std::vector<TermSet>> &Factors;
  /// Of each of ReductionNest::Selectors.
  llvm::ArrayRef<TermSet> Keys;
  llvm::ArrayRef<ElementWrite> Writes;
  const ConstraintTexts &Constraints;
};

/// Fills N.Equation but for its algebra and its directions. Every parameter is
/// known by now. Refuses a sum that reads what it is still writing.
std::optional<Refusal> writeEquation(ReductionNest &N, const Findings &Found,
                                     const Analyses &A, AffineSpace &Space,
                                     isl::ctx Ctx);

} // namespace winnow::nest

#endif // WINNOW_NEST_EQUATIONWRITER_H
