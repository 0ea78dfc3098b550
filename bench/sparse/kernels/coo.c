// y += A * x, A a list of (row, column, value), usually sorted by row.

void coo_f64(long nz, const int *row, const int *col, const double *val,
             const double *x, double *y) {
  for (long k = 0; k < nz; k++)
    y[row[k]] += val[k] * x[col[k]];
}

void coo_f32(long nz, const int *row, const int *col, const float *val,
             const float *x, float *y) {
  for (long k = 0; k < nz; k++)
    y[row[k]] += val[k] * x[col[k]];
}
