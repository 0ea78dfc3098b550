// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Nests whose terms are all different: there is nothing to share.

void triangular_matvec(const double *restrict l, const double *restrict x,
                       double *restrict y, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += l[i * n + j] * x[j];
    y[i] = s;
  }
}

void matmul(const double *restrict a, const double *restrict b,
            double *restrict c, long n) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j) {
      double s = 0;
      for (long k = 0; k < n; ++k)
        s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

void fir_filter(const float *restrict a, const float *restrict tap,
                float *restrict out, long n, long w) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = 0; j < w; ++j)
      s += tap[j] * a[i + j];
    out[i] = s;
  }
}

void pairwise_distance(const double *restrict x, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += x[i] > x[j] ? x[i] - x[j] : x[j] - x[i];
    out[i] = s;
  }
}

void inversions(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int c = 0;
    for (long j = 0; j < i; ++j)
      c += a[j] > a[i];
    out[i] = c;
  }
}
