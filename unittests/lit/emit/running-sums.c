// Where vectors have eight lanes, running sums of integers are formed for a
// block of iterations at a time, and what is made of them is vectorized.
// RUN: %winnow_clang -O2 -march=x86-64-v3 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clang -O2 -S -emit-llvm %s -o - | FileCheck %s --check-prefix=NARROW
// RUN: %winnow_clang -O2 -march=native %s -o %t
// RUN: %clang -O0 %s -o %t.plain
// RUN: %t > %t.out
// RUN: %t.plain | diff - %t.out
#include <math.h>
#include <stdio.h>
#include <string.h>

// The steps of a scan are additions of vectors moved by one, two, four lanes.
// NARROW-NOT: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>

// CHECK-LABEL: define internal{{.*}} @prefix.winnow
// CHECK: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
__attribute__((noinline)) void prefix(const int *a, int *out, long n) {
  for (long i = 0; i < n; i++) {
    int s = 3;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// Several sums, one of which goes down; 32-bit counters.
// CHECK-LABEL: define internal{{.*}} @two.winnow
// CHECK: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
__attribute__((noinline)) void two(const int *restrict a,
                                   const unsigned char *restrict b,
                                   unsigned *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    unsigned s = 0, t = 9;
    for (int j = 0; j <= i; j++) {
      s += a[j] * b[j];
      t -= b[j];
    }
    out[i] = s ^ t;
  }
}

// Rows, with answers of the row above.
// CHECK-LABEL: define internal{{.*}} @integral.winnow
// CHECK: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
__attribute__((noinline)) void integral(const unsigned char *restrict in,
                                        int *restrict out, long h, long w) {
  for (long y = 0; y < h; y++)
    for (long x = 0; x < w; x++) {
      int sum = 0;
      for (long i = 0; i <= y; i++)
        for (long j = 0; j <= x; j++)
          sum += in[i * w + j];
      out[y * w + x] = sum;
    }
}

// What the loop stores is read by the next iteration: not a block ahead.
// CHECK-LABEL: define internal{{.*}} @renewal.winnow
// CHECK-NOT: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
__attribute__((noinline)) void renewal(const unsigned *restrict f, unsigned *b,
                                       long n) {
  for (long i = 0; i < n; i++) {
    unsigned s = 1;
    for (long j = 0; j < i; j++)
      s += b[j];
    b[i] = f[i] * s;
  }
}

// The bits of a float are those of its order.
// CHECK-LABEL: define internal{{.*}} @floats.winnow
// CHECK-NOT: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
// CHECK: ret void
__attribute__((noinline)) void floats(const float *restrict a,
                                      float *restrict out, long n) {
  for (long i = 0; i < n; i++) {
    float s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// Where they may be regrouped they are; the sums of the test are exact in any
// grouping, those of Inf and -0.0 too.
// CHECK-LABEL: define internal{{.*}} @regrouped.winnow
// CHECK: fadd reassoc
// CHECK: <i32 8, i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6>
__attribute__((noinline)) void regrouped(const float *restrict a,
                                         float *restrict out, long n) {
#pragma clang fp reassociate(on)
  for (long i = 0; i < n; i++) {
    float s = -0.0f;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

enum { N = 400, W = 70, H = 9 };

static unsigned sum(const void *what, size_t bytes) {
  const unsigned char *p = what;
  unsigned s = 1;
  for (size_t i = 0; i < bytes; i++)
    s = s * 31 + p[i];
  return s;
}

int main(void) {
  static int a[N], out[N];
  static unsigned char b[N], image[H * W * 3];
  static unsigned u[N];
  static int area[H * W * 3];
  static float f[N], g[N];
  for (int i = 0; i < N; i++) {
    a[i] = i * i - 7 * i;
    b[i] = 37 * i;
    f[i] = 0.1f * b[i];
  }
  for (int i = 0; i < H * W * 3; i++)
    image[i] = 11 * i + i / 7;
  // Every length around one, two and three blocks.
  for (int n = 0; n < 200; n++) {
    memset(out, 0, sizeof out);
    memset(u, 0, sizeof u);
    prefix(a, out, n);
    two(a, b, u, n);
    printf("%u %u ", sum(out, sizeof out), sum(u, sizeof u));
    renewal((const unsigned *)a, u, n);
    floats(f, g, n);
    printf("%u %u ", sum(u, sizeof u), sum(g, sizeof g));
    for (int i = 0; i < N; i++)
      f[i] = i < n / 3 ? -0.0f : i > n - 3 ? HUGE_VALF : (float)(b[i] - 100);
    regrouped(f, g, n);
    printf("%u\n", sum(g, sizeof g));
  }
  // Sums that overwrite terms a little behind or ahead of them.
  for (int d = -9; d <= 9; d++) {
    memcpy(out, a, sizeof a);
    prefix(out + 100, out + 100 + d, 20);
    printf("%u\n", sum(out, sizeof out));
  }
  for (int d = 150; d <= 170; d++) {
    memcpy(out, a, sizeof a);
    prefix(out, out + d, 160);
    printf("%u\n", sum(out, 320 * sizeof(int)));
  }
  for (int w = 1; w < 3 * W; w += 23) {
    integral(image, area, H, w);
    printf("%u\n", sum(area, sizeof(int) * H * w));
  }
  return 0;
}
