//===- Products.h - A body as a sum of products -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an iteration adds to sums, taken apart so that factors can be moved out
/// of the loops that do not change them:
/// \code
///   s += 3*a[i]*b[j] - c[j]         3 * a[i] * b[j]   and   -1 * c[j]
///   q += (x[i]-x[j])*(x[i]-x[j])    x[i]*x[i], -2*x[i]*x[j], x[j]*x[j]
/// \endcode
/// Integers form a ring modulo 2^w, so any product of sums is multiplied out,
/// also below a sign or zero extension whose operand cannot wrap. Products of
/// floating-point sums are left alone: x[i]-x[j] is small where its parts are
/// not.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_PRODUCTS_H
#define WINNOW_NEST_PRODUCTS_H

#include "nest/Guards.h"
#include "nest/NestBuilder.h"

namespace winnow::nest {

/// Fills Products, or leaves it empty where an accumulator is no sum, or where
/// a factor is computed under a condition. Accumulators and guards are known.
void findProducts(ReductionNest &N, const Analyses &A, const GuardView &View);

} // namespace winnow::nest

#endif // WINNOW_NEST_PRODUCTS_H
