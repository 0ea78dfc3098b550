// With a strict floating-point environment nothing moves, and the remark says so.
// RUN: %winnow_clang -O2 -ffp-model=strict -c %s -o %t.o -Rpass=winnow-share -Rpass-missed=winnow-share 2>&1 | FileCheck %s

void prefix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK-NOT: shared a reduction
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: the function's floating-point environment is strict
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
