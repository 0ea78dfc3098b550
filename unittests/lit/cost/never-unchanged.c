// With -winnow-cost=never the object is what plain clang makes, also where a sum
// in memory would be kept in a register to be shared.
// RUN: %clang -O3 -march=znver4 -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -march=znver4 -mllvm -winnow-cost=never -c %s -o %t.never.o
// RUN: cmp %t.plain.o %t.never.o
// RUN: %winnow_clang -O3 -march=znver4 -mllvm -winnow-cost=always -c %s -o %t.always.o
// RUN: not cmp -s %t.plain.o %t.always.o
void stored(const int *restrict z, const int *restrict x, int *restrict s,
            int n, int k) {
  for (int m = 0; m < k; m++)
    for (int i = 0; i < n; i++)
      if (z[i] == m)
        s[m] += x[i];
}

void prefix(const int *a, int *out, long n) {
  for (long i = 0; i < n; i++) {
    int s = 0;
    for (long j = 0; j <= i; j++)
      s += a[j];
    out[i] = s;
  }
}
