// The original stays as the other version behind the checks; the rewritten loop
// keeps debug locations and type metadata, and both are marked as done.
// RUN: %winnow_clang -O1 -g -fno-discard-value-names -S -emit-llvm %s -o - | FileCheck %s

// CHECK-LABEL: define {{.*}} @prefix(
// CHECK: winnow.check:
// CHECK: br i1 %{{.*}}, label %[[FAST:.*]], label %{{.*}}
// CHECK: %carry{{.*}} = phi float
// CHECK: load float, ptr %{{.*}}, !dbg ![[#]], !tbaa ![[#]]
// CHECK: !"winnow.done"
void prefix(const float *a, float *out, int n) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
