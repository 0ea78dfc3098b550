// The remarks, the options, and what turns the pass off.
// RUN: %winnow_clang -O2 -c %s -o /dev/null -Rpass=winnow-sparse -Rpass-missed=winnow-sparse 2>&1 | FileCheck %s
// RUN: %winnow_clang -O2 -c %s -o /dev/null -Rpass=winnow-sparse -Rpass-missed=winnow-sparse -mllvm -winnow-sparse=off 2>&1 | FileCheck --allow-empty --check-prefix=OFF %s
// RUN: %winnow_clang -Os -c %s -o /dev/null -Rpass=winnow-sparse -Rpass-missed=winnow-sparse 2>&1 | FileCheck --check-prefix=SIZE %s
// OFF-NOT: remark
// SIZE: :[[@LINE+6]]:{{.*}} sparse loop not rewritten: two versions of the loop would be larger than one; to change that: compile without -Os or -Oz

// CHECK: :[[@LINE+3]]:3: remark: sum over the entries of a compressed row: its outputs are kept in registers, bit-identical; checked at run time: the range of 1 input and each entry's row [-Rpass=winnow-sparse]
void csr(long n, long from, long to, const int *col, const float *val,
         const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}

// CHECK: :[[@LINE+4]]:5: remark: sparse loop not rewritten: an operand does not lie side by side in memory for neighbouring columns [-Rpass-missed=winnow-sparse]
void strided(long n, long from, long to, const int *col, const float *val,
             const float *b, float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + 2 * j];
}

// CHECK-NOT: remark
__attribute__((winnow_off)) void off(long n, long from, long to, const int *col,
                                     const float *val, const float *b,
                                     float *c) {
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}

void off_loop(long n, long from, long to, const int *col, const float *val,
              const float *b, float *c) {
#pragma winnow off
  for (long k = from; k < to; k++)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}

void not_vectors(long n, long from, long to, const int *col, const float *val,
                 const float *b, float *c) {
  for (long k = from; k < to; k++)
#pragma clang loop vectorize(disable)
    for (long j = 0; j < n; j++)
      c[j] += val[k] * b[col[k] * n + j];
}
