// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Each element depends on the sum of all the elements before it: the Chinese
// restaurant process, renewal equations.

void renewal_f64(double *b, const double *restrict rate, long n) {
  for (long i = 1; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < i; ++j)
      s += b[j];
    b[i] = 0.25 * s + rate[i];
  }
}

void renewal_u32(unsigned *b, long n) {
  for (long i = 1; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j < i; ++j)
      s += b[j];
    b[i] = (s ^ (s >> 3)) + 1;
  }
}

// The largest element so far decides the next one.
void record_f64(double *b, long n) {
  for (long i = 1; i < n; ++i) {
    double m = 0;
    for (long j = 0; j < i; ++j)
      m = b[j] > m ? b[j] : m;
    b[i] = b[i] + 0.5 * m;
  }
}
