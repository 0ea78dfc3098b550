// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Groups whose sums are kept in memory, where a condition keeps LLVM from
// promoting them.

void stored_groups_u32(const int *restrict z, const unsigned *restrict a,
                       unsigned *restrict out, long n, long m) {
  for (long k = 0; k < m; ++k)
    for (long i = 0; i < n; ++i)
      if (z[i] == k)
        out[k] += a[i];
}

void stored_from_zero_f64(const int *restrict z, const double *restrict a,
                          double *restrict out, long n, long m) {
  for (long k = 0; k < m; ++k) {
    out[k] = 0;
    for (long i = 0; i < n; ++i)
      if (z[i] == k)
        out[k] += a[i];
  }
}

void stored_pairs_u32(const unsigned char *restrict z,
                      const unsigned *restrict a, unsigned *restrict count,
                      unsigned *restrict bits, long n, long m) {
  for (long k = 0; k < m; ++k)
    for (long i = 0; i < n; ++i)
      if (z[i] == k) {
        count[k] -= 3;
        bits[k] |= a[i];
      }
}

// One cell for all groups.
void stored_total_i32(const int *restrict z, int *restrict out, long n) {
  for (long k = 0; k < n; ++k)
    for (long i = 0; i < n; ++i)
      if (z[i] == k)
        out[0] += 1;
}

// May lie on each other: they stay where they are.
void stored_aliased_i32(const int *z, const int *a, int *out, long n) {
  for (long k = 0; k < n; ++k)
    for (long i = 0; i < n; ++i)
      if (z[i] == k)
        out[k] += a[i] & 1;
}
