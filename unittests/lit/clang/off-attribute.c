// The attribute on a function leaves its loops alone, in its own body and
// where it is inlined, in each spelling and at each level.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %winnow_clang -O2 -std=c23 -DSPELLING='[[winnow::off]]' -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %winnow_clangxx -x c++ -O2 -DSPELLING='[[winnow::off]]' -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share -S -emit-llvm -o - 2>/dev/null | FileCheck --check-prefix=IR %s
// RUN: %winnow_clang -O2 -DSPELLING= -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck --check-prefix=ON %s
#ifndef SPELLING
#define SPELLING __attribute__((winnow_off))
#endif
#ifdef __cplusplus
#define restrict __restrict
#endif

// IR: define {{.*}}@left_alone({{.*}} #[[LEFT:[0-9]+]]
SPELLING void left_alone(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK-NOT: :[[#@LINE+2]]:{{.*}} shared a reduction
    // ON: :[[#@LINE+1]]:{{.*}} shared a reduction
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// CHECK-NOT: remark
void inlines(const int *restrict a, int *restrict out, int n) {
  left_alone(a, out, n);
}

// A function without it is rewritten.
void shared(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:{{.*}} shared a reduction
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// The pragma keeps the pass away in the same way.
void pragma(const int *restrict a, int *restrict out, int n, int c) {
  if (c)
#pragma winnow off
    for (int i = 0; i < n; i++) {
      int s = 0;
      // CHECK-NOT: remark
      // ON-NOT: :[[#@LINE+1]]:{{.*}} shared a reduction
      for (int j = 0; j <= i; j++)
        s += a[j];
      out[i] = s;
    }
}

// IR: attributes #[[LEFT]] = {{.*}} "winnow.off"
