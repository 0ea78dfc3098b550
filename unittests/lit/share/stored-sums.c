// A sum in memory under a guard that selects becomes one in a register, whose
// cell is read and written only where something was added.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s
// RUN: %opt -passes='print<winnow-share>' -S %t.ll 2>/dev/null | FileCheck --check-prefix=IR %s

// CHECK-LABEL: function groups:
// CHECK: = bucket of z[i1]
// CHECK: m*n -> m
// IR-LABEL: @groups(
// IR: [[ANY:%any[0-9]*]] = icmp ne i64
// IR-NEXT: br i1 [[ANY]]
// IR: [[HELD:%held[0-9]*]] = load i32
// IR: add i32 [[HELD]]
// IR: store i32
void groups(int n, int m, const int *restrict z, const int *restrict x, int *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += x[i];
}

// What has just been stored may be stored into again.
// CHECK-LABEL: function from_zero:
// CHECK: m*n -> m, in the same order
// IR-LABEL: @from_zero(
// IR-NOT: icmp ne i64
// IR: ret void
void from_zero(int n, int m, const int *restrict z, const float *restrict x, float *restrict s) {
  for (int k = 0; k < m; k++) {
    float t = 0;
    s[k] = t;
    for (int i = 0; i < n; i++)
      if (z[i] == k) {
        t += x[i];
        s[k] = t;
      }
  }
}

// A call between may have told another thread of the cell.
// CHECK-LABEL: function told:
// IR-LABEL: @told(
// IR: %any{{[0-9]*}} = icmp ne i64
void tell(void);
void told(int n, int m, const int *restrict z, const int *restrict x, int *restrict s) {
  for (int k = 0; k < m; k++) {
    s[k] = 0;
    tell();
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += x[i];
  }
}

// The order of strict floats begins with what the cell holds.
// IR-LABEL: @strict(
// IR-NOT: %any
// IR: ret void
void strict(int n, int m, const int *restrict z, const float *restrict x, float *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += x[i];
}

// A term could be the cell itself.
// IR-LABEL: @aliased(
// IR-NOT: %any
// IR: ret void
void aliased(int n, int m, const int *z, const int *x, int *s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += x[i];
}

// So it is where the loop looks at the cell.
// IR-LABEL: @looked_at(
// IR-NOT: %any
// IR: ret void
void looked_at(int n, int m, const int *restrict z, int *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += s[i];
}

// The cell changes with the loop.
// IR-LABEL: @elsewhere(
// IR-NOT: %any
// IR: ret void
void elsewhere(int n, int m, const int *restrict z, const int *restrict x, int *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[i] += x[i];
}

// A volatile cell is written each time.
// IR-LABEL: @seen(
// IR-NOT: %any
// IR: ret void
void seen(int n, int m, const int *restrict z, const int *restrict x, volatile int *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s[k] += x[i];
}

// What is no key selects nothing.
// IR-LABEL: @sometimes(
// IR-NOT: %any
// IR: ret void
void sometimes(int n, int m, const int *restrict z, const int *restrict x, int *restrict s) {
  for (int k = 0; k < m; k++)
    for (int i = 0; i < n; i++)
      if (z[i] > 3)
        s[k] += x[i];
}
