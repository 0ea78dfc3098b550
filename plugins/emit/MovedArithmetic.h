//===- MovedArithmetic.h - Sums about a point of their own ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The arithmetic of sums of (x - m)*(y - k) where m and k belong to the
/// answer. A value is, in double and for each accumulator,
/// \code
///   n   c   s = sum of x - c   q = sum of (x - c)^2            x is y, m is k
///   n   c   s   d   t = sum of y - d   q = sum of (x - c)*(y - d)
/// \endcode
/// where n is the number of terms, and c and d are one of them: the first that
/// the sum was given. So a large offset common to all terms is gone before
/// anything is squared. To move a sum, by x - c' = (x - c) + (c - c'):
/// \code
///   s' = s + n*(c - c')      q' = q + (d - d')*s + (c - c')*t'
/// \endcode
/// The answer is the sum moved to m and k. Since c is a term, (c - m)^2 is a
/// part of the answer where x is y, and q at most 2n + 2 times it: the error is
/// within about n^2 * 2^-51 of the answer, whatever the offset is, and usually
/// a few roundings, since q is rarely many times the answer.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_MOVEDARITHMETIC_H
#define WINNOW_EMIT_MOVEDARITHMETIC_H

#include "emit/Arithmetic.h"

namespace winnow::emit {

class MovedArithmetic : public Arithmetic {
public:
  MovedArithmetic(llvm::ArrayRef<nest::Accumulator> Sums,
                  llvm::ArrayRef<nest::DifferenceProduct> Bodies)
      : Sums(Sums), Bodies(Bodies) {}

  llvm::SmallVector<llvm::Type *, 4> types() const override;
  Values identity(llvm::IRBuilderBase &B) const override;
  Values add(llvm::IRBuilderBase &B, const Values &L,
             const Values &R) const override;
  /// The same sum: it is \p To whose point is kept.
  Values addInFront(llvm::IRBuilderBase &B, const Values &What,
                    const Values &To) const override {
    return add(B, To, What);
  }
  Values takeAway(llvm::IRBuilderBase &B, const Values &From,
                  const Values &What) const override;
  /// \p Factors: of each accumulator x, and y where it is another.
  Values term(llvm::IRBuilderBase &B,
              llvm::ArrayRef<llvm::Value *> Factors) const override;
  Values scale(llvm::IRBuilderBase &B, const Values &V,
               llvm::ArrayRef<llvm::Value *> Factors) const override;
  llvm::Value *isAccurate(llvm::IRBuilderBase &,
                          const Values &) const override {
    return nullptr;
  }
  Values result(llvm::IRBuilderBase &B, const Values &V) const override;

  /// \p V moved to \p Points, m and k of each accumulator, in the accumulators'
  /// types.
  Values movedTo(llvm::IRBuilderBase &B, const Values &V,
                 llvm::ArrayRef<llvm::Value *> Points) const;

private:
  /// The values of one accumulator.
  struct State {
    llvm::Value *Count;
    /// Of x; and of y, or again of x.
    llvm::Value *Point[2], *Linear[2];
    llvm::Value *Product;
  };
  llvm::SmallVector<State, 2> read(const Values &V) const;
  void append(Values &To, const State &S, bool Square) const;
  /// \p S about points that lie \p By before its own.
  static State moved(llvm::IRBuilderBase &B, const State &S,
                     const std::array<llvm::Value *, 2> &By);

  llvm::ArrayRef<nest::Accumulator> Sums;
  llvm::ArrayRef<nest::DifferenceProduct> Bodies;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_MOVEDARITHMETIC_H
