// Where the model cannot be asked, LLVM's tables decide, and the reason is told.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | FileCheck --check-prefix=CPU %s
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-cost-budget=0 -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | FileCheck --check-prefix=BUDGET %s
// With -winnow-cost=target nobody wanted another one.
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-cost=target -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | count 0
// A file that is no model is told of once, and the compile goes on.
// RUN: echo nothing > %t.wnw
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-model=%t.wnw -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck --check-prefix=DAMAGED %s
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-model=%t.none -c %s -o %t.o 2>&1 | FileCheck --check-prefix=NONE %s
// A model without a head for the CPU.
// RUN: %winnow_build/bin/winnow-random-model %t.one - haswell
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-model=%t.one -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | FileCheck --check-prefix=HEAD %s
// Nothing is read where nothing is asked.
// RUN: %winnow_clang -O2 -march=znver4 -mllvm -winnow-model=%t.none -DNO_NEST -c %s -o %t.o 2>&1 | count 0

#ifndef NO_NEST
void prefix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

void other(const float *restrict a, float *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
#endif

// CPU: LLVM's cost tables choose: shared from {{[0-9]+}} iterations on; the model does not know 'x86-64'
// BUDGET: LLVM's cost tables choose: {{.*}}; the budget for asking the model is spent
// DAMAGED: warning: winnow: {{.*}}.wnw: not a weight file; LLVM's cost tables decide instead
// DAMAGED-NOT: warning:
// DAMAGED: shared a reduction
// DAMAGED: shared a reduction
// NONE: warning: winnow: {{.*}}.none: No such file or directory; LLVM's cost tables decide instead
// NONE-NOT: warning:
// HEAD: LLVM's cost tables choose: {{.*}}; the model does not know 'znver4'
