// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Rows and columns of a matrix, flattened by hand or as a variable-length
// array.

void row_prefix_flat(const double *restrict a, double *restrict out, int n,
                     int m) {
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < m; ++k) {
      double s = 0;
      for (int j = 0; j <= k; ++j)
        s += a[i * m + j];
      out[i * m + k] = s;
    }
}

void row_prefix_vla(int n, int m, double a[n][m], double out[n][m]) {
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < m; ++k) {
      double s = 0;
      for (int j = 0; j <= k; ++j)
        s += a[i][j];
      out[i][k] = s;
    }
}

void column_prefix_vla(long n, long m, float a[restrict n][m],
                       float out[restrict n][m]) {
  for (long i = 0; i < n; ++i)
    for (long k = 0; k < m; ++k) {
      float s = 0;
      for (long j = 0; j <= i; ++j)
        s += a[j][k];
      out[i][k] = s;
    }
}
