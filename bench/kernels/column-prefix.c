// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Prefixes along the outer of two loops: c[i][k] = a[0][k] + ... + a[i][k].

void column_prefix_f64(const double *restrict a, double *restrict c, long n,
                       long m) {
  for (long i = 0; i < n; ++i)
    for (long k = 0; k < m; ++k) {
      double s = 0;
      for (long j = 0; j <= i; ++j)
        s += a[j * m + k];
      c[i * m + k] = s;
    }
}

// The distance of a centre to all points so far. The centre is loaded before
// the sum, and the same in every row.
void prefix_distances_f64(const double *restrict a, const double *restrict w,
                          double *restrict c, long n, long m) {
  for (long i = 0; i < n; ++i)
    for (long k = 0; k < m; ++k) {
      double s = 0;
      for (long j = 0; j <= i; ++j)
        s += a[j] < w[k] ? w[k] - a[j] : a[j] - w[k];
      c[i * m + k] = s;
    }
}
