// The rewritten loop has a function of its own, which knows of the arguments
// what the original knows; calls on few elements run the original alone. Inside
// function(...) of a pipeline no function may be added.
// RUN: %winnow_clang -O2 -fno-discard-value-names -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes=winnow-share -S %t.ll | grep 'define internal' | count 2
// RUN: %opt -passes='function(winnow-share)' -S %t.ll | not grep 'define internal'
// RUN: %opt -passes='cgscc(function(winnow-share),inline)' -S %t.ll | FileCheck %s --check-prefix=INSIDE
// INSIDE-COUNT-2: winnow.exit:

// CHECK-LABEL: define {{.*}} @prefix(
// CHECK: icmp
// CHECK: tail call void @prefix.winnow(
// CHECK-LABEL: define {{.*}} @windows(
// CHECK: tail call i1 @windows.winnow(
// CHECK: define internal {{.*}}void @prefix.winnow(
// CHECK-SAME: ptr noalias noundef readonly captures(none) %a
// CHECK-SAME: [[ATTRIBUTES:#[0-9]+]]
// CHECK: define internal {{.*}}i1 @windows.winnow(
// CHECK-SAME: ptr noalias noundef writeonly captures(none) %out
// CHECK: attributes [[ATTRIBUTES]] = {{.*}}noinline
void prefix(const int *restrict a, int *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    int s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

void windows(const int *restrict a, int *restrict out, long n, long w) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++) {
      int s = 0;
      for (long k = 0; k < w; k++)
        for (long l = 0; l < w; l++)
          s += a[(i + k) * (n + w) + j + l];
      out[i * n + j] = s;
    }
}
