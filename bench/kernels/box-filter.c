// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Windows in two and three dimensions: what enters and what leaves one is a row
// or a plane, which slides as well.

void box_filter_i32(const int *restrict a, int *restrict out, long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      int s = 0;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u)
          s += a[(y + v) * (n + 2 * w) + x + u];
      out[y * n + x] = s;
    }
}

void box_filter_u8(const unsigned char *restrict a, unsigned *restrict out,
                   long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      unsigned s = 0;
      for (long v = y; v < y + 2 * w; ++v)
        for (long u = x; u < x + w; ++u)
          s += a[v * (n + 2 * w) + u];
      out[y * n + x] = s;
    }
}

// The mean: a division by what only the call knows.
void box_average_u8(const unsigned char *restrict a,
                    unsigned char *restrict out, long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      unsigned s = 0;
      for (long v = y; v < y + w; ++v)
        for (long u = x; u < x + w; ++u)
          s += a[v * (n + 2 * w) + u];
      out[y * n + x] = s / (unsigned)(w * w + 1);
    }
}

void box_filter_3d_i32(const int *restrict a, int *restrict out, long n,
                       long w) {
  const long m = n + 2 * w;
  for (long z = 0; z < n; ++z)
    for (long y = 0; y < n; ++y)
      for (long x = 0; x < n; ++x) {
        int s = 0;
        for (long t = 0; t < w; ++t)
          for (long v = 0; v < w; ++v)
            for (long u = 0; u < w; ++u)
              s += a[((z + t) * m + y + v) * m + x + u];
        out[(z * n + y) * n + x] = s;
      }
}

// Sums of absolute differences, for each pixel and each disparity.
void stereo_sad_i32(const int *restrict left, const int *restrict right,
                    int *restrict cost, long n, long w) {
  const long m = n + 2 * w;
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x)
      for (long d = 0; d < w; ++d) {
        int s = 0;
        for (long v = 0; v < w; ++v)
          for (long u = 0; u < w; ++u) {
            int e = left[(y + v) * m + x + u + d] - right[(y + v) * m + x + u];
            s += e < 0 ? -e : e;
          }
        cost[(y * n + x) * w + d] = s;
      }
}

// A correlation of two series over a moving window.
void window_product_sum_i64(const int *restrict a, const int *restrict b,
                            long *restrict out, long n, long w) {
  for (long i = 0; i < n; ++i) {
    long s = 0;
    for (long j = i; j < i + w; ++j)
      s += (long)a[j] * b[j];
    out[i] = s;
  }
}
