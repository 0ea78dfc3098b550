// A function to which longjmp may come back is left alone.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck %s --allow-empty
// CHECK-NOT: remark
#include <setjmp.h>

jmp_buf Back;
void jumps(int n, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    if (!setjmp(Back))
      out[i] = s;
  }
}
