// Asking changes nothing in the code that is compiled: where the model turns a
// rewrite down, the object is what plain clang makes; and twice the same.
// RUN: %clang -O3 -ffast-math -march=znver5 -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -c %s -o %t.asked.o -Rpass=winnow-share -Rpass-analysis=winnow-share 2> %t.err
// RUN: FileCheck %s < %t.err
// RUN: cmp %t.plain.o %t.asked.o
// Nor does it with debug information, and in the times of passes and -opt-bisect
// no pass of the copy is counted.
// RUN: %clang -O3 -ffast-math -march=znver5 -g -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -g -c %s -o %t.asked.o
// RUN: cmp %t.plain.o %t.asked.o
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -mllvm -opt-bisect-limit=-1 -c %s -o %t.o 2>&1 | grep -c 'BISECT: running pass' > %t.asked
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -mllvm -winnow-cost=never -mllvm -opt-bisect-limit=-1 -c %s -o %t.o 2>&1 | grep -c 'BISECT: running pass' > %t.never
// RUN: cmp %t.asked %t.never
// With a rewrite: the same twice.
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -DPREFIX -c %s -o %t.1.o
// RUN: %winnow_clang -O3 -ffast-math -march=znver5 -DPREFIX -c %s -o %t.2.o
// RUN: cmp %t.1.o %t.2.o

// CHECK-NOT: shared a reduction
// CHECK: the model of znver5 chooses: original
// CHECK-NOT: shared a reduction
#ifdef PREFIX
void prefix(const int *a, int *out, long n) {
  for (long i = 0; i < n; i++) {
    int s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
#else
// Slid under a guard, since the call may not return; that is dearer than the few
// terms of such a window.
void moving_sum(const double *restrict a, double *restrict out, long n,
                unsigned width, double (*f)(double)) {
  const long w = width & 15;
  for (long i = 0; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    out[i] = f(s);
  }
}
#endif
