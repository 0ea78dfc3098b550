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
__attribute__((noinline)) void sums(const unsigned long *restrict a,
                                    const unsigned long *restrict b,
                                    int *restrict out, int n) {
  unsigned s = 0;
  int t = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i + 1; j++)
      for (int k = 0; k < j; k++)
        for (long l = i; l < n; l++) {
          s = s - a[k * n + i] * b[i * n + l];
          t = t + a[l] * b[k];
        }
  out[0] = s + (long long)3 * t;
}

int main(void) {
  static unsigned long a[400], b[400];
  for (unsigned long i = 0; i < 400; i++) {
    a[i] = i * i + 1;
    b[i] = 7 * i + 3;
  }
  for (int n = 0; n < 12; n++) {
    int out;
    sums(a, b, &out, n);
    printf("%d\n", out);
  }
}
