// A buffer that every outer iteration fills again is no obstacle if the same
// values go to the same places before they are read.
// RUN: %clang -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -S -emit-llvm %s -o - | %opt -passes=%to_loops -S -o %t.ll
// RUN: %opt -passes='print<winnow-nest>' -disable-output %t.ll 2>&1 | FileCheck %s --check-prefix=NEST
// RUN: %opt -passes='print<winnow-share>' -disable-output %t.ll 2>&1 | FileCheck %s

// NEST-LABEL: function fill:
// NEST-NEXT: d[i2] = x[i2] : 0 <= i0 < n and 0 <= i2 < n
// NEST-NEXT: s[i0] += d[i1]
// CHECK-LABEL: function fill:
// CHECK: d is filled with the same values in every iteration of i0
// CHECK: n^2 -> n, in the same order
void fill(const unsigned *restrict x, unsigned *restrict d,
          unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] * 3;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function chain:
// CHECK: e is filled with the same values in every iteration of i0
// CHECK: n^2 -> n, in the same order
void chain(const unsigned *restrict x, unsigned *restrict d,
           unsigned *restrict e, unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] * 3;
    for (long k = 1; k < n; k++)
      e[k] = d[k - 1] ^ x[k];
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += e[j];
    out[i] = s;
  }
}

// The reduction's own loop stands in another one behind the fill.
// CHECK-LABEL: function between_loops:
// CHECK: n^3 -> n^2, in the same order
void between_loops(const unsigned *restrict x, unsigned *restrict d,
                   unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] + i;
    for (long m = 0; m < n; m++) {
      unsigned s = 0;
      for (long j = 0; j <= m; j++)
        s += d[j];
      out[i * n + m] = s;
    }
  }
}

// An affine condition that does not change with the carrier.
// CHECK-LABEL: function all_but_one:
// CHECK: d is filled with the same values
void all_but_one(const unsigned *restrict x, unsigned *restrict d,
                 unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      if (k != 3)
        d[k] = x[k] + 1;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// Two statements that both run in every iteration.
// CHECK-LABEL: function two_stores:
// CHECK: d is filled with the same values
void two_stores(const unsigned *restrict x, unsigned *restrict d,
                unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] + 1;
    d[0] = 7;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// One of them moves on.
// CHECK-LABEL: function moving_store:
// CHECK-NEXT: refused InputChanges
void moving_store(const unsigned *restrict x, unsigned *restrict d,
                  unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] + 1;
    d[i] = 7;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function own_old_contents:
// CHECK-NEXT: refused InputChanges
void own_old_contents(const unsigned *restrict x, unsigned *restrict d,
                      unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = d[k] + x[k];
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function under_a_condition:
// CHECK-NEXT: refused InputChanges
void under_a_condition(const unsigned *restrict x, unsigned *restrict d,
                       unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      if (x[k] > 3)
        d[k] = x[k] + 1;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function filled_after:
// CHECK-NEXT: refused InputChanges
void filled_after(const unsigned *restrict x, unsigned *restrict d,
                  unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
    for (long k = 0; k < n; k++)
      d[k] = x[k] + 1;
  }
}

// CHECK-LABEL: function filled_further_each_time:
// CHECK-NEXT: refused InputChanges
void filled_further_each_time(const unsigned *restrict x, unsigned *restrict d,
                              unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    for (long k = 0; k <= i; k++)
      d[k] = x[k] + 1;
    unsigned s = 0;
    for (long j = 0; j < n; j++)
      s += d[j];
    out[i] = s;
  }
}

// CHECK-LABEL: function from_the_answers:
// CHECK-NEXT: refused InputChanges
void from_the_answers(const unsigned *restrict x, unsigned *restrict d,
                      unsigned *restrict out, long n) {
  unsigned last = 0;
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] + last;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = last = s;
  }
}

// The value was read before the buffer that it comes from was filled.
// CHECK-LABEL: function read_too_early:
// CHECK-NEXT: refused InputChanges
void read_too_early(const unsigned *restrict x, unsigned *restrict d,
                    unsigned *restrict e, unsigned *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    unsigned t = e[0];
    for (long k = 0; k < n; k++)
      e[k] = x[k] * 3;
    for (long k = 0; k < n; k++)
      d[k] = x[k] + t;
    unsigned s = 0;
    for (long j = 0; j <= i; j++)
      s += d[j];
    out[i] = s;
  }
}

// What the value reads may be written by anyone.
void step(void);
// CHECK-LABEL: function value_may_change:
// CHECK-NEXT: refused
void value_may_change(const unsigned *x, unsigned *restrict out, long n) {
  unsigned d[1024];
  for (long k = 0; k < n; k++)
    d[k] = k;
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < n; k++)
      d[k] = x[k] * 3;
    step();
    unsigned s = 0;
    for (long j = 0; j < n; j++)
      s += d[j];
    out[i] = s;
  }
}
