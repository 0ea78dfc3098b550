// C += A * B, A sparse in rows (CSR), B and C dense, row by row of A.

void spmm_f32(int m, int n, const int *rp, const int *col, const float *val,
              const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n; j++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}

void spmm_f64(int m, int n, const int *rp, const int *col, const double *val,
              const double *b, double *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n; j++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}

void spmm_restrict_f32(int m, int n, const int *restrict rp,
                       const int *restrict col, const float *restrict val,
                       const float *restrict b, float *restrict c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n; j++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}

// The number of columns is a constant: clang unrolls the innermost loop.
void spmm_16_f32(int m, int n, const int *rp, const int *col, const float *val,
                 const float *b, float *c) {
  (void)n;
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < 16; j++)
        c[i * 16 + j] += val[k] * b[col[k] * 16 + j];
}

void spmm_16_restrict_f32(int m, int n, const int *restrict rp,
                          const int *restrict col, const float *restrict val,
                          const float *restrict b, float *restrict c) {
  (void)n;
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < 16; j++)
        c[i * 16 + j] += val[k] * b[col[k] * 16 + j];
}

// With the entries innermost.
void spmm_inner_f32(int m, int n, const int *rp, const int *col,
                    const float *val, const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int k = rp[i]; k < rp[i + 1]; k++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}
