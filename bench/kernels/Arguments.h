//===- Arguments.h - Arguments for a kernel, from its type ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes the arguments of a kernel from the types of its parameters:
///
///     const T *, const std::vector<T> &    an input array
///     T *, std::vector<T> &                an array that is read and written
///     integer                              the first is n, the second m or w
///     double                               a decay of 0.9375
///     double (*)(double)                   a function that the caller names
///
/// Two sets made from the same Case hold the same values, so that two builds of
/// a kernel can be run on them and compared:
/// \code
///     Arguments<void(const double *, double *, long)> Base(C), Other(C);
///     Base.call(base_prefix_sum_f64);
///     Other.call(winnow_prefix_sum_f64);
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_KERNELS_ARGUMENTS_H
#define WINNOW_BENCH_KERNELS_ARGUMENTS_H

#include "Memory.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace winnow {

/// How long the arrays of a kernel are: n, n + w, n * m, n * n, (n + 2w)^2 or
/// (n + 2w)^3.
enum class Shape { Line, Window, Grid, Square, Image, Volume };

/// What the arrays hold. Signed integers stay small in all of them, because
/// their sums must not overflow.
enum class Values {
  Small,  ///< floats in [-1, 1), integers in [-1000, 1000]
  Few,    ///< the same floats, integers in [0, 8): keys that meet
  Wide,   ///< floats of magnitude 2^-30 to 2^30, all unsigned integers
  Special ///< one float in eight is Inf, NaN, -0.0 or a denormal
};

/// Where the second and later arrays of the first one's type lie.
enum class Overlap { None, Same, OneAbove, OneBelow };

struct Case {
  long N = 0;
  long Second = 0;
  Shape Extent = Shape::Line;
  Values Kind = Values::Small;
  Overlap Lie = Overlap::None;
  Fence Side = Fence::Before;
  unsigned Seed = 0;
  double (*Callback)(double) = nullptr;

  size_t length() const {
    switch (Extent) {
    case Shape::Line:
      return size_t(N);
    case Shape::Window:
      return size_t(N + Second);
    case Shape::Grid:
      return size_t(N * Second);
    case Shape::Square:
      return size_t(N * N);
    case Shape::Image:
      return size_t((N + 2 * Second) * (N + 2 * Second));
    case Shape::Volume:
      return size_t((N + 2 * Second) * (N + 2 * Second) * (N + 2 * Second));
    }
    return 0;
  }
};

/// One array as bytes, for comparisons that do not know its type.
struct ArrayView {
  const void *Data;
  size_t Length;
};

namespace detail {

template <class T> T drawValue(std::mt19937 &Random, Values Kind) {
  const uint32_t Bits = uint32_t(Random());
  if constexpr (std::is_integral_v<T>) {
    if (Kind == Values::Few)
      return T(Bits % 8);
    if (std::is_unsigned_v<T> && Kind != Values::Small)
      return T(Bits);
    return std::is_unsigned_v<T> ? T(Bits % 1000) : T(int(Bits % 2001) - 1000);
  } else {
    const T Unit = T(int32_t(Bits)) / T(2147483648.0);
    if (Kind == Values::Small || Kind == Values::Few)
      return Unit;
    const uint32_t More = uint32_t(Random());
    if (Kind == Values::Special && More % 8 == 0) {
      const T Specials[] = {std::numeric_limits<T>::infinity(),
                            -std::numeric_limits<T>::infinity(),
                            std::numeric_limits<T>::quiet_NaN(),
                            T(-0.0),
                            T(0.0),
                            std::numeric_limits<T>::denorm_min(),
                            -std::numeric_limits<T>::denorm_min()};
      return Specials[(More >> 3) % 7];
    }
    return std::ldexp(Unit, int((More >> 8) % 61) - 30);
  }
}

/// Hands out the parts of a case from the first parameter to the last.
struct Builder {
  const Case &C;
  std::mt19937 Random{C.Seed};
  unsigned Integers = 0;
  void *FirstArray = nullptr;
  size_t FirstElementBytes = 0;

