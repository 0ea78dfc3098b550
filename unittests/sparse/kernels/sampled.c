// Sampled products of dense rows (SDDMM), as people write them: at each entry of
// a sparse matrix, the product of a row of a and a row of b.

void sddmm_f32(int m, int n, const int *start, const int *column,
               const float *value, const float *a, const float *b, float *out) {
  for (int i = 0; i < m; i++)
    for (int p = start[i]; p < start[i + 1]; p++) {
      float s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[column[p] * n + k];
      out[p] = value[p] * s;
    }
}

// Added to what is there, with a variable of the row's own.
void sddmm_added_f32(int m, int n, const int *start, const int *column,
                     const float *value, const float *a, const float *b,
                     float *out) {
  for (long i = 0; i < m; i++) {
    const float *row = a + i * n;
    for (long p = start[i]; p < start[i + 1]; p++) {
      const float *other = b + (long)column[p] * n;
      float s = 0;
      for (long k = 0; k < n; k++)
        s += row[k] * other[k];
      out[p] += value[p] * s;
    }
  }
}

// The sum begins with what is there.
void sddmm_onto_f32(int m, int n, const int *start, const int *column,
                    const float *value, const float *a, const float *b,
                    float *out) {
  for (long i = 0; i < m; i++)
    for (long p = start[i]; p < start[i + 1]; p++) {
      float s = out[p];
      for (long k = 0; k < n; k++)
        s += a[i * n + k] * b[(long)column[p] * n + k];
      out[p] = s - value[p];
    }
}

void sddmm_f64(int m, int n, const int *start, const int *column,
               const double *value, const double *a, const double *b,
               double *out) {
  for (long i = 0; i < m; i++)
    for (long p = start[i]; p < start[i + 1]; p++) {
      double s = 0;
      for (long k = 0; k < n; k++)
        s += a[i * n + k] * b[(long)column[p] * n + k];
      out[p] = value[p] * s;
    }
}
