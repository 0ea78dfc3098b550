// What loops of common shapes are read as.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-nest>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function prefix: reduction at depth 2 from depth 1
// CHECK-NEXT: float {{.*}}s[i0] += a[i1] : 0 <= i0 < n and 0 <= i1 <= i0
// CHECK-NEXT: accumulators: 1, in order
// CHECK-NEXT: disjoint ranges to check: 1
// CHECK-NEXT: parameter n
void prefix(int n, const double *a, double *out) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// A guard belongs to the domain.
// CHECK-LABEL: function guarded: reduction at depth 2
// CHECK-NEXT: s[i0] += a[i1] : 0 <= i0 < n and 0 <= i1 <= i0
// CHECK-NEXT: accumulators: 1, invertible
// CHECK-NEXT: guards: 1
void guarded(int n, const int *a, int *out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j < n; j++)
      if (j <= i)
        s += a[j];
    out[i] = s;
  }
}

// `s[i] +=` starts each sum from what is there.
// CHECK-LABEL: function update: reduction at depth 2
// CHECK-NEXT: updating {{.*}}[i0] += a[i1]
// CHECK-NEXT: accumulators: 1, invertible, each with its own start
void update(int n, const int *restrict a, int *restrict s) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      s[i] += a[j];
}

// A store that later answers read is part of the equation.
// CHECK-LABEL: function dependent: reduction at depth 2
// CHECK-NEXT: float s[i0] += b[i1] : 0 < i0 < n and 0 <= i1 < i0
// CHECK-NEXT: b[i0] = f(s[i0]) : n > 0 and 0 <= i0 < n
// CHECK-NEXT: accumulators: 1, in order
void dependent(int n, double *b) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < i; j++)
      s += b[j];
    b[i] = 0.5 * s + 1;
  }
}

// Strides that are parameters give formal elements.
// CHECK-LABEL: function area: reduction at depth 3 from depth 1
// CHECK-NEXT: s[i0][i1] += a[i2][i3] : 0 <= i0 < n and 0 <= i1 < m and 0 <= i2 <= i0 and 0 <= i3 <= i1
void area(int n, int m, const int *a, int *restrict t) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      int s = 0;
      for (int u = 0; u <= i; u++)
        for (int v = 0; v <= j; v++)
          s += a[u * m + v];
      t[i * m + j] = s;
    }
}

// Loops that run down or in steps count their iterations from 0.
// CHECK-LABEL: function down: reduction at depth 2
// CHECK-NEXT: s[i0] += a[-1 + n - i1] : 0 <= i0 < n and 0 <= i1 <= i0
void down(int n, const int *restrict a, int *restrict out) {
  for (int i = n - 1; i >= 0; i--) {
    int s = 0;
    for (int j = n - 1; j >= i; j--)
      s += a[j];
    out[i] = s;
  }
}

// An indirect term depends on what its index depends on.
// CHECK-LABEL: function indirect: reduction at depth 2
// CHECK-NEXT: s[i0] += at[i1] : 0 <= i0 < n and 0 <= i1 <= i0
void indirect(int n, const int *restrict a, const int *restrict at,
              int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[at[j]];
    out[i] = s;
  }
}

// Two sums that depend on each other are one state, carried in order.
// CHECK-LABEL: function argmax: reduction at depth 2
// CHECK: accumulators: 2, in order
void argmax(int n, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int best = a[0], at = 0;
    for (int j = 0; j <= i; j++)
      if (a[j] > best) {
        best = a[j];
        at = j;
      }
    out[i] = at;
  }
}
