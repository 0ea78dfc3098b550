// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Something else happens in the outer loop.
#include <math.h>

// log may set errno, which no array can be.
void log_of_sum(const double *restrict a, double *restrict out, long n) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = log(s);
  }
}

// restrict: whatever f does, it does not touch a or out.
void call_restrict(const double *restrict a, double *restrict out, long n,
                   double (*f)(double)) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = f(s);
  }
}

// f may change a.
void call_unknown(const double *a, double *out, long n, double (*f)(double)) {
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j <= i; ++j)
      s += a[j];
    out[i] = f(s);
  }
}
