// The pragma marks the loop that follows and no other, and changes nothing else:
// directly, after -E, and through -save-temps.
// RUN: %winnow_clang -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clang -E %s -o %t.i
// RUN: FileCheck --check-prefix=PRINTED %s < %t.i
// RUN: %winnow_clang -O0 -S -emit-llvm %t.i -o - | FileCheck %s
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %winnow_clang -save-temps -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clang -O2 -S -emit-llvm %s -o - | FileCheck --check-prefix=O2 %s

// No warning is added, not by -Weverything either, but that beside another
// pragma the marker is spelled with brackets, which old C has as an extension.
// RUN: %winnow_clang -Weverything -Werror -Wno-missing-prototypes -Wno-unsafe-buffer-usage -Wno-c23-extensions -fsyntax-only %s
// RUN: %winnow_clang -std=c89 -pedantic-errors -Werror -fsyntax-only %s -Wno-c23-extensions -Wno-comment
// RUN: %winnow_clang -g -Wall -Wextra -Werror -fsyntax-only %t.i

void use(int);
int one(int c, int n);
int nested(int n);
int macro(int n);
int hinted(int n);
int not_a_loop(int n);
int spelled(int n);

/* The if still governs the loop, and the else finds its if. */
// CHECK-LABEL: @one(
// CHECK: br i1 %{{.*}}, label %[[THEN:.*]], label %[[ELSE:.*]]
// CHECK: [[THEN]]:
// CHECK: br label %{{.*}}, !llvm.loop ![[ONE:[0-9]+]]
// CHECK: [[ELSE]]:
// CHECK-NEXT: store i32 7
// CHECK-NOT: !llvm.loop
// CHECK: ret
// PRINTED: if (c)
// PRINTED-NEXT: {{^ *}}__attribute__((winnow_off_loop))
// PRINTED-NEXT: {{^ +}}for (
int one(int c, int n) {
  int i, s = 0;
  if (c)
#pragma winnow off
    for (i = 0; i < n; i++) {
      if (i == 3)
        continue;
      if (i == 5)
        break;
      use(i);
    }
  else
    s = 7;
  return s;
}

/* Only the inner loop is meant, then only the outer one. */
// CHECK-LABEL: @nested(
// CHECK: br label %{{.*}}, !llvm.loop ![[INNER:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[PLAIN:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[PLAIN2:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[OUTER:[0-9]+]]
// O2-LABEL: @nested(
int nested(int n) {
  int i, j;
  for (i = 0; i < n; i++)
#pragma winnow off
    for (j = 0; j < n; j++)
      use(j);
#pragma winnow off
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++)
      use(j);
  return n;
}

/* _Pragma in a macro, as its argument, and before while and do. */
#define OFF _Pragma("winnow off")
#define SAME(x) x
// CHECK-LABEL: @macro(
// CHECK: br label %{{.*}}, !llvm.loop ![[WHILE:[0-9]+]]
// CHECK: br i1 %{{.*}}, label %{{.*}}, label %{{.*}}, !llvm.loop ![[DO:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[ARGUMENT:[0-9]+]]
int macro(int n) {
  int k = n;
  OFF while (k--)
    use(k);
  if (n) {
  } else
    OFF do use(k);
  while (k++ < n);
  SAME(_Pragma("winnow off") for (k = 0; k < n; k++) use(k);)
  return n;
}

/* Beside other pragmas, before and after. */
// CHECK-LABEL: @hinted(
// CHECK: br label %{{.*}}, !llvm.loop ![[BEFORE:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[AFTER:[0-9]+]]
int hinted(int n) {
  int k;
#pragma clang loop unroll(disable)
#pragma winnow off
  for (k = 0; k < n; k++)
    use(k);
#pragma winnow off
#pragma clang loop unroll(disable)
  for (k = 0; k < n; k++)
    use(k);
  return n;
}

/* What never repeats does not turn off the loop around it. */
// CHECK-LABEL: @not_a_loop(
// CHECK: br label %{{.*}}, !llvm.loop ![[AROUND:[0-9]+]]
int not_a_loop(int n) {
  int k;
  for (k = 0; k < n; k++)
#pragma winnow off
    do
      use(k);
    while (0);
  return n;
}

// No variable of the marker is left.
// CHECK-NOT: llvm.var.annotation{{.*}}(ptr %
// O2-NOT: call void @llvm.var.annotation

// CHECK-DAG: ![[ONE]] = distinct !{![[ONE]], {{.*}}![[OFF:[0-9]+]]}
// CHECK-DAG: ![[OFF]] = !{!"winnow.off", i32 1}
// CHECK-DAG: ![[INNER]] = distinct !{![[INNER]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[PLAIN]] = distinct !{![[PLAIN]], ![[PROGRESS:[0-9]+]]}
// CHECK-DAG: ![[PROGRESS]] = !{!"llvm.loop.mustprogress"}
// CHECK-DAG: ![[PLAIN2]] = distinct !{![[PLAIN2]], ![[PROGRESS]]}
// CHECK-DAG: ![[OUTER]] = distinct !{![[OUTER]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[WHILE]] = distinct !{![[WHILE]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[DO]] = distinct !{![[DO]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[ARGUMENT]] = distinct !{![[ARGUMENT]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[BEFORE]] = distinct !{![[BEFORE]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[AFTER]] = distinct !{![[AFTER]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[AROUND]] = distinct !{![[AROUND]], ![[PROGRESS]]}
// O2: !{!"winnow.off", i32 1}
