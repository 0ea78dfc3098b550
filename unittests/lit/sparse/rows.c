// Rows of one length are summed side by side; what forbids it.
// RUN: %winnow_clang -O2 -march=znver4 -c %s -o /dev/null -Rpass=winnow-sparse -Rpass-missed=winnow-sparse 2>&1 | FileCheck %s
// RUN: %winnow_clang -O2 -march=znver4 -c %s -o /dev/null -Rpass=winnow-sparse -Rpass-missed=winnow-sparse -ffast-math 2>&1 | FileCheck --allow-empty --check-prefix=FAST %s
// RUN: %winnow_clang -O2 -march=znver4 -S -emit-llvm %s -o - | FileCheck --check-prefix=IR %s
// RUN: %winnow_clang -O2 -march=znver4 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck --check-prefix=COPY %s

// Terms that may be regrouped are the vectorizer's business.
// FAST-NOT: sums of rows

float tanhf(float);

// The sum stays in one lane from the first entry to the last: no operation
// across the lanes.
// CHECK: :[[@LINE+6]]:3: remark: sums of rows of one length: 16 rows are summed at a time, bit-identical; checked at run time: the ranges of 3 inputs [-Rpass=winnow-sparse]
// IR-LABEL: @step(
// IR:       phi <16 x float>
// IR:       call <16 x float> @llvm.fmuladd.v16f32(
// IR-NOT:   llvm.vector.reduce
void step(long h, const float *w, const float *u, const float *s, float *out) {
  for (long i = 0; i < h; i++) {
    float a = u[i];
    for (long j = 0; j < h; j++)
      a += w[i * h + j] * s[j];
    out[i] = tanhf(a);
  }
}

// CHECK: :[[@LINE+2]]:3: remark: sums of rows of one length: 8 rows are summed at a time, bit-identical; checked at run time: none
void apart(long m, long n, const double *w, const double *x, double *restrict y) {
  for (long i = 0; i < m; i++) {
    double s = 0;
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = s;
  }
}

// Where rows are few or short, a copy of the loops is run that has nothing to
// decide for each row.
// COPY-LABEL: @sampled(
// COPY:       .winnow:
// COPY:       fmuladd.f32
// The rows of one operand may come by index (SDDMM): the entries of a sparse row
// side by side, the overlap with each one's row compared.
// CHECK: :[[@LINE+5]]:5: remark: sums of rows of one length: 16 rows are summed at a time, bit-identical; checked at run time: the ranges of 2 inputs
void sampled(long m, long n, const int *rp, const int *col, const float *val,
             const float *a, const float *b, float *out) {
  for (long i = 0; i < m; i++)
    // The entries.
    for (long p = rp[i]; p < rp[i + 1]; p++) {
      float s = 0;
      for (long k = 0; k < n; k++)
        s += a[i * n + k] * b[col[p] * n + k];
      out[p] = val[p] * s;
    }
}

// CHECK: :[[@LINE+5]]:5: remark: sparse loop not rewritten: a row depends on the sum of the one before it
void chained(long m, long n, const float *w, const float *x, float *y) {
  float s = 0;
  for (long i = 0; i < m; i++) {
    // The sum goes on.
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = s;
  }
}

int seen(float);

// CHECK: :[[@LINE+4]]:5: remark: sparse loop not rewritten: the rows do more than sum and store
void called(long m, long n, const float *w, const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = 0;
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    if (seen(s))
      s = 0;
    y[i] = s;
  }
}

// Rows of different lengths, and columns, are left alone in silence.
// CHECK-NOT: remark
void compressed(long m, const int *rp, const int *col, const float *val,
                const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = 0;
    for (long k = rp[i]; k < rp[i + 1]; k++)
      s += val[k] * x[col[k]];
    y[i] = s;
  }
}

void columns(long m, long n, const float *w, const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = 0;
    for (long j = 0; j < n; j++)
      s += w[j * m + i] * x[j];
    y[i] = s;
  }
}
