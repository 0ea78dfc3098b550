// A rewrite is reported with its complexity, its exactness and its check, and
// with stable names in YAML; Polly's own remarks do not appear.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=.* -Rpass-analysis=polly.* -fsave-optimization-record -foptimization-record-file=%t.yaml 2>&1 | FileCheck %s
// RUN: FileCheck --check-prefix=YAML %s < %t.yaml

void prefix(const double *a, double *out, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    // CHECK-NOT: polly
    // CHECK: passed-remark.c:[[#@LINE+1]]:5: remark: shared a reduction: {{.*}}^2 -> {{.*}}, bit-identical; where {{.*}} do not overlap, at least {{[0-9]+}} iterations [-Rpass=winnow-share]
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// YAML:      --- !Passed
// YAML-NEXT: Pass:            winnow-share
// YAML-NEXT: Name:            Shared
// YAML:      ComplexityBefore:
// YAML:      ComplexityAfter:
// YAML:      Exactness:       bit-identical
// YAML:      Checks:
