// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The Chinese restaurant process: each guest sits down at a table with a
// probability that grows with the number of guests there, or at a new one.
// Tables are numbered as they are opened.

static double uniform(unsigned *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * 0x1p-24;
}

void restaurant(int *restrict table, long n) {
  unsigned seed = 1;
  for (long k = 0; k < n; ++k) {
    double drawn = uniform(&seed) * (k + 2.0), total = 0;
    int pick = 0;
    for (long t = 0; t <= k; ++t) {
      long guests = 0;
      for (long i = 0; i < k; ++i)
        guests += table[i] == t;
      total += guests > 0 ? guests : 2.0;
      // The first empty table is the new one.
      pick += total <= drawn && guests > 0;
    }
    table[k] = pick;
  }
}
