// Of equal terms one is computed at a point of its own choice, which may lie
// outside of the loops: what its addresses need is expanded before them.
// RUN: %winnow_clang -O2 %s -o %t -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %clang -O0 %s -o %t.plain
// RUN: %t > %t.out
// RUN: %t.plain | diff - %t.out
#include <stdio.h>

// CHECK: shared a reduction
__attribute__((noinline)) static void
powers(const unsigned long *restrict a, unsigned long *restrict out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned long s = 1;
    for (size_t j = 0; j < i + 1; j++)
      for (size_t l = 0; l < i + 1; l++)
        if (i % 2)
          s *= a[l + 1];
    out[i] = s;
  }
}

// CHECK: shared a reduction
__attribute__((noinline)) static void
parities(const unsigned *restrict a, unsigned *restrict out, int n, int m) {
  for (int i = 0; i < n; i++) {
    unsigned s = 1;
    for (int j = 0; j < m; j++)
      for (int l = 0; l <= j; l++)
        s ^= a[3 * i + 1];
    out[i] = s;
  }
}

int main(void) {
  static unsigned long a[100], o[100];
  static unsigned b[300], p[100];
  for (int i = 0; i < 100; i++)
    a[i] = 2 * i * i + 1;
  for (int i = 0; i < 300; i++)
    b[i] = i * i;
  for (int n = 0; n < 99; n += 7) {
    powers(a, o, n);
    parities(b, p, n, n - 5);
    for (int i = 0; i < n; i++)
      printf("%lu %u\n", o[i], p[i]);
  }
}
