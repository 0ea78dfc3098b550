// Guards that compare a term's key with a value of the outer iteration select;
// all others stay what they are.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-nest>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function group_by: reduction at depth 2 from depth 1
// CHECK-NEXT: float {{.*}}s[i0] += x[i1] if z[i1] == i0 : 0 <= i0 < m and 0 <= i1 < n
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

// A count, a select, and a conjunction of which one part is affine.
// CHECK-LABEL: function count: reduction at depth 2
// CHECK-NEXT: s[i0] += 1 if z[i1] == i0 :
void count(int n, const unsigned char *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < n; i++)
      s += z[i] == k;
    out[k] = s;
  }
}

// CHECK-LABEL: function choice: reduction at depth 2
// CHECK-NEXT: s[i0] += (i1) if z[i1] == i0 :
void choice(int n, const int *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < n; i++)
      s += z[i] == k ? i : 0;
    out[k] = s;
  }
}

// CHECK-LABEL: function others: reduction at depth 2
// CHECK-NEXT: s[i0] += 1 if z[i1] == z() and w[i1] == w() : {{.*}}i1 < i0
void others(int n, const int *restrict z, const short *restrict w,
            int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0, own = z[k];
    short word = w[k];
    for (int i = 0; i < n; i++)
      s += (i < k) & (z[i] == own) & (w[i] == word);
    out[k] = s;
  }
}

// One key for all answers is a condition of the body: each sum is a prefix.
// CHECK-LABEL: function one_key: reduction at depth 2
// CHECK-NOT: if z
// CHECK: accumulators
void one_key(int n, int key, const int *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < k; i++)
      s += z[i] == key;
    out[k] = s;
  }
}

// Other comparisons do not select.
// CHECK-LABEL: function greater: reduction at depth 2
// CHECK-NOT: if z
// CHECK: accumulators
void greater(int n, const int *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < n; i++)
      s += z[i] > k;
    out[k] = s;
  }
}

// A key that depends on the sum is none.
// CHECK-LABEL: function own_sum: reduction at depth 2
// CHECK-NOT: if z
// CHECK: accumulators
void own_sum(int n, const int *restrict z, int *restrict out) {
  for (int k = 0; k < n; k++) {
    int s = 0;
    for (int i = 0; i < n; i++)
      if (z[i] + s == k)
        s += 1;
    out[k] = s;
  }
}
