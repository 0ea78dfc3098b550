// A decision by the model is told with what both versions cost, and with stable
// names in the record; winnow report draws it.
// RUN: %winnow_clang -O3 -march=znver4 -c %s -o %t.o -Rpass-analysis=winnow-share -fsave-optimization-record -foptimization-record-file=%t.yaml 2>&1 | FileCheck %s
// RUN: FileCheck --check-prefix=YAML %s < %t.yaml
// RUN: %winnow report decisions %t.yaml | FileCheck --check-prefix=PAGE %s
// Where code is only tuned for a CPU, that is the one that is asked about.
// RUN: %winnow_clang -O3 -mtune=haswell -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | FileCheck --check-prefix=TUNED %s
// A relative is named as what it is.
// RUN: %winnow_clang -O3 -march=skylake-avx512 -c %s -o %t.o -Rpass-analysis=winnow-share 2>&1 | FileCheck --check-prefix=NEAR %s

void prefix(const double *restrict a, double *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    // CHECK: priced.c:[[#@LINE+1]]:5: remark: the model of znver4 chooses: shared{{.*}} on; for {{[0-9]+}} iterations of {{[0-9.]+}} terms the original takes {{[0-9.]+}} cycles ({{[0-9.]+}} a term), shared {{[0-9.]+}} ({{[0-9.]+}} an answer), +-{{[0-9.]+}} %
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}

// YAML:      --- !Analysis
// YAML-NEXT: Pass:            winnow-share
// YAML-NEXT: Name:            Priced
// YAML:      Head:            znver4
// YAML:      Choice:
// YAML:      Trips:
// YAML:      Terms:
// YAML:      OriginalCycles:
// YAML:      OriginalPerTerm:
// YAML:      SharedCycles:
// YAML:      SharedPerAnswer:
// YAML:      Uncertainty:

// PAGE: priced.c:15:5<br>prefix</td><td>shared
// PAGE: the model of znver4

// TUNED: the model of haswell chooses
// NEAR: the model of skylake, a relative of skylake-avx512, chooses
