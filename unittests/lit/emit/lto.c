// A loop that the pre-link step has done is not done again at the link.
// RUN: %winnow_clang -O2 -flto -c %s -o %t.bc
// RUN: %opt -passes='lto<O2>' %t.bc -S -pass-remarks=winnow-share -o %t.ll 2>&1 | count 0
// RUN: FileCheck %s < %t.ll
// RUN: %winnow_clang -O2 -flto=thin -c %s -o %t.thin.bc -Rpass=winnow-share 2>&1 | FileCheck --check-prefix=THIN %s

// CHECK: !"winnow.done"
// THIN: shared a reduction
// THIN-NOT: shared a reduction
void prefix(const float *restrict a, float *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
