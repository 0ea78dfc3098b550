// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// FLAGS: -fassociative-math -fno-signed-zeros -fno-trapping-math
// A suffix sum in a file whose sums may be re-associated.

void suffix_sum_f64_flags(const double *restrict a, double *restrict out,
                          long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = i; j < n; ++j)
      s += a[j];
    out[i] = s;
  }
}
