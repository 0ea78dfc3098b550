// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FLAGS: -fassociative-math -fno-signed-zeros -fno-trapping-math

// Floating-point windows that may be regrouped, but in which Inf and NaN count:
// nothing can be taken away.

void regrouped_window_f32(const float *restrict a, float *restrict out, long n,
                          long w) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

void regrouped_window_f64(const double *restrict a, double *restrict out,
                          long n, long w) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = s;
  }
}

void regrouped_box_f32(const float *restrict a, float *restrict out, long n,
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
