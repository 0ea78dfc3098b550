//===- Kernels.h - Arithmetic with the same result everywhere ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The few loops in which a prediction spends its time, for vectors of several
/// widths. They all give the same bits:
///
///   * a sum is one chain of additions in the order of Network.h: a vector
///     works on several sums, never on several terms of one;
///   * products are rounded before they are added, by machines that could do
///     both at once, too;
///   * exp and tanh are our own, made of additions, multiplications, divisions
///     and shifts, which IEEE 754 defines to the last bit.
///
/// Pointers are to Floats, and lengths multiples of Lanes, but for Rows.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_KERNELS_H
#define WINNOW_SERVE_KERNELS_H

#include <cstddef>
#include <vector>

namespace winnow::serve {

struct Kernels {
  /// "sse2", "avx2", "avx512".
  const char *Name;

  /// y[j] = start[j] + x[0] * M[0][j] + … + x[Rows-1] * M[Rows-1][j]. \p Y may
  /// be \p Start.
  void (*Multiply)(float *Y, const float *Start, const float *X, const float *M,
                   size_t Rows, size_t Columns);
  /// The gates of Network.h, four pieces of \p Size, and C0 into C and H. \p C
  /// may be \p C0.
  void (*Cell)(const float *Gates, const float *C0, float *C, float *H,
               size_t Size);
  /// y = max(y, 0)
  void (*Relu)(float *Y, size_t Size);
  /// y += x
  void (*Add)(float *Y, const float *X, size_t Size);
  /// y = max(y, x)
  void (*Maximum)(float *Y, const float *X, size_t Size);
  /// y = max(y, x + shift)
  void (*ShiftedMaximum)(float *Y, const float *X, const float *Shift,
                         size_t Size);
  /// y = exp(y), 1e-6 of it off at most, of what is within ±87.
  void (*Exponential)(float *Y, size_t Size);
  /// y = tanh(y), 1e-6 of it off at most.
  void (*Tangent)(float *Y, size_t Size);
};

/// Those that this machine can run, the slowest first.
std::vector<const Kernels *> availableKernels();
/// The last of them; looked up once.
const Kernels &bestKernels();

} // namespace winnow::serve

#endif // WINNOW_SERVE_KERNELS_H
