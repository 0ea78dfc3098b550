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

// The entries innermost.
void inner_sum_f32(int m, int n, const int *rp, const int *col,
                   const float *val, const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      for (int k = rp[i]; k < rp[i + 1]; k++)
        s += val[k] * b[col[k] * n + j];
      c[i * n + j] = s;
    }
}

// The sum in memory.
void inner_memory_spmm_f32(int m, int n, const int *rp, const int *col,
                           const float *val, const float *b, float *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int k = rp[i]; k < rp[i + 1]; k++)
        c[i * n + j] += val[k] * b[col[k] * n + j];
}

// Something is made of the sum and of what was there before.
void inner_blend_f32(int m, int n, const int *rp, const int *col,
                     const float *val, const float *b, float *c) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float s = b[j];
      for (long k = rp[i], end = rp[i + 1]; k < end; k++)
        s = s * 0.5f + val[k] * b[(long)col[k] * n + j];
      c[i * n + j] = c[i * n + j] * 0.25f - s;
    }
}

// The entry's number is a part of the term, and the rows are read backwards.
void inner_numbered_f32(int m, int n, const int *rp, const int *col,
                        const float *val, const float *b, float *c) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float s = 0;
      for (long k = rp[i + 1] - 1; k >= rp[i]; k--)
        s += (val[k] - (float)k) * b[(long)col[k] * n + j];
      c[i * n + j] = s;
    }
}

// Integers, of which the largest is looked for.
void inner_largest_f32(int m, int n, const int *rp, const int *col,
                       const float *val, const float *b, float *c) {
  const int *v = (const int *)val, *x = (const int *)b;
  int *out = (int *)c;
  for (long i = 0; i < m; i++) {
    const long from = rp[i], end = rp[i + 1];
    for (long j = 0; j < n; j++) {
      int s = out[i * n + j];
      for (long k = from; k < end; k++) {
        const int t = x[(long)col[k] * n + j] ^ v[k];
        s = t > s ? t : s;
      }
      out[i * n + j] = s;
    }
  }
}

// The last term is used beside the sum.
void inner_last_f32(int m, int n, const int *rp, const int *col,
                    const float *val, const float *b, float *c) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float s = 0, last = 0;
      for (long k = rp[i], end = rp[i + 1]; k < end; k++) {
        last = val[k] * b[(long)col[k] * n + j];
        s += last;
      }
      c[i * n + j] = s + 2 * last;
    }
}
