//===- GuardTests.cpp - Floating-point windows stay accurate --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A window that slides must be as good as one that is summed afresh, whatever
/// has passed through it: by subtraction under a guard, where a call stands in
/// the way of tables, and without.
///
//===----------------------------------------------------------------------===//

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <vector>

extern "C" {
void o3_moving_sum_f32(const float *, float *, long, long);
void o3_moving_sum_f64(const double *, double *, long, long);
void o3_moving_sum_called_f32(const float *, float *, long, long,
                              double (*)(double));
void o3_moving_sum_called_f64(const double *, double *, long, long,
                              double (*)(double));
void o3_regrouped_window_f32(const float *, float *, long, long);
void o3_regrouped_window_f64(const double *, double *, long, long);
void o3_box_filter_f32(const float *, float *, long, long);
}

namespace {

constexpr long Width = 200, Windows = 2000;

double same(double X) { return X; }

void calledFloat(const float *A, float *Out, long N, long W) {
  o3_moving_sum_called_f32(A, Out, N, W, same);
}

void calledDouble(const double *A, double *Out, long N, long W) {
  o3_moving_sum_called_f64(A, Out, N, W, same);
}

/// 1, -1/2, 1/3, ... with \p Odd at every 700th place.
template <class T> std::vector<T> data(double Odd) {
  std::vector<T> A;
  for (long I = 0; I != Windows + Width; ++I)
    A.push_back(I % 700 == 350 ? T(Odd)
                               : T((I % 2 ? -1.0 : 1.0) / double(1 + I % 97)));
  return A;
}

template <class T>
void checkWindows(void (*Kernel)(const T *, T *, long, long), double Odd) {
  std::vector<T> A = data<T>(Odd), Sums(Windows);
  Kernel(A.data(), Sums.data(), Windows, Width);
  for (long I = 0; I != Windows; ++I) {
    long double Exact = 0, Magnitudes = 0;
    for (long J = I; J != I + Width; ++J) {
      Exact += A[J];
      Magnitudes += std::fabs((long double)A[J]);
    }
    if (!std::isfinite(Magnitudes)) {
      EXPECT_FALSE(std::isfinite(Sums[I])) << "window " << I;
      continue;
    }
    long double Bound = 4 * std::numeric_limits<T>::epsilon() * Magnitudes;
    ASSERT_LE(std::fabs(Exact - Sums[I]), Bound)
        << "window " << I << ", odd value " << Odd;
  }
}

const double Odds[] = {1,
                       1e8,
                       -1e16,
                       1e30,
                       std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()};

// What has left the window leaves no trace: no lost digits, no Inf, no NaN.
TEST(GuardTest, FloatWindow) {
  for (double Odd : Odds) {
    checkWindows<float>(o3_moving_sum_f32, Odd);
    checkWindows<float>(calledFloat, Odd);
  }
}

TEST(GuardTest, DoubleWindow) {
  for (double Odd : Odds) {
    checkWindows<double>(o3_moving_sum_f64, Odd);
    checkWindows<double>(calledDouble, Odd);
  }
  checkWindows<double>(o3_moving_sum_f64, 1e300);
  checkWindows<double>(calledDouble, 1e300);
}

// The same where nothing may be taken away at all.
TEST(GuardTest, RegroupedWindow) {
  for (double Odd : Odds) {
    checkWindows<float>(o3_regrouped_window_f32, Odd);
    checkWindows<double>(o3_regrouped_window_f64, Odd);
  }
}

// In two dimensions the rows that come and go are windows themselves.
TEST(GuardTest, Box) {
  const long N = 40, W = 12, Pitch = N + 2 * W;
  std::vector<float> A(Pitch * Pitch), Sums(N * N);
  for (long I = 0; I != Pitch * Pitch; ++I)
    A[I] = I % 601 == 300 ? 1e20f : 1.0f / float(1 + I % 13);
  o3_box_filter_f32(A.data(), Sums.data(), N, W);
  for (long Y = 0; Y != N; ++Y)
    for (long X = 0; X != N; ++X) {
      double Exact = 0;
      for (long V = 0; V != W; ++V)
        for (long U = 0; U != W; ++U)
          Exact += A[(Y + V) * Pitch + X + U];
      ASSERT_LE(std::fabs(Exact - Sums[Y * N + X]), 1e-6 * Exact)
          << Y << ", " << X;
    }
}

} // namespace
