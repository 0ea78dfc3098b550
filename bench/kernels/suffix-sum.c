// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// out[i] = a[i] + ... + a[n-1]: each answer extends the one after it, so the
// shared form runs the outer loop backwards.

void suffix_sum_i32(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = i; j < n; ++j)
      s += a[j];
    out[i] = s;
  }
}

// Ascending j adds a[i] first: another order than the shared form's, which the
// pragma allows.
void suffix_sum_f64_pragma(const double *restrict a, double *restrict out,
                           long n) {
#pragma clang fp reassociate(on)
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = i; j < n; ++j)
      s += a[j];
    out[i] = s;
  }
}

// The same without leave to re-associate.
void suffix_sum_f64_strict(const double *restrict a, double *restrict out,
                           long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = i; j < n; ++j)
      s += a[j];
    out[i] = s;
  }
}

// Descending j adds a[i] last: the fold for i continues the fold for i+1.
void suffix_sum_f64_descending(const double *restrict a, double *restrict out,
                               long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = n - 1; j >= i; --j)
      s += a[j];
    out[i] = s;
  }
}
