// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// out[i] = sum of a[k] over j + k <= i: a prefix of prefixes.

void triangle_sum_i32(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j <= i; ++j)
      for (long k = 0; k <= i - j; ++k)
        s += a[k];
    out[i] = s;
  }
}
