// Each obstacle is named, with what would remove it.
// RUN: %winnow_clang -O2 -fno-discard-value-names -c %s -o %t.o -Rpass=winnow-share -Rpass-missed=winnow-share 2>&1 | FileCheck %s

// CHECK-NOT: shared a reduction

// A float sum that only regrouping would share.
void suffix(const double *restrict a, double *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: sharing would regroup the terms of this sum ({{.*}}); to change that: #pragma clang fp reassociate(on){{.*}} [-Rpass-missed=winnow-share]
    for (int j = i; j < n; j++)
      s += a[j];
    out[i] = s;
  }
}

// A maximum cannot give a term back, and a window in which terms change has no
// table.
void window_max(int *a, int n, int w) {
  for (int i = 0; i < n; i++) {
    int m = -1;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: terms leave between two answers, and this max cannot take them away again ({{.*}}); nor is it a window that slides: a term of the window is stored into while it is in it
    for (int j = 0; j < w; j++)
      m = a[i + j] > m ? a[i + j] : m;
    a[i + 1] = m;
  }
}

// Which of two zeros is the larger one depends on the order.
void float_max(const float *restrict a, float *restrict out, int n, int w) {
  for (int i = 0; i < n; i++) {
    float m = -1;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: sharing would regroup the terms of this max ({{.*}}); to change that: -fno-honor-nans -fno-signed-zeros
    for (int j = 0; j < w; j++)
      m = a[i + j] > m ? a[i + j] : m;
    out[i] = m;
  }
}

// A term changes after it has been summed.
void overwritten(int *a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: a is stored into between two answers that read it
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
    a[0] = i;
  }
}

// A call may change what is summed.
void step(void);
void calls(const int *a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: the call to step in the outer loop may change a; to change that: declare a restrict
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
    step();
  }
}

// An address that no run-time check can bound.
void scattered(const int *a, int *out, const int *restrict where, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: out may alias a, and no check can tell; to change that: add restrict to out
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[where[i]] = s;
  }
}

void volatile_term(const volatile int *a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: a term is volatile or atomic
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

void early_exit(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    // CHECK: :[[#@LINE+1]]:5: remark: reduction not shared: a loop of the nest has an early exit; to change that: move the exit out of the loop
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
    if (s == 17)
      break;
  }
}

// Rows of a matrix that depend on the rows before, and reach into the next.
void history(unsigned *restrict o, const unsigned *restrict a, long t, long m) {
  for (long i = 0; i < t; i++)
    for (long k = 0; k < m; k++) {
      unsigned s = 0;
      // CHECK: :[[#@LINE+1]]:7: remark: reduction not shared: rows of o, which is stored into, may overlap [-Rpass-missed=winnow-share]
      for (long u = 0; u < i; u++)
        s += o[u * m + k + 1] * a[k];
      o[i * m + k] = s;
    }
}

// Rows of two lengths: no check could ever tell them apart.
void two_lengths(unsigned *restrict o, const unsigned *restrict a, long t,
                 long m) {
  for (long i = 0; i < t; i++)
    for (long k = 0; k < m; k++) {
      unsigned s = 0;
      // CHECK: :[[#@LINE+1]]:7: remark: reduction not shared: o may alias o, and no check can tell [-Rpass-missed=winnow-share]
      for (long u = 0; u < i; u++)
        s += o[u * t + k] * a[k];
      o[i * m + k] = s;
    }
}
