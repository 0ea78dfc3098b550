// A file without anything to share compiles to the same bytes.
// RUN: %clang -O3 -c %s -o %t.plain.o
// RUN: %winnow_clang -O3 -c %s -o %t.winnow.o
// RUN: cmp %t.plain.o %t.winnow.o

void multiply(const double *a, const double *b, double *restrict c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

int count(const char *text, char what) {
  int n = 0;
  for (; *text; text++)
    n += *text == what;
  return n;
}

void bubble(int *a, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j + 1 < n - i; j++)
      if (a[j] > a[j + 1]) {
        int t = a[j];
        a[j] = a[j + 1];
        a[j + 1] = t;
      }
}
