// Sparse sums as people write them: other types, indices and terms. Each has
// the parameters of spmm in bench/sparse/Kernels.h.

typedef unsigned long size;

void pointers_f32(int m, int n, const int *rp, const int *col, const float *val,
                  const float *b, float *c) {
  for (int i = 0; i < m; i++) {
    const float *v = val + rp[i];
    const int *last = col + rp[i + 1];
    for (const int *p = col + rp[i]; p < last; p++, v++) {
      const float *row = b + (long)*p * n;
      float *out = c + (long)i * n;
      for (int j = 0; j < n; j++)
        *out++ += *v * *row++;
    }
  }
}

void unsigned_f32(int m, int n, const int *rp, const int *col, const float *val,
                  const float *b, float *c) {
  const unsigned *from = (const unsigned *)rp, *at = (const unsigned *)col;
  for (size i = 0; i < (size)m; i++)
    for (size k = from[i]; k < from[i + 1]; k++)
      for (size j = 0; j < (size)n; j++)
        c[i * n + j] += val[k] * b[at[k] * (size)n + j];
}

// The terms are not products of two.
void terms_f32(int m, int n, const int *rp, const int *col, const float *val,
               const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++) {
      const float *row = b + (long)col[k] * n, *own = b + (long)i * n;
      for (int j = 0; j < n; j++) {
        float d = __builtin_fabsf(row[j] - own[j]);
        c[(long)i * n + j] -= d > 0.5f ? val[k] / (d + 1) : val[k] * d;
      }
    }
}

// Not a sum: the largest of the rows.
void largest_f32(int m, int n, const int *rp, const int *col, const float *val,
                 const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n; j++) {
        float x = val[k] * b[(long)col[k] * n + j], y = c[(long)i * n + j];
        c[(long)i * n + j] = x > y ? x : y;
      }
}

// Every second column of the dense operand is skipped on the way: not side by
// side.
void strided_f32(int m, int n, const int *rp, const int *col, const float *val,
                 const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n / 2; j++)
        c[(long)i * n + j] += val[k] * b[(long)col[k] * n + 2 * j];
}

// A scale that is found through the same index.
void scaled_f32(int m, int n, const int *rp, const int *col, const float *val,
                const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < n; j++)
        c[(long)i * n + j] += val[col[k]] * b[(long)col[k] * n + j];
}

// Integers: their sums may not be kept from overflowing.
void integers_f32(int m, int n, const int *rp, const int *col, const float *val,
                  const float *b, float *c) {
  const unsigned *v = (const unsigned *)val, *x = (const unsigned *)b;
  unsigned *out = (unsigned *)c;
  for (int i = 0; i < m; i++)
    for (int k = rp[i], end = rp[i + 1]; k < end; k++)
      for (int j = 0; j < n; j++)
        out[(long)i * n + j] += v[k] * x[(long)col[k] * n + j];
}

// Entries are skipped in a compressed row as well.
void thinned_f32(int m, int n, const int *rp, const int *col, const float *val,
                 const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++) {
      if (val[k] < 0)
        continue;
      for (int j = 0; j < n; j++)
        c[(long)i * n + j] += val[k] * b[(long)col[k] * n + j];
    }
}

// From the last entry to the first.
void backward_f32(int m, int n, const int *rp, const int *col, const float *val,
                  const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i + 1] - 1; k >= rp[i]; k--)
      for (int j = 0; j < n; j++)
        c[(long)i * n + j] += val[k] * b[(long)col[k] * n + j];
}

// Seven columns, whatever n says: fewer than a vector has.
void seven_f32(int m, int n, const int *rp, const int *col, const float *val,
               const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int k = rp[i]; k < rp[i + 1]; k++)
      for (int j = 0; j < 7; j++)
        if (n >= 7)
          c[(long)i * n + j] += val[k] * b[(long)col[k] * n + j];
}
