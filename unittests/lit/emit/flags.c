// Regrouped integer sums may wrap on the way: nsw goes. A fold that is carried
// on in order computes the same partial sums, so it may stay.
// RUN: %winnow_clang -O1 -fno-discard-value-names -fno-unroll-loops -S -emit-llvm %s -o - | FileCheck %s

void suffix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = i; j < n; j++)
      s += a[j];
    out[i] = s;
  }
}

void prefix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// CHECK-LABEL: define {{.*}} @suffix.winnow(
// CHECK: %[[CARRY:carry.*]] = phi i32
// CHECK: add i32 {{.*}}%[[CARRY]]
// CHECK-LABEL: define {{.*}} @prefix.winnow(
// CHECK: %[[CARRY:carry.*]] = phi i32
// CHECK: add nsw i32 {{.*}}%[[CARRY]]
