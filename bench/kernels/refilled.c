// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Buffers that every outer iteration fills again with the same values.

void refilled_weights_f64(const double *restrict a, double *restrict d,
                          double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    for (long k = 0; k < n; ++k)
      d[k] = 0.5 * a[k] + 0.25;
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += d[j] * a[j];
    out[i] = s;
  }
}

// One buffer is filled from another.
void refilled_chain_u32(const unsigned *restrict a, unsigned *restrict d,
                        unsigned *restrict e, unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    for (long k = 0; k < n; ++k)
      d[k] = a[k] ^ (a[k] >> 3);
    for (long k = 1; k < n; ++k)
      e[k] = d[k - 1] + a[0];
    unsigned s = 0;
    for (long j = i; j < n; ++j)
      s += e[j] * d[j];
    out[i] = s;
  }
}

// Each iteration fills it from what the one before has left.
void refilled_from_itself(const unsigned *restrict a, unsigned *restrict d,
                          unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    for (long k = 0; k < n; ++k)
      d[k] = d[k] * 3 + a[k];
    unsigned s = 0;
    for (long j = 0; j < n; ++j)
      s += d[j];
    out[i] = s;
  }
}
