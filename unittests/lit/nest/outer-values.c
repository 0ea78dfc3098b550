// A value that the outer iteration computes in loops of its own changes with
// those loops alone that its terms, bounds and conditions change with.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=inferattrs,%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s
#include <errno.h>
#include <math.h>

// CHECK-LABEL: function same_maximum:
// CHECK-LABEL: function same_maximum:
// CHECK: s[i0] = s[i0-1] + x[i1] : i0 = 0
// CHECK: n^2 -> n, in the same order
void same_maximum(int n, const double *restrict x, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double m = -1, s = 0;
    for (int j = 0; j < n; j++)
      m = x[j] > m ? x[j] : m;
    for (int j = 0; j < n; j++)
      s += exp(x[j] - m);
    out[i] = s;
  }
}

// The maximum of a prefix is another one each time.
// CHECK-LABEL: function growing_maximum:
// CHECK-LABEL: function growing_maximum:
// CHECK: refused NothingShared
void growing_maximum(int n, const double *restrict x, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double m = -1, s = 0;
    for (int j = 0; j <= i; j++)
      m = x[j] > m ? x[j] : m;
    for (int j = 0; j < n; j++)
      s += exp(x[j] - m);
    out[i] = s;
  }
}

// So is one that goes on from iteration to iteration.
// CHECK-LABEL: function running_maximum:
// CHECK: refused NothingShared
void running_maximum(int n, const double *restrict x, double *restrict out) {
  double m = -1;
  for (int i = 0; i < n; i++) {
    double s = 0;
    if (x[0] > m)
      m = x[0] + m;
    for (int j = 0; j < n; j++)
      s += exp(x[j] - m);
    out[i] = s;
  }
}

// What is stored into may change it.
// CHECK-LABEL: function stored:
// CHECK-LABEL: function stored:
// CHECK: refused
void stored(int n, double *y, const double *restrict x, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double m = -1, s = 0;
    for (int j = 0; j < n; j++)
      m = y[j] > m ? y[j] : m;
    for (int j = 0; j < n; j++)
      s += exp(x[j] - m);
    y[i] = s;
  }
}

// A condition that changes with i chooses between two values that do not.
// CHECK-LABEL: function chosen:
// CHECK: refused NothingShared
void chosen(int n, const double *restrict x, const int *restrict z, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double m = x[0], s = 0;
    if (z[i] > 5)
      m = exp(x[1]);
    for (int j = 0; j < n; j++)
      s += exp(x[j] - m);
    out[i] = s;
  }
}

// Who asks for errno would see that a call has been left out.
// CHECK-LABEL: function asks_for_errno:
// CHECK: refused SideEffect: the terms call a function that sets errno, and the outer loop may ask for it
void asks_for_errno(int n, const double *restrict x, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    errno = 0;
    for (int j = 0; j < n; j++)
      s += exp(x[j]);
    out[i] = errno ? -1 : s;
  }
}

// The last of two different errors would be another one.
// CHECK-LABEL: function two_errors:
// CHECK: refused SideEffect
void two_errors(int n, const double *restrict x, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += log(x[j]);
    out[i] = s;
  }
}

// Buckets would call for keys that nobody asks for.
// CHECK-LABEL: function under_keys:
// CHECK: refused {{SideEffect|NothingShared}}
void under_keys(int n, int m, const int *restrict z, const double *restrict x, double *restrict out) {
  for (int k = 0; k < m; k++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      if (z[j] == k)
        s += exp(x[j]);
    out[k] = s;
  }
}
