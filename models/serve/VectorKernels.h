//===- VectorKernels.h - Kernels for vectors of one width -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Included by one file for each width, which is compiled for machines that
/// have such vectors. Everything has internal linkage, and nothing of the
/// standard library is used: what the linker may take from any file must not
/// come from one that only some machines can run.
///
/// The order of operations is as written: -ffp-contract=off, no -ffast-math.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_VECTORKERNELS_H
#define WINNOW_SERVE_VECTORKERNELS_H

#include "serve/Kernels.h"
#include <cstdint>

namespace winnow::serve {
namespace {

/// \p Width floats at a time.
template <size_t Width> struct VectorKernels {
  typedef float Vector __attribute__((vector_size(Width * 4)));
  typedef int32_t Integers __attribute__((vector_size(Width * 4)));

  static Vector load(const float *From) {
    Vector V;
    __builtin_memcpy(&V, From, sizeof(V));
    return V;
  }
  static void store(float *To, Vector V) {
    __builtin_memcpy(To, &V, sizeof(V));
  }
  /// The difference keeps the sign of a zero.
  static Vector all(float Value) { return Value - Vector{}; }
  static Integers bits(Vector V) { return Integers(V); }
  static Vector larger(Vector A, Vector B) { return A > B ? A : B; }

  /// x = n ln 2 + r with a whole n: exp(x) = 2^n exp(r), and a polynomial of
  /// Cephes's expf for exp(r).
  static Vector exponential(Vector X) {
    X = X > 87.0F ? all(87.0F) : X;
    X = X > -87.0F ? X : all(-87.0F);
    // Adding 1.5 * 2^23 rounds to a whole number, in the low bits.
    constexpr float Rounder = 12582912.0F;
    Vector Rounded = X * 1.44269504F + Rounder;
    Vector N = Rounded - Rounder;
    Vector R = X - N * 0.693359375F;
    R = R + N * 2.12194440e-4F;
    Vector P = all(1.9875691500e-4F);
    P = P * R + 1.3981999507e-3F;
    P = P * R + 8.3334519073e-3F;
    P = P * R + 4.1665795894e-2F;
    P = P * R + 1.6666665459e-1F;
    P = P * R + 5.0000001201e-1F;
    P = P * (R * R) + R + 1.0F;
    Integers Power = bits(Rounded) - bits(all(Rounder));
    return Vector(bits(P) + (Power << 23));
  }

  static Vector sigmoid(Vector X) { return 1.0F / (1.0F + exponential(-X)); }

  /// Near 0 a polynomial of Cephes's tanhf, for 1 - 2 / (e + 1) would cancel.
  static Vector tangent(Vector X) {
    Integers Sign = bits(X) & bits(all(-0.0F));
    Vector Size = Vector(bits(X) & ~bits(all(-0.0F)));
    Vector Far = 1.0F - 2.0F / (exponential(Size + Size) + 1.0F);
    Vector Z = X * X;
    Vector P = all(-5.70498872745e-3F);
    P = P * Z + 2.06390887954e-2F;
    P = P * Z - 5.37397155531e-2F;
    P = P * Z + 1.33314422036e-1F;
    P = P * Z - 3.33332819422e-1F;
    Vector Near = P * Z * X + X;
    return Size < 0.625F ? Near : Vector(bits(Far) | Sign);
  }

  /// \p Vectors sums side by side hide the time that an addition takes.
  template <size_t Vectors>
  static void multiplyColumns(float *Y, const float *Start, const float *X,
                              const float *M, size_t Rows, size_t Columns) {
    Vector Sum[Vectors];
    for (size_t V = 0; V < Vectors; ++V)
      Sum[V] = load(Start + V * Width);
    for (size_t Row = 0; Row < Rows; ++Row, M += Columns) {
      Vector One = all(X[Row]);
      for (size_t V = 0; V < Vectors; ++V)
        Sum[V] = Sum[V] + One * load(M + V * Width);
    }
    for (size_t V = 0; V < Vectors; ++V)
      store(Y + V * Width, Sum[V]);
  }

  static void multiply(float *Y, const float *Start, const float *X,
                       const float *M, size_t Rows, size_t Columns) {
    size_t Column = 0;
    for (; Column + 8 * Width <= Columns; Column += 8 * Width)
      multiplyColumns<8>(Y + Column, Start + Column, X, M + Column, Rows,
                         Columns);
    for (; Column + 4 * Width <= Columns; Column += 4 * Width)
      multiplyColumns<4>(Y + Column, Start + Column, X, M + Column, Rows,
                         Columns);
    for (; Column < Columns; Column += Width)
      multiplyColumns<1>(Y + Column, Start + Column, X, M + Column, Rows,
                         Columns);
  }

  static void cell(const float *Gates, const float *C0, float *C, float *H,
                   size_t Size) {
    for (size_t I = 0; I < Size; I += Width) {
      Vector In = sigmoid(load(Gates + I));
      Vector Forget = sigmoid(load(Gates + Size + I));
      Vector New = tangent(load(Gates + 2 * Size + I));
      Vector Out = sigmoid(load(Gates + 3 * Size + I));
      Vector Kept = Forget * load(C0 + I) + In * New;
      store(C + I, Kept);
      store(H + I, Out * tangent(Kept));
    }
  }

  static void relu(float *Y, size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, larger(load(Y + I), Vector{}));
  }

  static void add(float *Y, const float *X, size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, load(Y + I) + load(X + I));
  }

  static void maximum(float *Y, const float *X, size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, larger(load(Y + I), load(X + I)));
  }

  static void shiftedMaximum(float *Y, const float *X, const float *Shift,
                             size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, larger(load(Y + I), load(X + I) + load(Shift + I)));
  }

  static void exponentials(float *Y, size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, exponential(load(Y + I)));
  }

  static void tangents(float *Y, size_t Size) {
    for (size_t I = 0; I < Size; I += Width)
      store(Y + I, tangent(load(Y + I)));
  }

  static constexpr Kernels table(const char *Name) {
    return {Name,    multiply,       cell,         relu,    add,
            maximum, shiftedMaximum, exponentials, tangents};
  }
};

} // namespace
} // namespace winnow::serve

#endif // WINNOW_SERVE_VECTORKERNELS_H
