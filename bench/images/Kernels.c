// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Image filters as one writes them down: an h x w image of answers, each of a
// box of d x d pixels of an image whose rows are s pixels apart.

void box_sum_u8(const unsigned char *restrict in, int *restrict out, long h,
                long w, long s, long d) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      int sum = 0;
      for (long i = 0; i < d; i++)
        for (long j = 0; j < d; j++)
          sum += in[(y + i) * s + x + j];
      out[y * w + x] = sum;
    }
}

void blur_u8(const unsigned char *restrict in, unsigned char *restrict out,
             long h, long w, long s, long d) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      unsigned sum = 0;
      for (long i = 0; i < d; i++)
        for (long j = 0; j < d; j++)
          sum += in[(y + i) * s + x + j];
      out[y * w + x] = sum / (unsigned)(d * d);
    }
}

void blur_f32(const float *restrict in, float *restrict out, long h, long w,
              long s, long d) {
  const float scale = 1.0f / (float)(d * d);
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      float sum = 0;
      for (long i = 0; i < d; i++)
        for (long j = 0; j < d; j++)
          sum += in[(y + i) * s + x + j];
      out[y * w + x] = sum * scale;
    }
}

void dilate_u8(const unsigned char *restrict in, unsigned char *restrict out,
               long h, long w, long s, long d) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      unsigned char most = 0;
      for (long i = 0; i < d; i++)
        for (long j = 0; j < d; j++) {
          unsigned char v = in[(y + i) * s + x + j];
          most = v > most ? v : most;
        }
      out[y * w + x] = most;
    }
}

void dilate_f32(const float *restrict in, float *restrict out, long h, long w,
                long s, long d) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      float most = in[y * s + x];
      for (long i = 0; i < d; i++)
        for (long j = 0; j < d; j++) {
          float v = in[(y + i) * s + x + j];
          most = v > most ? v : most;
        }
      out[y * w + x] = most;
    }
}

void integral_u8(const unsigned char *restrict in, int *restrict out, long h,
                 long w) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      int sum = 0;
      for (long i = 0; i <= y; i++)
        for (long j = 0; j <= x; j++)
          sum += in[i * w + j];
      out[y * w + x] = sum;
    }
}

void integral_f32(const float *restrict in, double *restrict out, long h,
                  long w) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      double sum = 0;
      for (long i = 0; i <= y; i++)
        for (long j = 0; j <= x; j++)
          sum += in[i * w + j];
      out[y * w + x] = sum;
    }
}
