// Terms are kept apart by their keys, in one set of buckets for all answers.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function group_by:
// CHECK-NEXT: if z[i1] == i0
// CHECK-NEXT: s[i0] = bucket of z[i1], each s[i0-1] + x[i1] : i0 = 0 and m > 0 and 0 <= i1 < n
// CHECK-NEXT: r = (1,0): n terms come
// CHECK-NEXT: m*n -> {{[mn]}}, in the same order
void group_by(int n, int m, const int *restrict z, const double *restrict x,
              double *restrict out) {
  for (int k = 0; k < m; k++) {
    double s = 0;
    for (int i = 0; i < n; i++)
      if (z[i] == k)
        s += x[i];
    out[k] = s;
  }
}

// Where each answer's own condition shares as well, nothing is gained by
// buckets.
// CHECK-LABEL: function grow:
// CHECK-NOT: bucket
// CHECK: m*n^2 -> m*n, in the same order
void grow(int n, int m, const int *restrict z, const double *restrict x,
          double *restrict out) {
  for (int k = 0; k < n; k++)
    for (int g = 0; g < m; g++) {
      double s = 0;
      for (int i = 0; i < k; i++)
        if (z[i] == g)
          s += x[i];
      out[k * m + g] = s;
    }
}

// CHECK-LABEL: function others:
// CHECK-NEXT: s[i0][i1] += 1 if z[i2] == i1 :
// CHECK-NEXT: s[i0][i1] = bucket of z[i2], each s[i0-1][i1] + 1 : i1 = 0 and
// CHECK-NEXT: without 1 : i1 = 0 and i2 = i0
// CHECK-NEXT: r = (1,0,0): n terms come, n leave; taken away
// CHECK: m*n^2 -> m*n
void others(int n, int m, int *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int last = 0;
    for (int g = 0; g < m; g++) {
      int s = 0;
      for (int i = 0; i < n; i++)
        s += (i != k) & (z[i] == g);
      out[k * m + g] = s;
      last = s;
    }
    z[k] = last;
  }
}

// Without an inverse, what came last goes first.
// CHECK-LABEL: function others_max:
// CHECK: in 2 pieces, each shared by itself
// CHECK: last in, first out
// CHECK: m*n^2 -> m*n
void others_max(int n, int m, int *restrict z, const int *restrict x,
                int *restrict out) {
  for (int k = 0; k < n; k++) {
    int last = 0;
    for (int g = 0; g < m; g++) {
      int s = 0;
      for (int i = 0; i < n; i++)
        if (i != k && z[i] == g)
          s = x[i] > s ? x[i] : s;
      out[k * m + g] = s;
      last = s;
    }
    z[k] = last;
  }
}

// x[i] may be readable for no other key than that which is asked for.
// CHECK-LABEL: function unreadable:
// CHECK: refused ConditionalRead
void unreadable(int n, const int *restrict z, const int *restrict x,
                int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0, own = z[k];
    for (int i = 0; i < k; i++)
      if (z[i] == own)
        s += x[i];
    out[k] = s;
  }
}

// Here it is read in any case.
// CHECK-LABEL: function readable:
// CHECK: n^2 -> n, in the same order
void readable(int n, const int *restrict z, const int *restrict x,
              int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0, own = z[k];
    for (int i = 0; i < k; i++)
      if (z[i] == own)
        s += x[i];
    out[k] = s * x[k];
  }
}

// An answer that may not return need not ask for every key.
// CHECK-LABEL: function may_stop:
// CHECK: refused
void stop(int);
void may_stop(int n, int m, const int *restrict z, const int *restrict x,
              int *restrict out) {
  for (int k = 0; k < n; k++)
    for (int g = 0; g < m; g++) {
      int s = 0;
      for (int i = 0; i < k; i++)
        if (z[i] == g)
          s += x[i];
      stop(s);
    }
}

// Not every key is asked for.
// CHECK-LABEL: function not_all:
// CHECK-NEXT: refused
void not_all(int n, int m, int *restrict z, const int *restrict x,
             int *restrict out) {
  for (int k = 0; k < n; k++) {
    for (int g = 0; g < m; g++)
      if (g >= 3) {
        int s = 0;
        for (int i = 0; i < n; i++)
          if (i != k && z[i] == g)
            s = x[i] > s ? x[i] : s;
        out[k * m + g] = s;
      }
    z[k] = k & 7;
  }
}

// The output may be the keys: they change while they are in the buckets.
// CHECK-LABEL: function changed:
// CHECK: refused
void changed(int n, int *restrict z) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < n; i++)
      s += z[i] == k;
    z[k] = s;
  }
}
