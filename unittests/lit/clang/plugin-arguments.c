// The plugin's own arguments, and the passes exactly once whoever loads them.
// RUN: not %clang %winnow_flags -fplugin-arg-winnow-no-pases -c %s -o %t.o 2>&1 | FileCheck --check-prefix=UNKNOWN %s
// UNKNOWN: error: unknown argument 'no-pases' to the plugin 'winnow': it knows 'no-passes'

// RUN: %clang -fplugin=%winnow_lib/WinnowClang.so -O2 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// RUN: %clang -fpass-plugin=%winnow_lib/Winnow.so -O2 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// RUN: %clang %winnow_flags -O2 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// RUN: %clang %winnow_flags -O1 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// RUN: %clang %winnow_flags -O2 -flto -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// RUN: %clang %winnow_flags -O2 -flto=thin -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// ONCE: Running pass: {{.*}}LowerOffMarkersPass on loops
// ONCE-NOT: Running pass: {{.*}}LowerOffMarkersPass on loops
// ONCE: Running pass: {{.*}}ShareReductionsPass on loops
// ONCE-NOT: Running pass: {{.*}}ShareReductionsPass on loops

// RUN: %clang %winnow_flags -O0 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=O0 %s
// O0: Running pass: {{.*}}LowerOffMarkersPass on loops
// O0-NOT: ShareReductionsPass

// RUN: %clang -fplugin=%winnow_lib/WinnowClang.so -fplugin-arg-winnow-no-passes -O2 -Xclang -fdebug-pass-manager -c %s -o %t.o 2>&1 | FileCheck --check-prefix=NONE %s
// NONE-NOT: ShareReductionsPass
// NONE: Running pass: {{.*}}LoopVectorizePass
// NONE-NOT: ShareReductionsPass

void loops(int *a, int n) {
#pragma winnow off
  for (int i = 0; i < n; i++)
    a[i] += a[i / 2];
}
