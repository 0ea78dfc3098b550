// Sums of rows of one length, as people write them. Each has the parameters of
// matvec in bench/sparse/Kernels.h; w has room for m * (n + 2) + n numbers, x for
// m + n, y for 2 * m.

typedef unsigned long size;

// The step of a recurrent network: two products, a bias, and something is made
// of the sum.
void step_f32(int m, int n, const float *w, const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = x[i];
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = __builtin_fabsf(s) * y[i] + (float)i;
  }
}

// From the last row to the first.
void upward_rows_f32(int m, int n, const float *w, const float *x, float *y) {
  for (int i = m - 1; i >= 0; i--) {
    float s = 0.5f;
    for (int j = 0; j < n; j++)
      s -= w[i * n + j] * x[j];
    y[i] = s;
  }
}

// Pointers; a term of several numbers, and one that belongs to the row.
void distance_f32(int m, int n, const float *w, const float *x, float *y) {
  for (size i = 0; i < (size)m; i++) {
    const float *row = w + i * (size)(n + 2), *end = row + n, *at = x;
    const float own = x[i];
    float s = 0;
    for (; row < end; row++, at++) {
      const float d = *row - *at;
      s += (d > 0 ? d * d : own) * 0.25f;
    }
    y[2 * i] = s;
  }
}

// Windows that lie over each other.
void windows_f32(int m, int n, const float *w, const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = 0;
    for (long j = 0; j < n; j++)
      s += w[i + j] * w[j];
    y[i] = s + x[i];
  }
}

// Bytes that become numbers.
void bytes_f32(int m, int n, const float *w, const float *x, float *y) {
  const signed char *b = (const signed char *)w;
  for (long i = 0; i < m; i++) {
    float s = 0;
    for (long j = 0; j < n; j++)
      s += (float)b[i * n + j] * x[j];
    y[i] = s;
  }
}

// All in one place.
void same_place_f32(int m, int n, const float *w, const float *x, float *y) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[0] = s;
  }
}

// Each row starts with the one before: nothing to sum beside it.
void chained_f32(int m, int n, const float *w, const float *x, float *y) {
  float s = 0;
  for (int i = 0; i < m; i++) {
    for (int j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = s;
  }
}

// A scale that was written for the row before: read where it is used.
void fed_back_f32(int m, int n, const float *w, const float *x, float *y) {
  for (long i = 0; i < m; i++) {
    float s = y[i > 0 ? i - 1 : 0];
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    y[i] = s;
  }
}

// Doubles.
void double_rows_f32(int m, int n, const float *w, const float *x, float *y) {
  const double *v = (const double *)w, *z = (const double *)x;
  double *out = (double *)y;
  for (long i = 0; i < m; i++) {
    double s = 0;
    for (long j = 0; j < n / 2; j++)
      s += v[i * (n / 2) + j] * z[j];
    out[i] = s;
  }
}

// What belongs to the last row is used behind the rows; other rows follow.
void leaving_f32(int m, int n, const float *w, const float *x, float *y) {
  float own = 1, sum = 2;
  for (long i = 0; i < m; i++) {
    own = x[i];
    float s = own;
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[j];
    sum = s * 0.5f;
    y[i] = sum;
  }
  y[2 * m] = own;
  for (long i = 0; i < m; i++) {
    float s = own - sum;
    for (long j = 0; j < n; j++)
      s += w[i * n + j] * x[m + j];
    y[m + i] = s;
  }
  y[2 * m + 1] = sum;
}
