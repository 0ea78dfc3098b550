//===- Compare.h - The results of two builds of a kernel --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Decides whether two builds of a kernel gave the same answers. Any NaN equals
/// any NaN: LLVM leaves its payload and sign open.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_KERNELS_COMPARE_H
#define WINNOW_BENCH_KERNELS_COMPARE_H

#include "Arguments.h"

#include <string>

namespace winnow {

/// How equal the answers must be (see kernels.def).
enum class Exactness { Bits, ZeroSign, Near, NearProducts, NearSquares };

/// \p Scale: how far apart they may be, for Exactness::Near and NearProducts; as
/// a part of them for NearSquares.
template <class T> bool sameValue(T X, T Y, Exactness How, double Scale) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(X) || std::isnan(Y))
      return std::isnan(X) && std::isnan(Y);
    if (How != Exactness::Bits && X == Y)
      return true;
    if (How == Exactness::Near || How == Exactness::NearProducts)
      return std::fabs(double(X) - double(Y)) <= Scale;
    if (How == Exactness::NearSquares)
      return std::fabs(double(X) - double(Y)) <= Scale * std::fabs(double(X));
  }
  return std::memcmp(&X, &Y, sizeof(T)) == 0;
}

/// What the rounding of a sum of all elements can amount to, in any order: the
/// number of additions times the unit roundoff times the sum of magnitudes.
template <class T> double summationBound(const ArrayView &Inputs) {
  double Magnitudes = 0;
  const T *Data = static_cast<const T *>(Inputs.Data);
  for (size_t I = 0; I != Inputs.Length; ++I)
    Magnitudes += std::fabs(double(Data[I]));
  return Magnitudes * double(Inputs.Length) *
         double(std::numeric_limits<T>::epsilon());
}

/// The same for the terms a[i] * b[j] of the first two arrays: one rounding more
/// for each product.
class ProductBound {
public:
  template <class T> void add(const ArrayView &Inputs) {
    if (Arrays++ >= 2)
      return;
    double Epsilon = double(std::numeric_limits<T>::epsilon());
    Magnitudes *= 1 + summationBound<T>(Inputs) /
                          (double(Inputs.Length) * Epsilon + 1e-300);
    Roundings += double(Inputs.Length) + 1;
    UnitRoundoff = Epsilon;
  }
  double value() const { return Magnitudes * Roundings * UnitRoundoff; }

private:
  unsigned Arrays = 0;
  double Magnitudes = 1, Roundings = 0, UnitRoundoff = 0;
};

/// Runs both builds on equal arguments. Returns an empty string if the answers
/// are equal, else where they differ first.
template <class Result, class... P>
std::string difference(Result (*Base)(P...), Result (*Other)(P...),
                       const Case &C, Exactness How,
                       void (*BeforeEachRun)(void *) = nullptr) {
  Arguments<Result(P...)> Mine(C), Theirs(C);
  double Bound = 0;
  ProductBound Products;
  if (How == Exactness::Near || How == Exactness::NearProducts)
    Mine.compare(Theirs, [&](auto *Type, ArrayView In, ArrayView) {
      using T = std::remove_pointer_t<decltype(Type)>;
      Bound += 2 * summationBound<T>(In);
      Products.add<T>(In);
    });
  if (How == Exactness::NearProducts)
    Bound = Products.value();
  if (How == Exactness::NearSquares)
    Mine.compare(Theirs, [&](auto *Type, ArrayView In, ArrayView) {
      using T = std::remove_pointer_t<decltype(Type)>;
      if constexpr (std::is_floating_point_v<T>)
        Bound = double(In.Length + 1) * double(In.Length + 1) *
                double(std::numeric_limits<T>::epsilon());
    });

  std::string Found;
  auto Run = [&](Arguments<Result(P...)> &Args, Result (*Kernel)(P...)) {
    if (BeforeEachRun)
      BeforeEachRun(Args.firstArray());
    return Args.call(Kernel);
  };
  if constexpr (std::is_void_v<Result>) {
    Run(Mine, Base);
    Run(Theirs, Other);
  } else {
    Result X = Run(Mine, Base), Y = Run(Theirs, Other);
    if (!sameValue(X, Y, How, Bound))
      Found = "result: " + std::to_string(X) + " and " + std::to_string(Y);
  }

  unsigned Array = 0;
  Mine.compare(Theirs, [&](auto *Type, ArrayView M, ArrayView O) {
    using T = std::remove_pointer_t<decltype(Type)>;
    const T *X = static_cast<const T *>(M.Data);
    const T *Y = static_cast<const T *>(O.Data);
    for (size_t I = 0; I != M.Length && Found.empty(); ++I)
      if (!sameValue(X[I], Y[I], How, Bound))
        Found = "array " + std::to_string(Array) + ", element " +
                std::to_string(I) + ": " + std::to_string(X[I]) + " and " +
                std::to_string(Y[I]);
    ++Array;
  });
  return Found;
}

} // namespace winnow

#endif // WINNOW_BENCH_KERNELS_COMPARE_H
