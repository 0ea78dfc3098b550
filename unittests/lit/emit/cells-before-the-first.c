// A sum that is taken away is carried at points one step outside the loops: its
// cells must begin there. (The compiler's checks see each access; memory of
// the plugin's own that is too small shows in no result.)
// UNSUPPORTED: sanitized
// RUN: %winnow_clang -O3 -fsanitize=address %s -o %t -Rpass=winnow-share \
// RUN:   -mllvm -winnow-cost=always 2>&1 | FileCheck %s
// RUN: %clang -O1 -fsanitize=address %s -o %t.plain
// RUN: %t > %t.out
// RUN: %t.plain | diff - %t.out
#include <stdio.h>

// CHECK: shared a reduction: n^4 -> n^3
__attribute__((noinline)) static unsigned sums(const unsigned *restrict a,
                                               const unsigned *restrict b,
                                               int n) {
  unsigned s = 0, t = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i + 1; j++)
      for (int k = 0; k < j; k++)
        for (long l = i; l < n; l++) {
          s -= a[k * n + i] * b[i * n + l];
          t += a[l] * b[k];
        }
  return s + 3 * t;
}

int main(void) {
  static unsigned a[400], b[400];
  for (unsigned i = 0; i < 400; i++) {
    a[i] = i * i + 1;
    b[i] = 7 * i + 3;
  }
  for (int n = 0; n < 12; n++)
    printf("%u\n", sums(a, b, n));
}
