// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Loop counters of every width and signedness.
#include <stddef.h>

void index_int(const float *a, float *out, int n) {
  for (int i = 0; i < n; ++i) {
    float s = 0;
    for (int j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void index_unsigned(const float *a, float *out, unsigned n) {
  for (unsigned i = 0; i < n; ++i) {
    float s = 0;
    for (unsigned j = 0; j <= i; ++j)
      s += a[j];
    out[i] = s;
  }
}

void index_size_t(const float *a, float *out, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    float s = 0;
    for (size_t j = 0; j < i; ++j)
      s += a[j];
    out[i] = s;
  }
}
