// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Only some of the elements are summed or counted.

void positive_sum_f64(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      if (a[j] > 0)
        s += a[j];
    out[i] = s;
  }
}

void count_positive(const int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int c = 0;
    for (long j = 0; j <= i; ++j)
      c += a[j] > 0;
    out[i] = c;
  }
}
