//===- Arithmetic.h - How the sums of a plan are computed -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The nodes of a plan say which values are added, multiplied and taken away;
/// this says in which arithmetic. A value is one or several IR values:
/// \code
///   plain     one per accumulator, of its type
///   guarded   float   sum (double)            largest  magnitudes
///             double  sum (double) + rest     largest  magnitudes
///   moved     see MovedArithmetic.h
/// \endcode
/// Guarded is for floating-point windows that slide by subtraction. The sum has
/// at least twice the precision of a term: double for float, and for double an
/// unevaluated sum of two (Ogita, Rump and Oishi, "Accurate Sum and Dot
/// Product", 2005). `magnitudes` is the sum of the terms' magnitudes now,
/// `largest` the largest that it has been since the sum was last computed
/// afresh; no partial sum since then was larger. Where largest > 2^20 *
/// magnitudes, or an Inf or NaN has come, the sum is computed afresh. So after
/// k slides the error is within k * 2^-53 * largest <= k * 2^-33 * magnitudes
/// for float, k^2 * 2^-86 * magnitudes for double, apart from the rounding of
/// the result. A window of windows multiplies that by the slides of the inner.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_ARITHMETIC_H
#define WINNOW_EMIT_ARITHMETIC_H

#include "nest/ReductionNest.h"
#include "llvm/IR/IRBuilder.h"
#include <memory>

namespace winnow::emit {

class Arithmetic {
public:
  using Values = llvm::SmallVector<llvm::Value *, 4>;

  virtual ~Arithmetic() = default;
  virtual llvm::SmallVector<llvm::Type *, 4> types() const = 0;
  virtual Values identity(llvm::IRBuilderBase &B) const = 0;
  virtual Values add(llvm::IRBuilderBase &B, const Values &L,
                     const Values &R) const = 0;
  /// \p What before \p To.
  virtual Values addInFront(llvm::IRBuilderBase &B, const Values &What,
                            const Values &To) const {
    return add(B, What, To);
  }
  virtual Values takeAway(llvm::IRBuilderBase &B, const Values &From,
                          const Values &What) const = 0;
  /// The product of \p Factors, of the accumulator's type, as a sum of one
  /// term; one where there are none.
  virtual Values term(llvm::IRBuilderBase &B,
                      llvm::ArrayRef<llvm::Value *> Factors) const = 0;
  virtual Values scale(llvm::IRBuilderBase &B, const Values &V,
                       llvm::ArrayRef<llvm::Value *> Factors) const = 0;
  /// i1: \p V, of which terms were taken away, is as good as computed afresh.
  /// Null where it always is.
  virtual llvm::Value *isAccurate(llvm::IRBuilderBase &B,
                                  const Values &V) const = 0;
  /// \p V in the accumulators' own types.
  virtual Values result(llvm::IRBuilderBase &B, const Values &V) const = 0;
};

/// \p Sums: all accumulators of a nest, or one of them.
std::unique_ptr<Arithmetic>
plainArithmetic(llvm::ArrayRef<nest::Accumulator> Sums);
/// \p Sum: float or double.
std::unique_ptr<Arithmetic> guardedArithmetic(const nest::Accumulator &Sum);

} // namespace winnow::emit

#endif // WINNOW_EMIT_ARITHMETIC_H
