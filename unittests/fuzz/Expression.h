//===- Expression.h - Expressions that cannot overflow ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An expression of C with the largest value that it may have. Where an
/// operation could overflow a signed integer, or leave the integers that a
/// floating-point type holds exactly, an operand is converted to a larger type
/// first. So integers have no undefined behaviour, and sums of floating-point
/// numbers are the same in any order.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZ_EXPRESSION_H
#define WINNOW_UNITTESTS_FUZZ_EXPRESSION_H

#include "Program.h"

namespace winnow {

/// The types that C computes in. Of two operands the later one's is taken.
enum class Number { S32, U32, S64, U64, F32, F64 };

struct Expression {
  std::string Text; ///< in parentheses where another operator could tear it
  Number Type;
  double Max; ///< no magnitude is larger
};

bool isFloat(Number T);
bool isSigned(Number T); ///< a signed integer
const char *nameOf(Number T);
/// Up to this magnitude it holds all integers; no program comes near that of
/// double.
double limitOf(Number T);

/// \p Text of array type \p T, as its reader sees it.
Expression element(const ElementType &T, const std::string &Text);
/// Any value that is stored there reads as one that element() expects.
bool holdsAnything(const ElementType &T);

Expression constant(int Value);
Expression converted(const Expression &E, Number T);
/// \p Op is one of + - *
Expression combined(const Expression &L, char Op, const Expression &R);
Expression negated(const Expression &E);
/// |L - R|
Expression distance(const Expression &L, const Expression &R);

/// An element type of this tag: u8, s16, f32, ...
const ElementType &elementType(const std::string &Tag);

} // namespace winnow

#endif // WINNOW_UNITTESTS_FUZZ_EXPRESSION_H
