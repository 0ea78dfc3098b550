// Strict products with vectors: several rows at a time hide the latency of the
// additions, each of which keeps its order.
#include <algorithm>

template <class T>
static void rest(int from, int to, const int *col, const T *val, const T *x,
                 T &sum) {
  for (int k = from; k < to; k++)
    sum += val[k] * x[col[k]];
}

template <class T>
static void spmv(int m, const int *rp, const int *col, const T *val, const T *x,
                 T *y) {
  int i = 0;
  while (i < m) {
    int shortest = 0;
    if (i + 4 <= m) {
      shortest = rp[i + 1] - rp[i];
      for (int r = 1; r < 4; r++)
        shortest = std::min(shortest, rp[i + r + 1] - rp[i + r]);
    }
    if (shortest < 32) {
      T s = 0;
      rest(rp[i], rp[i + 1], col, val, x, s);
      y[i++] = s;
      continue;
    }
    const int a = rp[i], b = rp[i + 1], c = rp[i + 2], d = rp[i + 3];
    T s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int k = 0; k < shortest; k++) {
      s0 += val[a + k] * x[col[a + k]];
      s1 += val[b + k] * x[col[b + k]];
      s2 += val[c + k] * x[col[c + k]];
      s3 += val[d + k] * x[col[d + k]];
    }
    rest(a + shortest, b, col, val, x, s0);
    rest(b + shortest, c, col, val, x, s1);
    rest(c + shortest, d, col, val, x, s2);
    rest(d + shortest, rp[i + 4], col, val, x, s3);
    y[i] = s0;
    y[i + 1] = s1;
    y[i + 2] = s2;
    y[i + 3] = s3;
    i += 4;
  }
}

extern "C" {
void spmv_f64(int m, const int *rp, const int *col, const double *val,
              const double *x, double *y) {
  spmv(m, rp, col, val, x, y);
}
void spmv_f32(int m, const int *rp, const int *col, const float *val,
              const float *x, float *y) {
  spmv(m, rp, col, val, x, y);
}

void matvec_f32(int m, int n, const float *w, const float *x, float *y) {
  int i = 0;
  for (; i + 8 <= m; i += 8) {
    float s[8];
    for (int r = 0; r < 8; r++)
      s[r] = y[i + r];
    for (int j = 0; j < n; j++)
#pragma clang loop unroll(full)
      for (int r = 0; r < 8; r++)
        s[r] += w[long(i + r) * n + j] * x[j];
    for (int r = 0; r < 8; r++)
      y[i + r] = s[r] > 0 ? s[r] : 0;
  }
  for (; i < m; i++) {
    float s = y[i];
    for (int j = 0; j < n; j++)
      s += w[long(i) * n + j] * x[j];
    y[i] = s > 0 ? s : 0;
  }
}
}
