// A sum that is divided by what the loop does not change is multiplied by a
// reciprocal instead: the quotients are the same, at the ends of what 32 bits
// hold and next to each multiple of the divisor as well.
// RUN: %winnow_clang -O2 %s -o %t -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %clang -O0 %s -o %t.plain
// RUN: %t > %t.out
// RUN: %t.plain | diff - %t.out
// RUN: %winnow_clang -O2 -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR
// RUN: %winnow_clang -O2 -S -emit-llvm -mgeneral-regs-only %s -o - | FileCheck %s --check-prefix=NOFLOAT
#include <limits.h>
#include <stdio.h>

// Only the rewritten loop multiplies, where it may use such registers at all.
// IR-LABEL: define {{.*}} @unsigned_average
// IR: fdiv double 1.0
// NOFLOAT-NOT: fdiv

// CHECK: shared a reduction
__attribute__((noinline)) void unsigned_average(const unsigned *restrict a,
                                                unsigned *restrict out, long n,
                                                unsigned d) {
  for (long i = 0; i < n; i++) {
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s / d;
  }
}

// CHECK: shared a reduction
__attribute__((noinline)) void signed_average(const int *restrict a,
                                              int *restrict out, long n,
                                              int d) {
  for (long i = 0; i < n; i++) {
    int s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s / d;
  }
}

// Of 64 bits, if the upper half is known to be zero.
// CHECK: shared a reduction
__attribute__((noinline)) void long_average(const unsigned *restrict a,
                                            long *restrict out, long n,
                                            long d) {
  for (long i = 0; i < n; i++) {
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = (long)s / d;
  }
}

enum { N = 64 };

// Terms whose prefix sums are next to multiples of d, small and large.
static void fill(unsigned *a, unsigned d, unsigned seed) {
  unsigned sum = 0;
  for (int i = 0; i < N; i++) {
    seed = seed * 1664525u + 1013904223u;
    unsigned multiple = (seed >> (i % 32)) / d * d;
    unsigned wanted = i == 0 ? UINT_MAX : i == 1 ? INT_MAX : i == 2 ? INT_MIN + 1u
                                        : multiple + (unsigned)(i % 3) - 1u;
    a[i] = wanted - sum;
    sum = wanted;
  }
}

int main(void) {
  static const unsigned divisors[] = {1,          2,          3,         5,
                                      7,          10,         25,        225,
                                      255,        256,        257,       641,
                                      65535,      65536,      65537,     6700417,
                                      0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  static unsigned a[N], u[N];
  static int s[N];
  static long l[N];
  unsigned checksum = 0;
  for (unsigned k = 0; k < sizeof divisors / sizeof *divisors; k++)
    for (unsigned seed = 1; seed <= 200; seed++) {
      unsigned d = divisors[k];
      fill(a, d, seed);
      unsigned_average(a, u, N, d);
      signed_average((const int *)a, s, N, (int)d == -1 ? -2 : (int)d);
      long_average(a, l, N, seed % 2 ? -(long)d : seed % 3 ? (long)d : (long)d << 31);
      for (int i = 0; i < N; i++)
        checksum = checksum * 31 + u[i] + 7 * (unsigned)s[i] + 11 * (unsigned)l[i];
      if (seed % 50 == 0)
        printf("%u %u %u\n", d, seed, checksum);
    }
  return 0;
}
