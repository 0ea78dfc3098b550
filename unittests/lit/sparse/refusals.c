// Why a loop is left alone, each with the smallest loop that shows it.
// RUN: %clang -O1 -march=znver4 -Xclang -disable-llvm-passes -emit-llvm -S %s -o - \
// RUN:   | %opt -passes=%to_loops -S -o - \
// RUN:   | %opt -passes='print<winnow-sparse>' -disable-output 2>&1 \
// RUN:   | FileCheck %s

// CHECK-LABEL: function strided:
// CHECK-NEXT:    refused UnreadableTerm: an operand does not lie side by side
void strided(long n, long from, long to, const int *col, const float *val,
             const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + 2 * j];
}

// CHECK-LABEL: function numbered:
// CHECK-NEXT:    refused UnreadableTerm: the term depends on the column's number
void numbered(long n, long from, long to, const int *col, const float *val,
              const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j] * (float)j;
}

// CHECK-LABEL: function divided:
// CHECK-NEXT:    refused Division: a division could trap
void divided(long n, long from, long to, const int *col, const int *by,
             const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += (float)(3 / by[k]) * b[col[k] * n + j];
}

// CHECK-LABEL: function volatile_value:
// CHECK-NEXT:    refused VolatileOrAtomic: a load is volatile or atomic
void volatile_value(long n, long from, long to, const int *col,
                    const volatile float *val, const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}

// The outputs may be the bound: they have its type.
// CHECK-LABEL: function bound:
// CHECK-NEXT:    refused ControlFlow: the loop over the entries can be left early, branches, or loads its bound again
void bound(long n, const long *rp, const int *col, const long *val,
           const long *b, long *c) {
  for (long k = rp[0]; k < rp[1]; k++) {
    long v = val[k], *out = c;
    const long *row = b + col[k] * n;
    for (long j = 0; j < n; j++)
      out[j] += v * row[j];
  }
}

// Two indices, one behind the other: neither has a range, and both may be
// outputs.
// CHECK-LABEL: function twice:
// CHECK-NEXT:    refused MayAlias: the outputs may overlap what tells which
void twice(long n, long from, long to, const int *col, const long *at,
           const long *b, long *c) {
  for (long k = from; k < to; k++) {
    const long *row = b + at[col[k]] * n;
    for (long j = 0; j < n; j++)
      c[j] += row[j];
  }
}

// CHECK-LABEL: function called:
// CHECK-NEXT:    refused SideEffect: the loops do more than add
void tell(void);
void called(long n, long from, long to, const int *col, const float *val,
            const float *b, float *restrict c) {
  for (long k = from; k < to; k++) {
    const float v = val[k], *row = b + col[k] * n;
    for (long j = 0; j < n; j++)
      c[j] += v * row[j];
    tell();
  }
}

// A test that only another one lets be made reads what must not be read else.
// CHECK-LABEL: function nested:
// CHECK-NEXT:    refused NestedTests: an entry is tested by what only another
void nested(long n, long depth, const int *present, const float *a,
            const float *b, float *restrict c) {
  for (long k = 0; k < depth; k++) {
    if (!present[k])
      continue;
    if (a[present[k]] == 0)
      continue;
    for (long j = 0; j < n; j++)
      c[j] += a[k] * b[k * n + j];
  }
}

// CHECK-LABEL: function strict:
// CHECK:         refused StrictFP: the function's floating-point environment is
__attribute__((noinline)) void strict(long n, long from, long to,
                                      const int *col, const float *val,
                                      const float *b, float *restrict c) {
#pragma STDC FENV_ACCESS ON
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] = c[j] > b[col[k] * n + j] ? c[j] : b[col[k] * n + j];
}
