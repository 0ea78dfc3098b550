// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The inner sum is the same for every i: a normalisation with the total
// computed inside the loop.

void normalise_f64(const double *a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double total = 0;
    for (long j = 0; j < n; ++j)
      total += a[j] * a[j];
    out[i] = a[i] / total;
  }
}

void share_of_total_i32(const int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int total = 0;
    for (long j = 0; j < n; ++j)
      total += a[j];
    out[i] = total - a[i];
  }
}
