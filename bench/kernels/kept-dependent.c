// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Nests that read what they write in a way that no sum can be carried over.

void online_convolution(double *x, long n) {
  for (long i = 1; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < i; ++j)
      s += x[j] * x[i - 1 - j];
    x[i] = 0.125 * s + x[i];
  }
}

void nussinov(int *m, long n) {
  for (long i = n - 1; i >= 0; --i)
    for (long j = i + 1; j < n; ++j) {
      int best = m[i * n + j];
      for (long k = i; k < j; ++k) {
        int split = (m[i * n + k] >> 1) + (m[(k + 1) * n + j] >> 1);
        best = split > best ? split : best;
      }
      m[i * n + j] = best;
    }
}

void gauss_seidel(const double *restrict a, double *y, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < i; ++j)
      s += a[i * n + j] * y[j];
    y[i] = y[i] - 0.25 * s;
  }
}

// The first element of the input changes in every iteration.
void input_overwritten(double *a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
    a[0] = 0.5 * s;
  }
}
