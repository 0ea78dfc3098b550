// C += A * B with dense storage, where A is mostly zero and its zeros are
// skipped: a pruned layer, a layer behind a ReLU.

void skip_gemm_f32(long m, long n, long depth, const float *a, const float *b,
                   float *c) {
  for (long i = 0; i < m; i++)
    for (long k = 0; k < depth; k++) {
      float x = a[i * depth + k];
      if (x == 0)
        continue;
      for (long j = 0; j < n; j++)
        c[i * n + j] += x * b[k * n + j];
    }
}

void skip_gemm_f64(long m, long n, long depth, const double *a, const double *b,
                   double *c) {
  for (long i = 0; i < m; i++)
    for (long k = 0; k < depth; k++) {
      double x = a[i * depth + k];
      if (x == 0)
        continue;
      for (long j = 0; j < n; j++)
        c[i * n + j] += x * b[k * n + j];
    }
}
