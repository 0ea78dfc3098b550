// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The same prefix sum in the shapes that loops come in.

void guarded_f64(const double *restrict a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < n; ++j)
      if (j <= i)
        s += a[j];
    out[i] = s;
  }
}

void outer_descending_f64(const double *restrict a, double *restrict out,
                          long n) {
  for (long i = n - 1; i >= 0; --i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void both_descending_f64(const double *a, double *out, long n) {
  for (long i = n - 1; i >= 0; --i) {
    double s = 0;
    for (long j = n - 1; j >= i; --j)
      s += a[j];
    out[i] = s;
  }
}

void outer_strided_f64(const double *restrict a, double *restrict out, long n) {
  for (long i = 0; i < n; i += 3) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void read_strided_f32(const float *restrict a, float *restrict out, long n) {
  for (long i = 0; i < n / 2; ++i) {
    float s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[2 * j];
    out[i] = s;
  }
}

void pointer_bumped_f64(const double *restrict a, double *restrict out,
                        long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    const double *p = a;
    const double *end = a + i + 1;
    while (p != end)
      s += *p++;
    *out++ = s;
  }
}

void while_loop_i32(const int *a, int *out, int n) {
  int i = 0;
  while (i < n) {
    int s = 0, j = 0;
    while (j <= i) {
      s += a[j];
      j++;
    }
    out[i++] = s;
  }
}
