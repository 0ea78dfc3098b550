// A function that is to be small keeps its one version.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -gline-tables-only -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: sed 's/^attributes #0 = {/& minsize/' %t.ll | %opt -passes=winnow-share -disable-output -pass-remarks=winnow-share -pass-remarks-missed=winnow-share 2>&1 | FileCheck %s

void prefix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK-NOT: shared a reduction
    // CHECK: :[[#@LINE+1]]:5: reduction not shared: two versions of the loop would be larger than one
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
