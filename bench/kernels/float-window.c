// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FLAGS: -ffast-math

// Floating-point windows slide where flags allow it, by tables; or, where a call
// that may not return stands in their way, by subtraction under a guard that
// sums afresh what has lost its accuracy.

void moving_sum_f32(const float *restrict a, float *restrict out, long n,
                    long w) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

void moving_sum_f64(const double *restrict a, double *restrict out, long n,
                    long w) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

void moving_sum_called_f32(const float *restrict a, float *restrict out, long n,
                           long w, double (*f)(double)) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = (float)f(s);
  }
}

void moving_sum_called_f64(const double *restrict a, double *restrict out,
                           long n, long w, double (*f)(double)) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = f(s);
  }
}

// A sliding product of two series.
void moving_product_f32(const float *restrict a, const float *restrict b,
                        float *restrict out, long n, long w) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = i; j < i + w; ++j)
      s += a[j] * b[j];
    out[i] = s;
  }
}

void box_filter_f32(const float *restrict a, float *restrict out, long n,
                    long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      float s = 0;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u)
          s += a[(y + v) * (n + 2 * w) + x + u];
      out[y * n + x] = s;
    }
}

// A sum of floats and a sum of ints in one loop: only one needs the guard.
void moving_mixed(const float *restrict a, const int *restrict b,
                  float *restrict out, int *restrict count, long n, long w) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    int c = 0;
    for (long j = 0; j < w; ++j) {
      s += a[i + j];
      c += b[i + j];
    }
    out[i] = s;
    count[i] = c;
  }
}
