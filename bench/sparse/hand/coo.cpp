// COO product: the output stays in a register while the row does not change.
template <class T>
static void coo(long nz, const int *row, const int *col, const T *val,
                const T *x, T *y) {
  for (long k = 0; k < nz;) {
    const int r = row[k];
    T sum = y[r];
    do {
      sum += val[k] * x[col[k]];
      ++k;
    } while (k < nz && row[k] == r);
    y[r] = sum;
  }
}

extern "C" {
void coo_f64(long nz, const int *row, const int *col, const double *val,
             const double *x, double *y) {
  coo(nz, row, col, val, x, y);
}
void coo_f32(long nz, const int *row, const int *col, const float *val,
             const float *x, float *y) {
  coo(nz, row, col, val, x, y);
}
}
