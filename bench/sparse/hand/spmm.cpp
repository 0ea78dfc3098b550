// SpMM with the output row in registers around the loop over the nonzeros.
#include "Tile.h"

using namespace winnow::hand;

template <class T>
static void spmm(int m, int n, const int *rp, const int *col, const T *val,
                 const T *b, T *c) {
  for (int i = 0; i < m; i++) {
    const int *cols = col + rp[i];
    const T *vals = val + rp[i];
    row(c + long(i) * n, n, rp[i + 1] - rp[i], [=](long j) {
      return
          [=](long k) { return Entry<T>{vals[k], b + long(cols[k]) * n + j}; };
    });
  }
}

extern "C" {
void spmm_f32(int m, int n, const int *rp, const int *col, const float *val,
              const float *b, float *c) {
  spmm(m, n, rp, col, val, b, c);
}
void spmm_f64(int m, int n, const int *rp, const int *col, const double *val,
              const double *b, double *c) {
  spmm(m, n, rp, col, val, b, c);
}
void spmm_restrict_f32(int m, int n, const int *rp, const int *col,
                       const float *val, const float *b, float *c) {
  spmm(m, n, rp, col, val, b, c);
}
void spmm_16_f32(int m, int, const int *rp, const int *col, const float *val,
                 const float *b, float *c) {
  spmm(m, 16, rp, col, val, b, c);
}
void spmm_16_restrict_f32(int m, int, const int *rp, const int *col,
                          const float *val, const float *b, float *c) {
  spmm(m, 16, rp, col, val, b, c);
}
void spmm_inner_f32(int m, int n, const int *rp, const int *col,
                    const float *val, const float *b, float *c) {
  spmm(m, n, rp, col, val, b, c);
}
}
