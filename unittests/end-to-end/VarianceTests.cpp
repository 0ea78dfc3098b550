//===- VarianceTests.cpp - How accurate moved sums are --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares the variances that the plugin makes of variance.c with those in
/// long double, on data whose squares would cancel.
///
//===----------------------------------------------------------------------===//

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

extern "C" {
void o3_spread_f64(const double *, double *, long);
void o3_rolling_variance_f64(const double *, double *, long, long);
void o3_rolling_variance_f32(const float *, float *, long, long);
void o3_prefix_variance_f64(const double *, double *, long);
}

namespace {

template <class T>
std::vector<T> uniform(size_t Count, double Offset, unsigned Seed = 7) {
  std::mt19937 Random(Seed);
  std::vector<T> Data(Count);
  for (T &X : Data)
    X = T(Offset + double(Random()) / 4294967296.0);
  return Data;
}

/// The mean, as folded and rounded in \p Sum.
template <class Sum, class T> Sum mean(const T *Begin, const T *End) {
  Sum Total = 0;
  for (const T *X = Begin; X != End; ++X)
    Total += *X;
  return Total / Sum(End - Begin);
}

/// The mean of squares of [Begin, End) about \p Point.
template <class T>
double variance(const T *Begin, const T *End, long double Point) {
  long double Sum = 0;
  for (const T *X = Begin; X != End; ++X)
    Sum += (*X - Point) * (*X - Point);
  return double(Sum / static_cast<long double>(End - Begin));
}

template <class T> double variance(const T *Begin, const T *End) {
  return variance(Begin, End, mean<long double>(Begin, End));
}

/// About the mean that prefix_variance_f64 itself has.
double prefixVariance(const std::vector<double> &X, long I) {
  const double *End = X.data() + I + 1;
  return variance(X.data(), End, mean<double>(X.data(), End));
}

constexpr long N = 2000, W = 200;

// An offset of 10^9 leaves a naive sum of squares less x^2 no digit; the
// variance keeps nearly all, whatever the mean's own rounding.
TEST(Variance, RollingKeepsItsDigitsUnderAnOffset) {
  for (double Offset : {0.0, 1e3, -1e6, 1e9}) {
    std::vector<double> X = uniform<double>(N + W, Offset), Out(N);
    o3_rolling_variance_f64(X.data(), Out.data(), N, W);
    for (long I = 0; I < N; ++I) {
      double Right = variance(&X[size_t(I)], &X[size_t(I)] + W);
      ASSERT_NEAR(Out[size_t(I)], Right, 1e-12 * Right) << Offset << ' ' << I;
    }
  }
}

// The sums are kept in double: the answer has the rounding of a float.
TEST(Variance, RollingFloatsAreRoundedOnce) {
  std::vector<float> X = uniform<float>(N + W, 8), Out(N);
  o3_rolling_variance_f32(X.data(), Out.data(), N, W);
  for (long I = 0; I < N; ++I) {
    double Right = variance(&X[size_t(I)], &X[size_t(I)] + W);
    ASSERT_NEAR(Out[size_t(I)], Right, 4e-7 * Right) << I;
  }
}

TEST(Variance, PrefixKeepsItsDigitsUnderAnOffset) {
  for (double Offset : {0.0, 1e3, -1e6, 1e9}) {
    std::vector<double> X = uniform<double>(N, Offset), Out(N);
    o3_prefix_variance_f64(X.data(), Out.data(), N);
    for (long I = 1; I < N; ++I) {
      double Right = prefixVariance(X, I);
      ASSERT_NEAR(Out[size_t(I)], Right, 1e-11 * Right) << Offset << ' ' << I;
    }
  }
}

// The worst case that the bound names: the point is the only one far away.
TEST(Variance, PrefixAfterAnOutlierIsWithinItsBound) {
  std::vector<double> X = uniform<double>(N, 0), Out(N);
  X[0] = 1e6;
  o3_prefix_variance_f64(X.data(), Out.data(), N);
  for (long I = 1; I < N; ++I) {
    double Right = prefixVariance(X, I);
    ASSERT_NEAR(Out[size_t(I)], Right,
                double(I + 1) * double(I + 1) * std::ldexp(1, -51) * Right)
        << I;
  }
}

// A burst leaves no trace once it has left the window.
TEST(Variance, RollingForgetsABurst) {
  std::vector<double> X = uniform<double>(N + W, 0), Out(N);
  X[500] = 1e150;
  o3_rolling_variance_f64(X.data(), Out.data(), N, W);
  for (long I = 501; I < N; ++I) {
    double Right = variance(&X[size_t(I)], &X[size_t(I)] + W);
    ASSERT_NEAR(Out[size_t(I)], Right, 1e-12 * Right) << I;
  }
}

// A root of it must not fail.
TEST(Variance, IsNeverNegative) {
  for (double Value : {0.1, 1e17 / 3, -7e-9}) {
    std::vector<double> X(N + W, Value), Out(N);
    o3_rolling_variance_f64(X.data(), Out.data(), N, W);
    for (double V : Out)
      ASSERT_GE(V, 0.0);
    o3_prefix_variance_f64(X.data(), Out.data(), N);
    for (double V : Out)
      ASSERT_GE(V, 0.0);
  }
}

// Inf - Inf is no number, but the sum of (Inf - x)^2 is.
TEST(Variance, AnInfStaysWhatItIs) {
  std::vector<double> X = uniform<double>(100, 0), Out(100);
  X[7] = INFINITY;
  o3_spread_f64(X.data(), Out.data(), 100);
  for (size_t I = 0; I < 100; ++I)
    if (I == 7)
      EXPECT_TRUE(std::isnan(Out[I]));
    else
      EXPECT_EQ(Out[I], INFINITY) << I;
}

} // namespace
