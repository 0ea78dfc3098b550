// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// c[i][k] = a[0][k] + ... + a[i][k]: a prefix along the outer of two loops.

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
