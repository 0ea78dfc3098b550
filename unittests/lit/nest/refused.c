// What cannot be read is refused with its reason, and never guessed.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-nest>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function data_bound: reduction at depth 2
// CHECK-NEXT: refused UnknownTripCount:
void data_bound(int n, const int *restrict a, const int *restrict len,
                int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j < len[i]; j++)
      s += a[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function data_guard: reduction at depth 2
// CHECK-NEXT: refused NonAffineGuard:
void data_guard(int n, const int *restrict a, const int *restrict on,
                int *restrict out) {
  for (int i = 0; i < n; i++)
    if (on[i]) {
      int s = 0;
      for (int j = 0; j <= i; j++)
        s += a[j];
      out[i] = s;
    }
}

// CHECK-LABEL: function side_effect: reduction at depth 2
// CHECK-NEXT: refused SideEffect:
void side_effect(int n, const int *restrict a, int *restrict out,
                 int *restrict log) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++) {
      s += a[j];
      log[j] = s;
    }
    out[i] = s;
  }
}

// CHECK-LABEL: function last_index: reduction at depth 2
// CHECK-NEXT: refused
int last_index(int n, const int *restrict a, int *restrict out) {
  int last = 0;
  for (int i = 0; i < n; i++) {
    int s = 0, before = 0;
    for (int j = 0; j <= i; j++) {
      before = s;
      s += a[j];
    }
    out[i] = before;
    last = s;
  }
  return last;
}

// The address that a swapped buffer has in one iteration says nothing of the
// next one.
// CHECK-LABEL: function swapped: reduction at depth 2
// CHECK: refused MayAlias:
void swapped(int n, int *restrict x, int *restrict y) {
  int *from = x, *to = y;
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j < n; j++)
      s += from[j];
    to[i] = s;
    int *t = from;
    from = to;
    to = t;
  }
}

// CHECK-LABEL: function overwritten: reduction at depth 2
// CHECK: refused MayAlias:
void overwritten(int n, int *a, const int *restrict at) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    a[at[i]] = s;
  }
}
