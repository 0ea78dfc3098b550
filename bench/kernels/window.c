// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integer sums that lose a term as well as gaining one: subtraction is exact.

void window_sum_i32(const int *restrict a, int *restrict out, long n, long w) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

void moving_average_i32(const int *restrict a, int *restrict out, long n,
                        long w) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s / (int)(w + 1);
  }
}

void leave_one_out_i32(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j < n; ++j)
      if (j != i)
        s += a[j];
    out[i] = s;
  }
}

// A window that moves and grows: terms enter on one side and leave on the
// other, where no iteration of the sum's own loop stands.
void widening_window_i32(const int *restrict a, const int *restrict b,
                         int *restrict out, long n) {
  for (long i = 0; i < n / 2; ++i) {
    int s = b[i];
    for (long j = 0; j < i; ++j)
      s += a[i + j] * b[i + j];
    out[i] = s;
  }
}
