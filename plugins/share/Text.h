//===- Text.h - Reductions as text, both ways -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text form of a system, for tests and for people; one equation a line,
/// `#` starts a comment:
///
/// \code
///   B[i] += A[j]        : 0 <= i < N and 0 <= j <= i
///   M[i] max= A[j]*C[k] : 0 <= i < N and 0 <= j <= i and 0 <= k < K
///   # dependent: the statement that stores what later answers read
///   A[i+1] = f(B[i])    : 0 <= i < N
///   # with a loop of its own: a buffer that every i fills again
///   D[k] = f(C[k])      : 0 <= i < N and 0 <= k < K
///   # `float` forbids regrouping, `reversible` lets the outer loops run back
///   float S[i] += A[j]  : 0 <= i < N and 0 <= j <= i
/// \endcode
///
/// Operators: += *= min= max= &= |= ^= and fold=. Names that begin with a
/// capital letter and carry no index are parameters, other names without index
/// are loop counters. The order of the loops is the order of first appearance:
/// left side, right side, then the constraints. Bodies are built from reads,
/// counters, integers, + - * and calls f(...); only what they read matters to
/// the engine. Constraints are comparison chains under and, or, not, exists,
/// with floor(e/2) and e mod 2.
///
/// `if` before the range says which terms count: those whose key, left of ==,
/// has the value that the answer asks for. What stands right of it is not
/// looked into and must not depend on the counters of the sum:
///
/// \code
///   Y[k,m] += A[i] if z[i] == m : 0 <= k < N and 0 <= m < M and 0 <= i < k
/// \endcode
///
/// All equations of a system stand in the same loops, in the order of the text.
/// One that stores into an array which a reduction reads, be it a statement or
/// another reduction, or the reduction itself, is a Write of that reduction and
/// must have its counters; others are loops of its own. So is a statement that
/// stores what such a statement reads. The value of one that reads an answer is
/// unknown. An answer exists wherever the constraints on its own counters hold;
/// where they leave it unbounded, wherever it has a term.
///
/// Words before an equation:
///   float       terms may not be regrouped
///   reassoc     with float: they may, but not be taken away again
///   finite      with float reassoc: they may be taken away, under a guard
///   reversible  the outer loops may run backwards
///   updating    each answer starts from what its cell holds
///   unordered   of a statement: its place in the iteration is not known
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_TEXT_H
#define WINNOW_SHARE_TEXT_H

#include "share/Plan.h"
#include "share/Reduction.h"

namespace winnow::share {

/// Reads a system. A malformed one is refused with name "BadSystem" and a
/// reason that begins with its place: "3:14: expected ']'".
Verdict<std::vector<Reduction>> parseSystem(isl::ctx Ctx,
                                            const std::string &Text);

/// The reduction in the syntax above, with canonical counters i0, i1, ...
/// where none are named.
std::string print(const Reduction &R);

/// The same with its writes, in their order, as lines that parseSystem() reads;
/// each begins with \p Indent.
std::string printSystem(const Reduction &R, const std::string &Indent = "");

/// The plan as a derivation: before, each step with its reason, after.
/// \code
///   Y[i] = Y[i-1] + A[j] : ...
///   N^2 -> N
/// \endcode
std::string print(const Reduction &R, const Plan &P);

} // namespace winnow::share

#endif // WINNOW_SHARE_TEXT_H