  explicit Builder(const Case &C) : C(C) {}
  long nextInteger() { return Integers++ == 0 ? C.N : C.Second; }
};

template <class P, class = void> struct Holder;

template <class P> struct Holder<P, std::enable_if_t<std::is_integral_v<P>>> {
  P Value;
  explicit Holder(Builder &B) : Value(P(B.nextInteger())) {}
  P get() { return Value; }
  ArrayView view() const { return {nullptr, 0}; }
};

template <> struct Holder<double> {
  explicit Holder(Builder &) {}
  double get() { return 0.9375; }
  ArrayView view() const { return {nullptr, 0}; }
};

template <> struct Holder<double (*)(double)> {
  double (*Function)(double);
  explicit Holder(Builder &B) : Function(B.C.Callback) {}
  auto get() { return Function; }
  ArrayView view() const { return {nullptr, 0}; }
};

template <class P>
struct Holder<P *, std::enable_if_t<!std::is_function_v<P>>> {
  using T = std::remove_cv_t<P>;
  GuardedMemory Memory;
  T *Data;
  size_t Length;

  explicit Holder(Builder &B)
      : Memory(wanted(B) * sizeof(T), B.C.Side), Length(wanted(B)) {
    Data = static_cast<T *>(Memory.data());
    for (size_t I = 0; I != Length; ++I)
      Data[I] = drawValue<T>(B.Random, B.C.Kind);
    if (!B.FirstArray) {
      // The others may lie one element above or below.
      Data += B.C.Lie == Overlap::OneBelow;
      B.FirstArray = Data;
      B.FirstElementBytes = sizeof(T);
    } else if (B.C.Lie != Overlap::None && B.FirstElementBytes == sizeof(T)) {
      const long Offset = B.C.Lie == Overlap::OneAbove   ? 1
                          : B.C.Lie == Overlap::OneBelow ? -1
                                                         : 0;
      Data = static_cast<T *>(B.FirstArray) + Offset;
      Length = 0; // The first array's view covers it.
    }
  }
  P *get() { return Data; }
  ArrayView view() const { return {Memory.data(), Length}; }

private:
  static size_t wanted(const Builder &B) {
    return B.C.length() +
           (B.C.Lie == Overlap::OneAbove || B.C.Lie == Overlap::OneBelow);
  }
};

template <class P> struct Holder<P &> {
  std::remove_const_t<P> Vector;
  explicit Holder(Builder &B) : Vector(B.C.length()) {
    for (auto &X : Vector)
      X = drawValue<std::decay_t<decltype(X)>>(B.Random, B.C.Kind);
  }
  P &get() { return Vector; }
  ArrayView view() const { return {Vector.data(), Vector.size()}; }
};

template <class P> struct ElementOf {
  using Type = void;
};
template <class P> struct ElementOf<P *> {
  using Type = std::remove_cv_t<P>;
};
template <class T> struct ElementOf<const std::vector<T> &> {
  using Type = T;
};
template <class T> struct ElementOf<std::vector<T> &> {
  using Type = T;
};

} // namespace detail

template <class Signature> class Arguments;

template <class Result, class... P> class Arguments<Result(P...)> {
public:
  explicit Arguments(const Case &C) : Arguments(detail::Builder(C)) {}

  Result call(Result (*Kernel)(P...)) {
    return std::apply([&](auto &...H) { return Kernel(H.get()...); }, Held);
  }

  /// The first array, or null if there is none.
  void *firstArray() const { return First; }

  /// Calls \p Visit(static_cast<T *>(nullptr), Mine, Theirs) for each array.
  template <class Visitor>
  void compare(const Arguments &Other, Visitor Visit) const {
    compareAll(Other, Visit, std::index_sequence_for<P...>());
  }

private:
  explicit Arguments(detail::Builder &&B)
      : Held{detail::Holder<P>(B)...}, First(B.FirstArray) {}

  template <class Visitor, size_t... I>
  void compareAll(const Arguments &Other, Visitor &Visit,
                  std::index_sequence<I...>) const {
    (compareOne<typename detail::ElementOf<P>::Type, I>(Other, Visit), ...);
  }

  template <class T, size_t I, class Visitor>
  void compareOne(const Arguments &Other, Visitor &Visit) const {
    if constexpr (std::is_arithmetic_v<T>)
      Visit(static_cast<T *>(nullptr), std::get<I>(Held).view(),
            std::get<I>(Other.Held).view());
  }

  std::tuple<detail::Holder<P>...> Held;
  void *First;
};

} // namespace winnow

#endif // WINNOW_BENCH_KERNELS_ARGUMENTS_H
