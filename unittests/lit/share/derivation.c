// Every plan is printed as a derivation, every refusal with its name.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s

// CHECK-LABEL: function prefix:
// CHECK: s[i0] = s[i0-1] + a[i1] : i1 = i0 and 0 <= i0 < n
// CHECK-NEXT: r = (1,0): n terms come (i0 - i1 >= 0 lets in)
// CHECK-NEXT: n^2 -> n, in the same order
void prefix(int n, const double *restrict a, double *restrict out) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// What one step leaves over is shared in turn.
// CHECK-LABEL: function area:
// CHECK: s[i0][i1] = s[i0-1][i1] + R1[i0][i1] : i2 = i0
// CHECK: R1[i0][i1] = R1[i0][i1-1] + a[i2][i3] : i2 = i0 and i3 = i1
// CHECK: m^2*n^2 -> m*n
void area(int n, int m, const int *restrict a, int *restrict t) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      int s = 0;
      for (int u = 0; u <= i; u++)
        for (int v = 0; v <= j; v++)
          s += a[u * m + v];
      t[i * m + j] = s;
    }
}

// A maximum gives nothing back, but its loop may run backwards.
// CHECK-LABEL: function suffix_max:
// CHECK: s[i0] = s[i0+1] max a[i0 + i1] : i1 = 0
// CHECK-NEXT: r = (-1,1): n terms come (i1 >= 0 lets in); the loop of dimension 0 runs backwards
// CHECK-NEXT: n^2 -> n
void suffix_max(int n, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = -1;
    for (int j = i; j < n; j++)
      s = a[j] > s ? a[j] : s;
    out[i] = s;
  }
}

// What leaves an integer window is subtracted.
// CHECK-LABEL: function window:
// CHECK: without a[i0 + i1] : i1 = -1
// CHECK: n*w -> n
void window(int n, int w, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j < w; j++)
      s += a[i + j];
    out[i] = s;
  }
}

// CHECK-LABEL: function product:
// CHECK-NEXT: refused NothingShared:
void product(int n, const int *restrict l, const int *restrict x,
             int *restrict y) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += l[i * n + j] * x[j];
    y[i] = s;
  }
}

// Nothing is subtracted from a maximum: all intervals of one width at once.
// CHECK-LABEL: function window_max:
// CHECK: m[i0] = max of a[i0 + i1] : 0 <= i0 < n and i0 <= i0+i1 < w + i0
// CHECK-NEXT: r = (1,-1): tables of widths 1, 2, 4, ..., as all intervals have one width
// CHECK-NEXT: n*w -> n
void window_max(int n, int w, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int m = -1;
    for (int j = 0; j < w; j++)
      m = a[i + j] > m ? a[i + j] : m;
    out[i] = m;
  }
}

// Two intervals, both of which only move forward.
// CHECK-LABEL: function others_max:
// CHECK: the terms in 2 pieces, each shared by itself
// CHECK: a queue of two stacks, as no end of the interval ever goes back
// CHECK: a queue of two stacks, as no end of the interval ever goes back
// CHECK-NEXT: n^2 -> n
void others_max(int n, const int *restrict a, int *restrict out) {
  for (int i = 0; i < n; i++) {
    int m = -1;
    for (int j = 0; j < n; j++)
      if (j != i)
        m = a[j] > m ? a[j] : m;
    out[i] = m;
  }
}

// Rows by a queue, inside them by doubling.
// CHECK-LABEL: function dilation:
// CHECK: r = (1,0,-1,0): a queue of two stacks
// CHECK: r = (0,1,0,-1): tables of widths 1, 2, 4
// CHECK-NEXT: n^2*w^2 -> n^2
void dilation(long n, long w, const int *restrict a, int *restrict out) {
  for (long y = 0; y < n; y++)
    for (long x = 0; x < n; x++) {
      int m = -1;
      for (long v = 0; v < w; v++)
        for (long u = 0; u < w; u++) {
          int e = a[(y + v) * (n + w) + x + u];
          m = e > m ? e : m;
        }
      out[y * n + x] = m;
    }
}

// A size that is a constant is a size like any other.
// CHECK-LABEL: function constant:
// CHECK: 1000^2 -> 1000, in the same order
void constant(const float *restrict a, float *restrict out) {
  for (int i = 0; i < 1000; i++) {
    float s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
