//===- Program.h - A random loop nest with a reduction ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One random C function, decided by a seed alone:
/// \code
///     void p7(double *a, double *b, double *restrict out, long n) {
///       for (long i = 0; i < n; ++i) {
///         double s = 0;
///         for (long j = 0; j <= i; ++j)
///           s += a[j] * b[j];
///         out[i] = s;
///       }
///     }
/// \endcode
/// Its loops have affine bounds, steps and guards; it folds with any operator,
/// into scalars or memory, and may read what it writes. It has no undefined
/// behaviour: every array is longer than any index, and signed numbers stay
/// small.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZ_PROGRAM_H
#define WINNOW_UNITTESTS_FUZZ_PROGRAM_H

#include "RandomStream.h"

#include <cstdint>
#include <string>

namespace winnow {

struct ElementType {
  const char *Name; ///< in C
  const char *Tag;  ///< in the names of the functions that fill and hash
  bool Float;
  bool Signed; ///< a signed integer
  unsigned Bits;
};

/// What the arrays hold at first.
enum class Contents {
  Fractions, ///< floating-point numbers that round; signed integers from -3 to
             ///< 3
  Specials,  ///< the same, with Inf and NaN among them
  Small      ///< integers from -8 to 8, also in floating point: sums are exact
};

/// A function and what its caller must know.
struct Program {
  uint64_t Seed;
  const char *Kind; ///< one word
  const ElementType *A, *B, *Out;
  std::string Text;      ///< the function's definition
  std::string IndexType; ///< of its parameters n and w
  const char *Extent;    ///< in C: elements that it may touch, from n
  std::string Sizes;     ///< in C: the values of n to run it with
  std::string Widths;    ///< those of w; empty where it has no such parameter
  Contents Inputs;
  bool MayAlias;     ///< out may overlap a
  bool OpenZeroSign; ///< the sign of a zero is left open
};

Program makeProgram(uint64_t Seed);

/// \name The kinds of programs.
/// @{
Program makeFold(uint64_t Seed);
Program makeProducts(uint64_t Seed);
Program makeWindow(uint64_t Seed);
Program makeDependent(uint64_t Seed);
Program makeFill(uint64_t Seed);
Program makeKeys(uint64_t Seed);
Program makeSparse(uint64_t Seed);
/// @}

} // namespace winnow

#endif // WINNOW_UNITTESTS_FUZZ_PROGRAM_H
