// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Prefixes of operators other than + and max.

void prefix_product_u32(const unsigned *a, unsigned *out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned p = 1;
    for (long j = 0; j <= i; ++j)
      p *= a[j];
    out[i] = p;
  }
}

// The i-th power, by i multiplications.
void powers_u32(const unsigned *restrict a, unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned p = 1;
    for (long j = 0; j < i; ++j)
      p *= a[i];
    out[i] = p;
  }
}

// A survival curve: the chance that every step up to i went well.
void prefix_product_f64(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double p = 1;
    for (long j = 0; j <= i; ++j)
      p *= a[j];
    out[i] = p;
  }
}

void prefix_and(const unsigned *a, unsigned *out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned m = ~0u;
    for (long j = 0; j <= i; ++j)
      m &= a[j];
    out[i] = m;
  }
}

void prefix_or(const unsigned *a, unsigned *out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned m = 0;
    for (long j = 0; j <= i; ++j)
      m |= a[j];
    out[i] = m;
  }
}

void prefix_xor(const unsigned char *restrict a, unsigned char *restrict out,
                long n) {
  for (long i = 0; i < n; ++i) {
    unsigned char m = 0;
    for (long j = 0; j <= i; ++j)
      m ^= a[j];
    out[i] = m;
  }
}
