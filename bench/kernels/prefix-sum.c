// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// out[i] = a[0] + ... + a[i], over the element types that programs use.

void prefix_sum_f64(const double *a, double *out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void prefix_sum_f32(const float *a, float *out, long n) {
  for (long i = 0; i < n; ++i) {
    float s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void prefix_sum_i32(const int *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void prefix_sum_i64(const long *a, long *out, long n) {
  for (long i = 0; i < n; ++i) {
    long s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

// The cumulative histogram of an image's bytes.
void prefix_sum_u8(const unsigned char *a, int *out, long n) {
  for (long i = 0; i < n; ++i) {
    int s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}
