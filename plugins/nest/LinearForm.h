//===- LinearForm.h - Values as linear functions of the loops ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An integer or pointer as Base + sum of Coef[d] * (iteration of loop d),
/// where nothing changes inside the root loop. The arithmetic is modular, as
/// in the IR: a form is always exact, whatever wraps.
/// \code
///   for (i...) for (j...) use(&a[i*m + j]);
///   {{a,+,8*m}<i>,+,8}<j>   -->   Base a, Coef {8*m, 8}
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_LINEARFORM_H
#define WINNOW_NEST_LINEARFORM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace llvm {
class Loop;
class SCEV;
class ScalarEvolution;
} // namespace llvm

namespace winnow::nest {

struct LinearForm {
  /// Invariant in the root loop.
  const llvm::SCEV *Base = nullptr;
  /// One per dimension, invariant in the root loop, of the integer type that
  /// belongs to Base's type.
  llvm::SmallVector<const llvm::SCEV *, 4> Coef;
};

/// \param Dims  the loops of the dimensions, outermost (the root) first.
/// \return nothing where \p S depends on the loops in any other way.
std::optional<LinearForm> linearForm(const llvm::SCEV *S,
                                     llvm::ArrayRef<llvm::Loop *> Dims,
                                     llvm::ScalarEvolution &SE);

/// The coefficients split by what they are multiples of: for a[i*m+j] one row
/// {8,0} under m and one row {0,8} under 1 (the null key). Two points with the
/// same value in every row have the same value of the form; so the common
/// kernel of the rows is where the form does not change.
/// \return nothing where a coefficient is no integer combination of invariants.
struct Row {
  const llvm::SCEV *Of = nullptr;
  llvm::SmallVector<int64_t, 4> Coef;
};
using Rows = llvm::SmallVector<Row, 4>;
std::optional<Rows> rowsOf(const LinearForm &F);

/// \p S as an integer times something else; null for a plain integer.
std::optional<std::pair<int64_t, const llvm::SCEV *>>
multipleOf(const llvm::SCEV *S);

} // namespace winnow::nest

#endif // WINNOW_NEST_LINEARFORM_H
