// A product of differences is read with what it subtracts left out, where that
// belongs to the answer.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function about_mean:
// CHECK: s[i0] = s[i0-1] + x[i1] : i1 = i0
// CHECK-NEXT: r = (1,0)
// CHECK-NEXT: n^2 -> n{{$}}
void about_mean(int n, const double *restrict x, const double *restrict mean, double *restrict out) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++) {
    double m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      s += (x[j] - m) * (x[j] - m);
    out[i] = s;
  }
}

// A window of them is a queue: no table could hold them.
// CHECK-LABEL: function covariance:
// CHECK: s[i0] = + of f(x[i0 + i1], y[i0 + i1])
// CHECK-NEXT: a queue of two stacks
// CHECK: n*w -> n
void covariance(int n, int w, const float *restrict x, const float *restrict y, const float *restrict mean, float *restrict out) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++) {
    float m = mean[i], s = 0;
    for (int j = 0; j < w; j++)
      s += (x[i + j] - m) * y[i + j];
    out[i] = s;
  }
}

// Without leave to regroup it is left alone.
// CHECK-LABEL: function strict:
// CHECK: refused NeedsReassociation
void strict(int n, const double *restrict x, const double *restrict mean, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      s += (x[j] - m) * (x[j] - m);
    out[i] = s;
  }
}

// Along an outer loop it is a queue of rows.
// CHECK-LABEL: function columns:
// CHECK: a queue of two stacks
// CHECK: c*n*w -> c*n
void columns(int n, int c, int w, const double *restrict x, const double *restrict mean, double *restrict out) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++)
    for (int k = 0; k < c; k++) {
      double m = mean[i * c + k], s = 0;
      for (int j = 0; j < w; j++)
        s += (x[(i + j) * c + k] - m) * (x[(i + j) * c + k] - m);
      out[i * c + k] = s;
    }
}

// A third factor is no difference.
// CHECK-LABEL: function weighted:
// CHECK: refused NothingShared
void weighted(int n, const double *restrict x, const double *restrict v, const double *restrict mean, double *restrict out) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++) {
    double m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      s += v[j] * (x[j] - m) * (x[j] - m);
    out[i] = s;
  }
}

// What is computed under a condition cannot be asked for without it.
// CHECK-LABEL: function sometimes:
// CHECK: refused NothingShared
void sometimes(int n, const double *restrict x, const int *restrict z, const double *restrict mean, double *restrict out) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++) {
    double m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      if (z[j])
        s += (x[j] - m) * (x[j] - m);
    out[i] = s;
  }
}

// Integers are multiplied out instead: their sums have no error.
// CHECK-LABEL: function integers:
// CHECK: the sum of 3 products
void integers(int n, const unsigned *restrict x, const unsigned *restrict mean, unsigned *restrict out) {
  for (int i = 0; i < n; i++) {
    unsigned m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      s += (x[j] - m) * (x[j] - m);
    out[i] = s;
  }
}

// A value that is read and stored between two answers.
// CHECK-LABEL: function stored:
// CHECK: refused InputChanges
void stored(int n, double *x, const double *restrict mean) {
#pragma clang fp reassociate(on)
  for (int i = 0; i < n; i++) {
    double m = mean[i], s = 0;
    for (int j = 0; j <= i; j++)
      s += (x[j] - m) * (x[j] - m);
    x[0] = s;
  }
}
