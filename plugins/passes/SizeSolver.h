//===- SizeSolver.h - Values that make loops so long -----------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How long loops are is said by parameters, and these are made of values of
/// the function; here values are found for which the parameters are what is
/// wanted:
/// \code
///   (end - begin) / 8 = 20    -->   begin = A,  end = A + 160
///   max(n + w, w + 1) = 28,  w = 8    -->   n = 20
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_SIZESOLVER_H
#define WINNOW_PASSES_SIZESOLVER_H

#include "cost/Comparison.h"
#include "nest/Affine.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include <vector>

namespace winnow {

/// Keeps what it needs of ScalarEvolution; the function must stay.
class SizeSolver {
public:
  explicit SizeSolver(llvm::ArrayRef<nest::Parameter> Parameters);

  /// As far as there are such values: a parameter that cannot be solved for is
  /// left out. \p Wanted: by parameter.
  cost::Versions::Pins solve(llvm::ArrayRef<int64_t> Wanted) const;

private:
  /// A SCEV, kept.
  struct Term {
    llvm::SCEVTypes Kind = llvm::scConstant;
    int64_t Constant = 0;
    const llvm::Value *Leaf = nullptr;
    std::vector<Term> Operands;
  };
  using Values = llvm::SmallMapVector<const llvm::Value *, int64_t, 8>;

  static Term read(const llvm::SCEV *S);
  static void collectLeaves(const llvm::Value &V,
                            llvm::SmallVectorImpl<const llvm::Value *> &Into,
                            unsigned Depth);
  static void collectLeaves(const Term &T,
                            llvm::SmallVectorImpl<const llvm::Value *> &Into);
  static std::optional<double> evaluate(const Term &T, const Values &At);
  /// Gives \p Leaf the value for which \p T is \p Wanted; false where T does
  /// not grow with it.
  static bool solveFor(const Term &T, const llvm::Value *Leaf, int64_t Wanted,
                       Values &At);

  std::vector<Term> Terms;
  /// By term: values that are not computed from others.
  std::vector<llvm::SmallVector<const llvm::Value *, 4>> Leaves;
};

} // namespace winnow

#endif // WINNOW_PASSES_SIZESOLVER_H
