// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// FLAGS: -ffp-model=strict
// The program may read the floating-point exceptions after any operation.

void strict_environment(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}
