// An answer without terms keeps its start, although equal terms of the others
// are computed once; and a factor may be what a loop beside the sum has left.
// RUN: %winnow_clang -O2 -mllvm -winnow-cost=always %s -o %t -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %clang -O0 %s -o %t.plain
// RUN: %t > %t.out
// RUN: %t.plain | diff - %t.out
#include <stdio.h>

// CHECK: shared a reduction
__attribute__((noinline)) static void
odd(const unsigned *a, unsigned *out, long n) {
  for (long i = 0; i < n; i++) {
    unsigned s = 0;
    for (long j = 0; j < i + 1; j++)
      for (long l = 0; l < i + 1; l++)
        if (i % 2)
          s ^= a[j];
    out[i] = s;
  }
}

// CHECK: shared a reduction
__attribute__((noinline)) static void
even(const unsigned *a, unsigned *out, long n) {
  for (long i = 0; i < n; i++) {
    unsigned s = 0;
    for (long j = 0; j < i + 1; j++)
      for (long l = 0; l < i + 1; l++)
        if (i % 2 == 0)
          s ^= a[j];
    out[i] = s;
  }
}

// CHECK: shared a reduction
__attribute__((noinline)) static unsigned
largest(const unsigned *restrict a, const unsigned *restrict b, int n, int w) {
  unsigned s = 0;
  for (int i = 0; i < n; i++) {
    unsigned f = a[0];
    for (int q = 0; q < n; q++)
      f = f < a[q] ? a[q] : f;
    for (int j = 0; j <= i; j++)
      for (int k = 0; k < w; k++)
        s += f * (a[k + j] * b[i]);
  }
  return s;
}

int main(void) {
  static unsigned a[99], b[99], o[99], p[99];
  for (unsigned i = 0; i < 99; i++) {
    a[i] = i * i * 2654435761u >> 20;
    b[i] = 3 * i + 1;
  }
  for (int n = 0; n < 60; n += 7) {
    odd(a, o, n);
    even(a, p, n);
    for (int i = 0; i < n; i++)
      printf("%u %u\n", o[i], p[i]);
    printf("%u\n", largest(a, b, n, 5));
  }
}
