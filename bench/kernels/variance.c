// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FLAGS: -fassociative-math -fno-signed-zeros -fno-trapping-math

// Sums of squares and products about a point that each answer has for itself,
// mostly the mean that was computed just before.

void rolling_variance_f64(const double *restrict a, double *restrict out,
                          long n, long w) {
  for (long i = 0; i < n; ++i) {
    double m = 0;
    for (long j = 0; j < w; ++j)
      m += a[i + j];
    m /= (double)w;
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += (a[i + j] - m) * (a[i + j] - m);
    out[i] = s / (double)w;
  }
}

void rolling_variance_f32(const float *restrict a, float *restrict out, long n,
                          long w) {
  for (long i = 0; i < n; ++i) {
    float m = 0;
    for (long j = 0; j < w; ++j)
      m += a[i + j];
    m /= (float)w;
    float s = 0;
    for (long j = 0; j < w; ++j) {
      float d = m - a[i + j];
      s += d * d;
    }
    out[i] = s / (float)w;
  }
}

void prefix_variance_f64(const double *restrict a, double *restrict out,
                         long n) {
  for (long i = 0; i < n; ++i) {
    double m = 0;
    for (long j = 0; j <= i; ++j)
      m += a[j];
    m /= (double)(i + 1);
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += (a[j] - m) * (a[j] - m);
    out[i] = s / (double)(i + 1);
  }
}

// Each column by itself.
void column_variance_f64(const double *restrict a, double *restrict out,
                         long n, long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      double m = 0;
      for (long v = 0; v < w; ++v)
        m += a[(y + v) * (n + 2 * w) + x];
      m /= (double)w;
      double s = 0;
      for (long v = 0; v < w; ++v) {
        double d = a[(y + v) * (n + 2 * w) + x] - m;
        s += d * d;
      }
      out[y * n + x] = s / (double)w;
    }
}

// The local variance of an image.
void box_variance_f32(const float *restrict a, float *restrict out, long n,
                      long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      float m = 0, s = 0;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u)
          m += a[(y + v) * (n + 2 * w) + x + u];
      m /= (float)(w * w);
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u) {
          float d = a[(y + v) * (n + 2 * w) + x + u] - m;
          s += d * d;
        }
      out[y * n + x] = s / (float)(w * w);
    }
}

// How far all others are from each.
void spread_f64(const double *restrict a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < n; ++j)
      s += (a[j] - a[i]) * (a[j] - a[i]);
    out[i] = s;
  }
}

// Two sums in one loop, of which one has two means.
void rolling_regression_f64(const double *restrict a, const double *restrict b,
                            double *restrict out, double *restrict slope,
                            long n, long w) {
  for (long i = 0; i < n; ++i) {
    double p = 0, q = 0;
    for (long j = 0; j < w; ++j) {
      p += a[i + j];
      q += b[i + j];
    }
    p /= (double)w;
    q /= (double)w;
    double s = 0, t = 0;
    for (long j = 0; j < w; ++j) {
      s += (a[i + j] - p) * (q - b[i + j]);
      t += (a[i + j] - p) * (a[i + j] - p);
    }
    out[i] = s;
    slope[i] = t;
  }
}
