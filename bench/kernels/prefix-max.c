// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Running extremes, written as C programmers write them.
#include <math.h>

void prefix_max_ternary_f64(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double m = -INFINITY;
    for (long j = 0; j <= i; ++j)
      m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}

void prefix_max_fmax_f64(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double m = -INFINITY;
    for (long j = 0; j <= i; ++j)
      m = fmax(m, a[j]);
    out[i] = m;
  }
}

void prefix_min_if_f32(const float *a, float *out, long n) {
  for (long i = 0; i < n; ++i) {
    float m = INFINITY;
    for (long j = 0; j <= i; ++j)
      if (a[j] < m)
        m = a[j];
    out[i] = m;
  }
}

void prefix_min_i32(const int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int m = 2147483647;
    for (long j = 0; j <= i; ++j)
      m = m < a[j] ? m : a[j];
    out[i] = m;
  }
}

// The start value is an element of the array, the same one for every i.
void prefix_max_from_first(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int m = a[0];
    for (long j = 1; j <= i; ++j)
      m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}
