// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Sums of those terms whose key an answer asks for: buckets in the place of
// guards.

// One pass for all keys. Keys that no answer asks for lie outside the buckets.
void group_by_f64(const int *restrict key, const double *restrict x,
                  double *restrict out, long n, long m) {
  for (long k = 0; k < m; ++k) {
    double s = 0;
    for (long i = 0; i < n; ++i)
      if (key[i] == k)
        s += x[i];
    out[k] = s;
  }
}

void group_by_max_u8(const unsigned char *restrict key, const int *restrict x,
                     int *restrict out, long n) {
  for (long k = 0; k < n; ++k) {
    int s = -5000;
    for (long i = 0; i < n; ++i)
      if (key[i] == k && x[i] > s)
        s = x[i];
    out[k] = s;
  }
}

// Keys below zero are keys like any others.
void histogram_i8(const signed char *key, int *out, long n) {
  for (long k = 0; k < n; ++k) {
    int s = 0;
    for (long i = 0; i < n; ++i)
      s += key[i] == k - n / 2;
    out[k] = s;
  }
}

// How often has this been seen before? Keys without a bucket are counted as in
// the source.
void seen_before_u32(const unsigned *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j < i; ++j)
      s += a[j] == a[i];
    out[i] = s;
  }
}

void seen_before_u64(const unsigned long *restrict a, long *restrict out,
                     long n) {
  for (long i = 0; i < n; ++i) {
    long s = 1;
    for (long j = 0; j < i; ++j)
      if (a[i] == a[j])
        s += j;
    out[i] = s;
  }
}

void seen_before_i16(const short *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    short own = a[i];
    for (long j = 0; j < n; ++j)
      s += j != i && a[j] == own;
    out[i] = s;
  }
}

// Pairs of keys.
void pairs_before_u32(const unsigned *restrict a, const unsigned char *restrict b,
                      int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned char own = b[i];
    int s = 0;
    for (long j = 0; j < i; ++j)
      s += (a[j] == a[i]) & (b[j] == own);
    out[i] = s;
  }
}

// A window of keys, as in a median filter.
void window_histogram_u8(const unsigned char *restrict a, int *restrict out,
                         long n, long w) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j] == a[i];
    out[i] = s;
  }
}

// The loop inside only asks: the buckets grow with the loop around it.
void growing_groups_i64(const int *restrict key, const long *restrict x,
                        long *restrict out, long n, long m) {
  for (long k = 0; k < n; ++k)
    for (long g = 0; g < m; ++g) {
      long s = 0;
      for (long i = 0; i < k; ++i)
        if (key[i] == g)
          s += x[i];
      out[k * m + g] = s * 3 + g;
    }
}

// Each key depends on how many there were before.
void dependent_keys_u32(unsigned *restrict z, long n) {
  for (long k = 0; k < n; ++k) {
    unsigned s = 0;
    for (long i = 0; i < k; ++i)
      s += z[i] == (unsigned)k % 7;
    z[k] = (s + (unsigned)k) % 5;
  }
}

// All but one without an inverse: what came last goes first.
void others_max_by_key(const int *restrict key, const int *restrict x,
                    int *restrict out, long n, long m) {
  for (long k = 0; k < n; ++k)
    for (long g = 0; g < m; ++g) {
      int s = -5000;
      for (long i = 0; i < n; ++i)
        if (i != k && key[i] == g)
          s = x[i] > s ? x[i] : s;
      out[k * m + g] = s;
    }
}

// What is read under the guard is read without it as well.
void others_xor_u32(unsigned *restrict z, const unsigned *restrict x, long n) {
  for (long k = 0; k < n; ++k) {
    unsigned s = 0;
    for (long i = 0; i < n; ++i)
      if (i != k && z[i] == (unsigned)k % 11)
        s ^= x[i];
    z[k] = (s ^ x[k]) & 15;
  }
}

// The terms change with a loop inside: buckets for each of its values.
void rows_by_group_u32(const unsigned char *restrict z,
                       const unsigned *restrict x, unsigned *restrict out,
                       long n, long m) {
  for (long k = 0; k < n; ++k)
    for (long g = 0; g < 4; ++g)
      for (long a = 0; a < m; ++a) {
        unsigned s = 0;
        for (long e = 0; e < n; ++e)
          s += z[e] == k + g ? x[e * m + a] : 0;
        out[k * m + a] += s;
      }
}

// What is read under the guard may be all that can be read.
void unreadable_otherwise(const int *restrict key, const int *restrict x,
                          int *restrict out, long n) {
  for (long k = 0; k < n; ++k) {
    int s = 0, own = key[k];
    for (long i = 0; i < k; ++i)
      if (key[i] == own)
        s += x[i];
    out[k] = s;
  }
}

// A key is stored into while others still ask for it.
void keys_overwritten(int *restrict z, int *restrict out, long n) {
  for (long k = 0; k < n; ++k) {
    int s = 0;
    for (long i = 0; i < n; ++i)
      s += z[i] == (int)k % 13;
    out[k] = s;
    z[(k * 7) % n] = s & 7;
  }
}

// Strict floating-point sums keep their order.
void others_strict_f64(const int *restrict key, const double *restrict x,
                       double *restrict out, long n, long m) {
  for (long k = 0; k < n; ++k)
    for (long g = 0; g < m; ++g) {
      double s = 0;
      for (long i = 0; i < n; ++i)
        if (i != k && key[i] == g)
          s += x[i];
      out[k * m + g] = s;
    }
}
