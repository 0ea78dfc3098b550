// The time that a body's conditions take grows with their number, not with the
// number of ways through them.
// RUN: timeout 60 %winnow_clang -O2 -c %s -o %t.o

#define C(k) if (a[j] & k) s += b[j + k];
#define C4(k) C(k) C(k + 1) C(k + 2) C(k + 3)
#define C16(k) C4(k) C4(k + 4) C4(k + 8) C4(k + 12)

void conditions(int n, const int *restrict a, const int *restrict b,
                int *restrict out) {
  for (int i = 0; i < n; i++) {
    int s = 0;
    for (int j = 0; j <= i; j++) {
      C16(1) C16(17) C16(33) C16(49)
    }
    out[i] = s;
  }
}
