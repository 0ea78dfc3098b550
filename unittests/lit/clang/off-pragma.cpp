// The pragma and the attribute on the loops of C++.
// RUN: %winnow_clangxx -std=c++20 -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clangxx -std=c++20 -E %s -o %t.ii
// RUN: %winnow_clangxx -std=c++20 -O0 -S -emit-llvm %t.ii -o - | FileCheck %s
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %winnow_clangxx -std=c++20 -save-temps -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %winnow_clangxx -std=c++20 -Wall -Wextra -Wshadow -Wpedantic -Werror -fsyntax-only %s
// RUN: %winnow_clangxx -std=c++20 -O2 -g -fprofile-instr-generate -fcoverage-mapping -c %s -o %t.o

void use(int);
struct Range {
  int *begin() const;
  int *end() const;
};

// CHECK-LABEL: @_Z9range_for5Range(
// CHECK: br label %{{.*}}, !llvm.loop ![[RANGE:[0-9]+]]
void range_for(Range r) {
#pragma winnow off
  for (int x : r)
    use(x);
}

// A condition that declares, an empty body, an attribute beside others.
// CHECK-LABEL: @_Z5loopsi(
// CHECK: br label %{{.*}}, !llvm.loop ![[WHILE:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[EMPTY:[0-9]+]]
// CHECK: br i1 {{.*}}, !llvm.loop ![[DO:[0-9]+]]
// CHECK: br label %{{.*}}, !llvm.loop ![[LIKELY:[0-9]+]]
void loops(int n) {
#pragma winnow off
  while (int left = n--)
    use(left);
#pragma winnow off
  for (; n < 10; n++)
    ;
  [[winnow::off]] do {
    use(n);
  } while (n++ < 20);
  if (n)
#pragma winnow off
    [[likely]] for (;;) {
      if (n++ == 30)
        break;
    }
}

// A loop of a template is marked in each instance, a lambda's in the lambda.
// CHECK-LABEL: define weak_odr {{.*}}@_Z7genericIiEvT_(
// CHECK: br label %{{.*}}, !llvm.loop ![[GENERIC:[0-9]+]]
// CHECK-LABEL: define weak_odr {{.*}}@_Z7genericIlEvT_(
// CHECK: br label %{{.*}}, !llvm.loop ![[GENERIC_LONG:[0-9]+]]
template <typename T> void generic(T n) {
#pragma winnow off
  for (T i = 0; i < n; i++)
    [](T m) {
#pragma winnow off
      while (m)
        use(static_cast<int>(--m));
    }(i);
}
template void generic<int>(int);
template void generic<long>(long);

// A constexpr function can still be evaluated.
constexpr int sum(int n) {
  int s = 0;
#pragma winnow off
  for (int i = 0; i < n; i++)
    s += i;
  return s;
}
static_assert(sum(5) == 10);

// A case label may stand in the body.
int duff(int n, int k) {
  switch (k) {
  case 0:
#pragma winnow off
    do {
      use(0);
      [[fallthrough]];
    case 1:
      use(1);
    } while (--n > 0);
  }
  return n;
}

// CHECK-DAG: ![[OFF:[0-9]+]] = !{!"winnow.off", i32 1}
// CHECK-DAG: ![[RANGE]] = distinct !{![[RANGE]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[WHILE]] = distinct !{![[WHILE]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[EMPTY]] = distinct !{![[EMPTY]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[DO]] = distinct !{![[DO]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[LIKELY]] = distinct !{![[LIKELY]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[GENERIC]] = distinct !{![[GENERIC]], {{.*}}![[OFF]]}
// CHECK-DAG: ![[GENERIC_LONG]] = distinct !{![[GENERIC_LONG]], {{.*}}![[OFF]]}
