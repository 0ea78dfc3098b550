// The switches do what they say, and a malformed value is named.
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share -mllvm -winnow-share=off 2>&1 | count 0
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share -mllvm -winnow-cost=never 2>&1 | count 0
// RUN: %winnow_clang -O2 -c %s -o %t.o -Rpass=winnow-share -mllvm -winnow-cost=always 2>&1 | FileCheck --check-prefix=ALWAYS %s
// RUN: not %winnow_clang -O2 -c %s -o %t.o -mllvm -winnow-cost=sometimes 2>&1 | FileCheck --check-prefix=BAD %s

// ALWAYS: shared a reduction: {{.*}}, bit-identical{{$|[^,]*$}}
// BAD: winnow-cost option: Cannot find option named 'sometimes'
void prefix(const int *restrict a, int *restrict out, int n) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
