// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The accumulator is the output element itself.

void into_zeroed_f64(const double *restrict a, double *restrict s, long n) {
  for (long i = 0; i < n; ++i) {
    s[i] = 0;
    for (long j = 0; j <= i; ++j)
      s[i] += a[j];
  }
}

// Integer sums may start from what s holds already.
void into_existing_u32(const unsigned *restrict a, unsigned *restrict s,
                       long n) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j)
      s[i] += a[j];
}

// s may be a.
void into_existing_alias_u32(const unsigned *a, unsigned *s, long n) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j)
      s[i] += a[j];
}

// (s[i] + a[0]) + a[1] is no extension of (s[i-1] + a[0]).
void into_existing_f64(const double *restrict a, double *restrict s, long n) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j)
      s[i] += a[j];
}
