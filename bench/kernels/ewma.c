// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// An exponentially weighted moving average, recomputed from the start.

void ewma_f64(const double *x, double *out, long n, double d) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s = s * d + x[j];
    out[i] = s;
  }
}
