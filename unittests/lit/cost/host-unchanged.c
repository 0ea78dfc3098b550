// Asking changes nothing in the code that is compiled: where the model turns a
// rewrite down, the object is what plain clang makes; and twice the same.
// RUN: %clang -O3 -march=znver4 -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -march=znver4 -c %s -o %t.asked.o -Rpass=winnow-share -Rpass-analysis=winnow-share 2> %t.err
// RUN: FileCheck %s < %t.err
// RUN: cmp %t.plain.o %t.asked.o
// Nor does it with debug information, and in the times of passes and -opt-bisect
// no pass of the copy is counted.
// RUN: %clang -O3 -march=znver4 -g -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -march=znver4 -g -c %s -o %t.asked.o
// RUN: cmp %t.plain.o %t.asked.o
// RUN: %winnow_clang -O3 -march=znver4 -mllvm -opt-bisect-limit=-1 -c %s -o %t.o 2>&1 | grep -c 'BISECT: running pass' > %t.asked
// RUN: %winnow_clang -O3 -march=znver4 -mllvm -winnow-cost=never -mllvm -opt-bisect-limit=-1 -c %s -o %t.o 2>&1 | grep -c 'BISECT: running pass' > %t.never
// RUN: cmp %t.asked %t.never
// With a rewrite: the same twice.
// RUN: %winnow_clang -O3 -march=znver4 -DLONG -c %s -o %t.1.o
// RUN: %winnow_clang -O3 -march=znver4 -DLONG -c %s -o %t.2.o
// RUN: cmp %t.1.o %t.2.o

// CHECK-NOT: shared a reduction
// CHECK: the model of znver4 chooses: original
// CHECK-NOT: shared a reduction
#ifdef LONG
#define N n
#else
#define N 8
#endif

void growing_max(const int *restrict a, int *restrict out, long n) {
#pragma clang loop unroll(disable)
  for (long i = 0; i < N; ++i) {
    int m = -2147483647 - 1;
#pragma clang loop unroll(disable)
    for (long j = i; j <= 2 * i; ++j)
      m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}
