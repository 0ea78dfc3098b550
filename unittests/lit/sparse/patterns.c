// What the loops are taken for, and what is checked at run time.
// RUN: %clang -O1 -march=znver4 -Xclang -disable-llvm-passes -emit-llvm -S %s -o - \
// RUN:   | %opt -passes=%to_loops -S -o - \
// RUN:   | %opt -passes='print<winnow-sparse>' -disable-output 2>&1 \
// RUN:   | FileCheck %s

// The row of outputs may overlap the values, which are one array, and the rows
// of b, each of which is found through an index; by their types it does not
// overlap the indices.
// CHECK-LABEL: function csr: sum over the entries of a compressed row at depth 2
// CHECK-NEXT:    checked: the range of 1 input and each entry's row
// CHECK-NEXT:    tiles: 1 x 16 (1 masked) 2 x 16 (1 masked) 3 x 16 (1 masked) 4 x 16 (1 masked) 6 x 16 (2 masked) 8 x 16 (2 masked) 8 x 16
void csr(long m, long n, const int *rp, const int *col, const float *val,
         const float *b, float *c) {
  for (long i = 0; i < m; i++)
    for (long k = rp[i], end = rp[i + 1]; k < end; k++)
      for (long j = 0; j < n; j++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}

// CHECK-LABEL: function restricted: sum over the entries of a compressed row
// CHECK-NEXT:    checked: none
void restricted(long n, long from, long to, const int *col, const double *val,
                const double *b, double *restrict c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}

// CHECK-LABEL: function skipped: sum over the entries that are not skipped
// CHECK-NEXT:    checked: the ranges of 2 inputs
void skipped(long n, long depth, const float *a, const float *b, float *c) {
  for (long k = 0; k < depth; k++) {
    if (a[k] == 0)
      continue;
    for (long j = 0; j < n; j++)
      c[j] += a[k] * b[k * n + j];
  }
}

// A constant number of columns takes one shape.
// CHECK-LABEL: function constant: sum over the entries of a compressed row
// CHECK:         tiles: 3 x 16 (1 masked){{$}}
void constant(long from, long to, const int *col, const float *val,
              const float *b, float *restrict c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < 40; j++)
      c[j] += val[k] * b[col[k] * 40L + j];
}

// Outputs in lines; the sums of 32 bits may wrap, which is looked at for each
// weight.
// CHECK-LABEL: function pruned: sum over the weights of a pruned filter at depth 1
// CHECK-NEXT:    checked: the range of 1 input and each entry's row
// CHECK-NEXT:    tiles: 8 x 1 x 16 (1 masked) 4 x 2 x 16 (1 masked) 3 x 3 x 16 (1 masked) 2 x 4 x 16 (1 masked) 2 x 4 x 16{{$}}
void pruned(long h, long w, long from, long to, const unsigned *off,
            const float *val, const float *in, float *out) {
  for (long k = from; k < to; k++)
    for (long y = 0; y < h; y++)
      for (long x = 0; x < w; x++)
        out[y * w + x] +=
            val[k] * in[off[k] + (unsigned)y * ((unsigned)w + 2) + (unsigned)x];
}

// CHECK-LABEL: function by_line:
// CHECK-NEXT:    refused UnreadableTerm: an operand does not lie side by side
void by_line(long h, long w, long from, long to, const int *off,
             const float *val, const float *in, float *restrict out) {
  for (long k = from; k < to; k++)
    for (long y = 0; y < h; y++)
      for (long x = 0; x < w; x++)
        out[y * w + x] += val[k + y] * in[off[k] + y * w + x];
}

// The entries innermost; what is made of the sum does not matter.
// CHECK-LABEL: function inner: sum over the entries of a compressed row at depth 1
// CHECK-NEXT:    checked: none
void inner(long n, long from, long to, const int *col, const float *val,
           const float *b, float *restrict c) {
  for (long j = 0; j < n; j++) {
    float s = 0;
    for (long k = from; k < to; k++)
      s += val[k] * b[col[k] * n + j];
    c[j] = s > 0 ? s : 0;
  }
}

// Sums in memory.
// CHECK-LABEL: function inner_memory: sum over the entries of a compressed row at depth 1
// CHECK-NEXT:    checked: the range of 1 input and each entry's row
void inner_memory(long n, long from, long to, const int *col, const float *val,
                  const float *b, float *c) {
  for (long j = 0; j < n; j++)
    for (long k = from; k < to; k++)
      c[j] += val[k] * b[col[k] * n + j];
}

// Each column has entries of its own: no tile could share them.
// CHECK-NOT: function transposed
void transposed(long n, const long *rp, const int *col, const float *val,
                const float *b, float *restrict c) {
  for (long j = 0; j < n; j++) {
    float s = 0;
    for (long k = rp[j]; k < rp[j + 1]; k++)
      s += val[k] * b[col[k] * n + j];
    c[j] = s;
  }
}

// Nothing sparse: another pass's business.
// CHECK-NOT: function dense
void dense(long n, long depth, const float *a, const float *b,
           float *restrict c) {
  for (long k = 0; k < depth; k++)
    for (long j = 0; j < n; j++)
      c[j] += a[k] * b[k * n + j];
}

