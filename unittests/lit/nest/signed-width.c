// How often `for (j = 0; j < w; j++)` runs is w where it runs at all. Taken for
// the unsigned w instead, a negative w would ask for memory by the gigabyte.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share 2>&1 | FileCheck %s
// RUN: %winnow_clang -O2 -S -emit-llvm -fno-discard-value-names %s -o - \
// RUN:   | FileCheck %s --check-prefix=IR

// CHECK: shared a reduction: n*w^2 -> n*w
// IR-LABEL: define {{.*}}@windows(
// IR: %[[ENOUGH:.*]] = icmp sgt i32 %w, {{[1-9][0-9]*}}
// IR: and i1 {{.*}}%[[ENOUGH]]
// IR: call {{.*}}@windows.winnow(
// IR-LABEL: define internal {{.*}}@windows.winnow(
// IR: @malloc(
void windows(const unsigned short *restrict a, short *restrict out, int n,
             int w) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < w; j++) {
      int s = 0;
      for (int k = i; k < i + w; k++)
        s += a[k + j];
      out[i * n + j] = s;
    }
}
