// The keys are looked at before the loop only where the loop reads them at all.
// RUN: %winnow_clang -O1 -mllvm -winnow-cost=always %s -o %t && %t

int f(const int *key, int *restrict out, int n, int on) {
  int all = 0;
  for (int k = 0; k < n; k++) {
    int s = 0;
    if (on) {
      int own = key[k];
      for (int i = 0; i < k; i++)
        s += key[i] == own;
    }
    out[k] = s;
    all += s;
  }
  return all;
}

int main(void) {
  int key[100], out[100];
  for (int i = 0; i < 100; i++)
    key[i] = 1000000 - 7 * (i % 10);
  int (*volatile call)(const int *, int *restrict, int, int) = f;
  // Each of ten keys ten times.
  if (call(key, out, 100, 1) != 450)
    return 1;
  return call(0, out, 100, 0);
}
