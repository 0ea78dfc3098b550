// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Products whose factors do not change with all loops.

void scaled_total_i64(const long *restrict a, const long *restrict b,
                      long *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    long s = 0;
    for (long j = 0; j < n; ++j)
      s += a[i] * b[j];
    out[i] = s;
  }
}

// The product is widened, so its factors are.
long product_of_sums(const int *restrict a, const int *restrict b, long n) {
  long t = 0;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      t += (long)a[i] * b[j];
  return t;
}

double product_of_sums_f64(const double *restrict a, const double *restrict b,
                           long n) {
#pragma clang fp reassociate(on)
  double t = 0;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      t += a[i] * b[j];
  return t;
}

// The sum of all elements of a matrix product, as a checksum.
unsigned product_checksum(const unsigned *restrict a, const unsigned *restrict b,
                          long n) {
  unsigned t = 0;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      for (long k = 0; k < n; ++k)
        t += a[i * n + j] * b[j * n + k];
  return t;
}

// The row sums of a matrix product, without the product.
void product_row_sums(const unsigned *restrict a, const unsigned *restrict b,
                      unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j < n; ++j)
      for (long k = 0; k < n; ++k)
        s += a[i * n + k] * b[k * n + j];
    out[i] = s;
  }
}

void product_row_sums_f64(const double *restrict a, const double *restrict b,
                          double *restrict out, long n) {
#pragma clang fp reassociate(on)
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < n; ++j)
      for (long k = 0; k < n; ++k)
        s += a[i * n + k] * b[k * n + j];
    out[i] = s;
  }
}

// Example 1 of Gautam and Rajopadhye (2006).
void growing_product(const unsigned *restrict a, const unsigned *restrict b,
                     unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j <= i; ++j)
      for (long k = 0; k <= i; ++k)
        s += a[i * n + k] * b[k * n + j];
    out[i] = s;
  }
}

// Exercise of Colorado State University's course on it: j + k is a loop.
void diagonal_product(const unsigned *restrict a, const unsigned *restrict b,
                      unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j < i; ++j)
      for (long k = 0; k < i; ++k)
        s += a[i + j + k] * b[k * n + j];
    out[i] = s;
  }
}

// A prefix sum in a prefix sum.
void nested_prefix(const unsigned *restrict a, const unsigned *restrict b,
                   unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j <= i; ++j)
      for (long k = 0; k <= j; ++k)
        s += a[j] * b[k];
    out[i] = s;
  }
}

// Moments of all pairs.
long squared_differences(const int *restrict x, long n) {
  long t = 0;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < i; ++j)
      t += (long)(x[i] - x[j]) * (x[i] - x[j]);
  return t;
}

long squared_distances(const int *restrict x, const int *restrict y, long n) {
  long t = 0;
  for (long i = 0; i < n; ++i)
    for (long j = i + 1; j < n; ++j) {
      long dx = x[i] - x[j], dy = y[i] - y[j];
      t += dx * dx + dy * dy;
    }
  return t;
}

// Two sums in one loop that have nothing to do with each other.
void cross_moments(const unsigned *restrict a, const unsigned *restrict b,
                   unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0, q = 0;
    for (long j = 0; j <= i; ++j) {
      s += a[i] * b[j];
      q += b[i] * a[j] + 3 * b[j];
    }
    out[i] = s ^ q;
  }
}

void repeated_terms(const unsigned *restrict a, unsigned *restrict out,
                    long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j <= i; ++j)
      for (long k = 0; k < n; ++k)
        s += a[j];
    out[i] = s;
  }
}

// A minimum may leave repeated terms out, the sum beside it may not.
void repeated_minimum_and_sum(const unsigned *restrict a,
                              unsigned *restrict least, unsigned *restrict sum,
                              long n) {
  for (long i = 0; i < n; ++i) {
    unsigned m = 1000000, s = 0;
    for (long j = 0; j <= i; ++j)
      for (long k = 0; k <= i; ++k) {
        s += a[k];
        m = a[k] < m ? a[k] : m;
      }
    least[i] = m;
    sum[i] = s;
  }
}

// Which way the body goes is part of a factor's value.
void conditional_factor(const unsigned *restrict a, const unsigned *restrict b,
                        unsigned *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j <= i; ++j) {
      unsigned t = 3;
      if (b[j] & 1)
        t = a[j] / (b[j] | 1);
      s += t * b[i];
    }
    out[i] = s;
  }
}

// Here it changes with i as well, so that nothing is shared.
void conditional_factor_kept(const unsigned *restrict a,
                             const unsigned *restrict b, unsigned *restrict out,
                             long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j <= i; ++j) {
      unsigned t = 3;
      if (b[i - j] & 1)
        t = a[j] / (b[j] | 1);
      s += t * b[i];
    }
    out[i] = s;
  }
}

// The factor is no element of an array.
void scaled_by_opaque(const double *restrict a, const double *restrict b,
                      double *restrict out, long n) {
#pragma clang fp reassociate(on)
  for (long i = 0; i < n; ++i) {
    double f = a[i] + 1, s = 0;
    for (long j = 0; j <= i; ++j)
      s += f * b[j];
    out[i] = s;
  }
}
