// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The summed-area table of an image.

void summed_area_u32(const unsigned *restrict a, unsigned *restrict s, long n,
                     long m) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < m; ++j) {
      unsigned t = 0;
      for (long u = 0; u <= i; ++u)
        for (long v = 0; v <= j; ++v)
          t += a[u * m + v];
      s[i * m + j] = t;
    }
}

// Without re-association only the sum over the rows above can be kept.
void summed_area_f64(const double *restrict a, double *restrict s, long n,
                     long m) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < m; ++j) {
      double t = 0;
      for (long u = 0; u <= i; ++u)
        for (long v = 0; v <= j; ++v)
          t += a[u * m + v];
      s[i * m + j] = t;
    }
}
