// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FLAGS: -fno-honor-nans -fno-signed-zeros

// Without NaN and the sign of zero, the order does not matter to a maximum.

void moving_max_f32(const float *restrict a, float *restrict out, long n,
                    long w) {
  for (long i = 0; i < n; ++i) {
    float m = -1e30f;
    for (long j = 0; j < w; ++j)
      m = a[i + j] > m ? a[i + j] : m;
    out[i] = m;
  }
}

void dilation_f32(const float *restrict a, float *restrict out, long n,
                  long w) {
  for (long y = 0; y < n; ++y)
    for (long x = 0; x < n; ++x) {
      float m = -1e30f;
      for (long v = 0; v < w; ++v)
        for (long u = 0; u < w; ++u) {
          float e = a[(y + v) * (n + 2 * w) + x + u];
          m = e > m ? e : m;
        }
      out[y * n + x] = m;
    }
}
