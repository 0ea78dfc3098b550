// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Two accumulators in one inner loop: running mean and variance.

void running_moments(const double *restrict a, double *restrict mean,
                     double *restrict variance, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0, q = 0;
    for (long j = 0; j <= i; ++j) {
      s += a[j];
      q += a[j] * a[j];
    }
    double m = s / (double)(i + 1);
    mean[i] = m;
    variance[i] = q / (double)(i + 1) - m * m;
  }
}
