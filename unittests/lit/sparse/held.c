// Sixteen columns stay a loop until they are in a register; a loop that was held
// in vain is given back to the unroller.
// RUN: %winnow_clang -O3 -march=znver4 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clang -O3 -march=znver4 -flto=thin -S -emit-llvm %s -o - | FileCheck --check-prefix=LTO %s

// CHECK-LABEL: @kept(
// CHECK: phi <16 x float>
// CHECK-NOT: winnow.sparse.held
// LTO-LABEL: @kept(
// LTO: phi <16 x float>
// LTO-NOT: winnow.sparse.held
void kept(long from, long to, const int *col, const float *val, const float *b,
          float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < 16; j++)
      c[j] += val[k] * b[col[k] * 16L + j];
}
