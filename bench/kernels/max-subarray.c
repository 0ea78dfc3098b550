// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The largest sum of a[l..r], by trying every l and r.

int max_subarray_i32(const int *a, long n) {
  int best = 0;
  for (long l = 0; l < n; ++l)
    for (long r = l; r < n; ++r) {
      int s = 0;
      for (long k = l; k <= r; ++k)
        s += a[k];
      if (s > best)
        best = s;
    }
  return best;
}

double max_subarray_f64(const double *a, long n) {
  double best = 0;
  for (long l = 0; l < n; ++l)
    for (long r = l; r < n; ++r) {
      double s = 0;
      for (long k = l; k <= r; ++k)
        s += a[k];
      if (s > best)
        best = s;
    }
  return best;
}
