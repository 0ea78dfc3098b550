// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Softmax as its formula says it: maximum and denominator for each element.

#include <math.h>

void softmax_f64(const double *restrict a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double m = a[0];
    for (long j = 1; j < n; ++j)
      m = a[j] > m ? a[j] : m;
    double s = 0;
    for (long j = 0; j < n; ++j)
      s += exp(a[j] - m);
    out[i] = exp(a[i] - m) / s;
  }
}

void softmax_rows_f32(const float *restrict a, float *restrict out, long n,
                      long m) {
  for (long r = 0; r < n; ++r)
    for (long i = 0; i < m; ++i) {
      float most = a[r * m];
      for (long j = 1; j < m; ++j)
        most = fmaxf(most, a[r * m + j]);
      float s = 0;
      for (long j = 0; j < m; ++j)
        s += expf(a[r * m + j] - most);
      out[r * m + i] = expf(a[r * m + i] - most) / s;
    }
}

// The maximum of what each element may see, and a denominator for all.
void softmax_masked_f64(const double *restrict a, const int *restrict z,
                        double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double m = 0;
    for (long j = 0; j < n; ++j)
      if (z[j] != 0)
        m = a[j] > m ? a[j] : m;
    double s = 0;
    for (long j = 0; j < n; ++j)
      if (z[j] != 0)
        s += exp(a[j] - m);
    out[i] = exp(a[i] - m) / (s + 1);
  }
}
