// A pragma without a loop is a warning, a wrong word an error, each with its place.
// RUN: not %winnow_clang -fsyntax-only %s 2>&1 | FileCheck %s
// RUN: %winnow_clang -fsyntax-only -DRIGHT_WORDS -Wno-ignored-pragmas -Wno-ignored-attributes -Wno-extra-tokens -Werror %s
// RUN: not %winnow_clang -fsyntax-only -DRIGHT_WORDS -Werror=ignored-pragmas %s 2>&1 | FileCheck --check-prefix=ERROR %s

// At the end of a file there is nothing to look at.
// RUN: split-file %S/Inputs/ends %t
// RUN: %winnow_clang -fsyntax-only %t/include.c 2>&1 | FileCheck --check-prefix=INCLUDED %t/include.c
// RUN: %winnow_clang -fsyntax-only %t/operator.c 2>&1 | FileCheck --check-prefix=OPERATOR %t/operator.c
// RUN: %winnow_clang -E %t/operator.c -o - 2>&1 | FileCheck --check-prefix=OPERATOR %t/operator.c
// RUN: %winnow_clang -fsyntax-only %t/guarded.c 2>&1 | FileCheck --allow-empty --check-prefix=GUARDED %t/guarded.c

void use(int);

// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
int before_a_function(int n) {
// CHECK: :[[#@LINE+2]]:1: warning: '#pragma winnow off' is ignored: no loop follows
// ERROR: :[[#@LINE+1]]:1: error: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
  use(n);
// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
  int k = n;
// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
  __attribute__((unused)) int l = n;
  if (k)
// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
    use(k);
  else
    use(0);
// CHECK: :[[#@LINE+2]]:20: warning: extra tokens at end of #pragma winnow off
// CHECK-NOT: warning
#pragma winnow off please
  while (k--)
    use(k);
// CHECK: :[[#@LINE+1]]:22: warning: 'winnow_off' attribute only applies to functions and loops
  int __attribute__((winnow_off)) m = 1;
// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
  return m;
// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
}

#ifndef RIGHT_WORDS
// CHECK: :[[#@LINE+1]]:16: error: expected 'off' after '#pragma winnow', not 'of'
#pragma winnow of
// CHECK: :[[#@LINE+1]]:15: error: expected 'off' after '#pragma winnow'{{$}}
#pragma winnow
// CHECK: :[[#@LINE+1]]:16: error: expected 'off' after '#pragma winnow', not '42'
#pragma winnow 42

// CHECK: :[[#@LINE+1]]:11: error: 'winnow::off' attribute takes no arguments
[[winnow::off(3)]] void with_argument(int *a) {
// CHECK: :[[#@LINE+1]]:13: error: 'winnow::off' attribute takes no arguments
  [[winnow::off()]] for (int i = 0; i < 9; i++)
    a[i] = i;
}
// CHECK: :[[#@LINE+1]]:16: error: 'winnow_off' attribute takes no arguments
__attribute__((winnow_off(3))) void with_gnu_argument(void) {}
#endif

// CHECK: :[[#@LINE+1]]:1: warning: '#pragma winnow off' is ignored: no loop follows
#pragma winnow off
