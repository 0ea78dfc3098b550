// y = A * x, A sparse in rows (CSR), and the same with A dense: the step of a
// recurrent network.

void spmv_f64(int m, const int *rp, const int *col, const double *val,
              const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    double s = 0;
    for (int k = rp[i]; k < rp[i + 1]; k++)
      s += val[k] * x[col[k]];
    y[i] = s;
  }
}

void spmv_f32(int m, const int *rp, const int *col, const float *val,
              const float *x, float *y) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int k = rp[i]; k < rp[i + 1]; k++)
      s += val[k] * x[col[k]];
    y[i] = s;
  }
}

void matvec_f32(int m, int n, const float *w, const float *x, float *y) {
  for (int i = 0; i < m; i++) {
    float s = y[i];
    for (int j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = s > 0 ? s : 0;
  }
}
