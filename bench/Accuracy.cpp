//===- Accuracy.cpp - The error of floating-point windows -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: winnow-accuracy
///
/// Prints how far moving sums are from the exact ones, as plain clang -O3
/// computes them and as the plugin does, under -ffast-math and where terms may
/// only be regrouped: the largest |error| / sum of magnitudes over all windows,
/// for data that is known to break running sums.
///
//===----------------------------------------------------------------------===//

#include "RandomStream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

extern "C" {
void base_moving_sum_f32(const float *, float *, long, long);
void base_moving_sum_f64(const double *, double *, long, long);
void o3_moving_sum_f32(const float *, float *, long, long);
void o3_moving_sum_f64(const double *, double *, long, long);
void base_regrouped_window_f32(const float *, float *, long, long);
void base_regrouped_window_f64(const double *, double *, long, long);
void o3_regrouped_window_f32(const float *, float *, long, long);
void o3_regrouped_window_f64(const double *, double *, long, long);
}

namespace {

struct DataSet {
  const char *Name;
  double Low, Burst;
  bool Special;
};

/// The data: numbers in [Low, 1), now and then a burst of large ones, a few Inf
/// and NaN.
template <class T> std::vector<T> make(const DataSet &D, long Length) {
  winnow::RandomStream R(1);
  std::vector<T> A;
  for (long I = 0; I != Length; ++I) {
    double V = D.Low + (1 - D.Low) * R.unit();
    if (D.Burst != 0 && I % 5000 < 20)
      V *= D.Burst;
    if (D.Special && I % 9000 == 4500)
      V = I % 18000 == 4500 ? std::numeric_limits<double>::infinity()
                            : std::numeric_limits<double>::quiet_NaN();
    A.push_back(T(V));
  }
  return A;
}

/// The largest relative error of \p Sums; infinite where a finite window has no
/// finite sum.
template <class T>
double worst(const std::vector<T> &A, const std::vector<T> &Sums, long W) {
  double Worst = 0;
  for (size_t I = 0; I != Sums.size(); ++I) {
    // Exact enough: 64 bits more than a double holds.
    __float128 Exact = 0, Magnitudes = 0;
    bool Finite = true;
    for (long J = 0; J != W; ++J) {
      Finite &= std::isfinite(A[I + J]);
      Exact += A[I + J];
      Magnitudes += std::fabs(A[I + J]);
    }
    if (!Finite || Magnitudes == 0)
      continue;
    __float128 Error = Exact - Sums[I];
    double Relative = std::fabs(double(Error / Magnitudes));
    if (!std::isfinite(Sums[I]))
      Relative = std::numeric_limits<double>::infinity();
    Worst = std::max(Worst, Relative);
  }
  return Worst;
}

template <class T>
void row(const DataSet &D, long W, const char *Type,
         void (*Base)(const T *, T *, long, long),
         void (*Winnow)(const T *, T *, long, long)) {
  const long N = 20000;
  std::vector<T> A = make<T>(D, N + W), X(N), Y(N);
  Base(A.data(), X.data(), N, W);
  Winnow(A.data(), Y.data(), N, W);
  std::printf("| %s | %ld | %s | %.1e | %.1e |\n", D.Name, W, Type,
              worst(A, X, W), worst(A, Y, W));
}

} // namespace

int main() {
  std::printf("| data | width | type | base | winnow |\n"
              "|---|--:|---|--:|--:|\n");
  const DataSet Sets[] = {
      {"U(0,1)", 0, 0, false},
      {"U(-1,1)", -1, 0, false},
      {"U(-1,1), bursts of 1e8", -1, 1e8, false},
      {"U(-1,1), bursts of 1e16", -1, 1e16, false},
      {"U(-1,1), bursts of 1e30", -1, 1e30, false},
      {"U(-1,1), Inf and NaN", -1, 0, true},
  };
  for (const DataSet &D : Sets)
    for (long W : {64, 256, 1024}) {
      row<float>(D, W, "float", base_moving_sum_f32, o3_moving_sum_f32);
      row<double>(D, W, "double", base_moving_sum_f64, o3_moving_sum_f64);
      row<float>(D, W, "float, regrouped", base_regrouped_window_f32,
                 o3_regrouped_window_f32);
      row<double>(D, W, "double, regrouped", base_regrouped_window_f64,
                  o3_regrouped_window_f64);
    }
  return 0;
}
