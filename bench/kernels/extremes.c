// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Windows whose operator takes nothing away: no sum slides, and still the work
// is linear.

void moving_max_i32(const int *restrict a, int *restrict out, long n, long w) {
  for (long i = 0; i < n; ++i) {
    int m = -2000;
    for (long j = 0; j < w; ++j)
      m = a[i + j] > m ? a[i + j] : m;
    out[i] = m;
  }
}

void moving_min_u8(const unsigned char *restrict a, unsigned char *restrict out,
                   long n, long w) {
  for (long i = 0; i < n; ++i) {
    unsigned char m = 255;
    for (long j = i; j < i + w; ++j)
      m = a[j] < m ? a[j] : m;
    out[i] = m;
  }
}

void moving_or_u32(const unsigned *restrict a, unsigned *restrict out, long n,
                   long w) {
  for (long i = 0; i < n; ++i) {
    unsigned m = 0;
    for (long j = 0; j < w; ++j)
      m |= a[i + j];
    out[i] = m;
  }
}

// Two windows in one loop, neither of which can be slid.
void moving_range_i32(const int *restrict a, int *restrict least,
                      int *restrict most, long n, long w) {
  for (long i = 0; i < n; ++i) {
    int l = 2000, m = -2000;
    for (long j = 0; j < w; ++j) {
      l = a[i + j] < l ? a[i + j] : l;
      m = a[i + j] > m ? a[i + j] : m;
    }
    least[i] = l;
    most[i] = m;
  }
}

void moving_product_u32(const unsigned *restrict a, unsigned *restrict out,
                        long n, long w) {
  for (long i = 0; i < n; ++i) {
    unsigned m = 1;
    for (long j = 0; j < w; ++j)
      m *= a[i + j] | 1;
    out[i] = m;
  }
}

// Both ends move, but not together: of [i, 2i] no part can be a fixed width.
void growing_max_i32(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n / 2; ++i) {
    int m = -2000;
    for (long j = i; j <= 2 * i; ++j)
      m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}

// All but one: what comes before it, and what comes behind.
void others_max_i32(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    int m = -2000;
    for (long j = 0; j < n; ++j)
      if (j != i)
        m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}

void others_product_u32(const unsigned *restrict a, unsigned *restrict out,
                        long n) {
  for (long i = 0; i < n; ++i) {
    unsigned m = 1;
    for (long j = 0; j < n; ++j)
      if (j != i)
        m *= a[j];
    out[i] = m;
  }
}

// The window ends at the element that the same loop has just stored.
void dependent_window_max_i32(int *restrict s, const int *restrict a, long n,
                              long w) {
  for (long i = w; i < n + w; ++i) {
    int m = -1000;
    for (long j = i - w; j < i; ++j)
      m = s[j] > m ? s[j] : m;
    s[i] = (m + a[i]) / 2;
  }
}

void dilation_u8(const unsigned char *restrict a, unsigned char *restrict out,
                 long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      unsigned char m = 0;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u) {
          unsigned char e = a[(y + v) * (n + 2 * w) + x + u];
          m = e > m ? e : m;
        }
      out[y * n + x] = m;
    }
}

// Only across the rows: each row of the result is one of whole rows.
void column_min_i32(const int *restrict a, int *restrict out, long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      int m = 2000;
      for (long v = 0; v < w; ++v) {
        int e = a[(y + v) * (n + 2 * w) + x];
        m = e < m ? e : m;
      }
      out[y * n + x] = m;
    }
}

// Windows that overlap in part.
void pooling_max_i32(const int *restrict a, int *restrict out, long n, long w) {
  for (long y = 0; y < n / 2; ++y)
    for (long x = 0; x < n / 2; ++x) {
      int m = -2000;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u) {
          int e = a[(2 * y + v) * (n + 2 * w) + 2 * x + u];
          m = e > m ? e : m;
        }
      out[y * n + x] = m;
    }
}

void dilation_3d_i32(const int *restrict a, int *restrict out, long n, long w) {
  const long m = n + 2 * w;
  for (long z = 0; z < n; ++z)
    for (long y = 0; y < n; ++y)
      for (long x = 0; x < n; ++x) {
        int s = -2000;
        for (long t = 0; t < w; ++t)
          for (long v = 0; v < w; ++v)
            for (long u = 0; u < w; ++u) {
              int e = a[((z + t) * m + y + v) * m + x + u];
              s = e > s ? e : s;
            }
        out[(z * n + y) * n + x] = s;
      }
}
