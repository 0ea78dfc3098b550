// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Nests that share in principle, and whose meaning forbids it.

void volatile_input(const volatile int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void atomic_input(const int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j <= i; ++j)
      s += __atomic_load_n(&a[j], __ATOMIC_SEQ_CST);
    out[i] = s;
  }
}

void early_exit(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j) {
      if (a[j] > 0.75 + 0.001 * (double)i)
        break;
      s += a[j];
    }
    out[i] = s;
  }
}

// A sliding window of floats needs a subtraction, which rounds.
void window_sum_f64(const double *restrict a, double *restrict out, long n,
                    long w) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

// So short a window is cheaper as it stands.
void window_of_four(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i + 4 <= n; ++i) {
    int s = 0;
    for (long j = 0; j < 4; ++j)
      s += a[i + j];
    out[i] = s;
  }
}
