// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Each element depends on the sum of all the elements before it: the Chinese
// restaurant process, renewal equations.

void renewal_f64(double *b, const double *restrict rate, long n) {
  for (long i = 1; i < n; ++i) {
    double s = 0;
    for (long j = 0; j < i; ++j)
      s += b[j];
    b[i] = 0.25 * s + rate[i];
  }
}

void renewal_u32(unsigned *b, long n) {
  for (long i = 1; i < n; ++i) {
    unsigned s = 0;
    for (long j = 0; j < i; ++j)
      s += b[j];
    b[i] = (s ^ (s >> 3)) + 1;
  }
}

// The largest element so far decides the next one.
void record_f64(double *b, long n) {
  for (long i = 1; i < n; ++i) {
    double m = 0;
    for (long j = 0; j < i; ++j)
      m = b[j] > m ? b[j] : m;
    b[i] = b[i] + 0.5 * m;
  }
}

// A maximum of what the iterations before have stored.
void dependent_max_i32(int *restrict a, const int *restrict b, long n) {
  for (long i = 0; i < n; ++i) {
    int m = -100;
    for (long j = 0; j < i; ++j)
      m = a[j] > m ? a[j] : m;
    a[i] = (m + b[i]) / 2;
  }
}

// A window over what the iterations before have stored.
void dependent_window_u32(unsigned *restrict a, long n, long w) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 1;
    for (long j = 0; j < w; ++j)
      s += a[i + j];
    a[i + w] = s ^ (s >> 3);
  }
}

// Two sums, each of what the other's result was stored into.
void mutual_sums_u32(unsigned *restrict a, unsigned *restrict b, long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 1, t = 2;
    for (long j = 0; j < i; ++j)
      s += b[j];
    a[i] = s ^ (s >> 2);
    for (long j = 0; j <= i; ++j)
      t += a[j];
    b[i] = t + 3;
  }
}

// The factor is of this iteration, the sum of those before it.
void scaled_renewal_u32(unsigned *restrict b, const unsigned *restrict f,
                        long n) {
  for (long i = 0; i < n; ++i) {
    unsigned s = 1;
    for (long j = 0; j < i; ++j)
      s += f[i] * b[j];
    b[i] = s;
  }
}

// The forward pass of a hidden Markov model, summed over all of its history
// again in every step.
void forward_history_f64(double *restrict alpha, const double *restrict move,
                         const double *restrict emit, long n) {
  for (long t = 1; t < n; ++t)
    for (long s = 0; s < n; ++s) {
      double sum = 1;
      for (long u = 0; u < t; ++u)
        for (long r = 0; r < n; ++r)
          sum += alpha[u * n + r] * move[r * n + s];
      alpha[t * n + s] = emit[t * n + s] * sum / (1 + sum * sum);
    }
}

// The same with rows of a fixed length, whose loops are unrolled.
void forward_history_u32(unsigned *restrict alpha,
                         const unsigned *restrict move, long n) {
  for (long t = 0; t < n / 4; ++t)
    for (long s = 0; s < 4; ++s) {
      unsigned sum = 1;
      for (long u = 0; u < t; ++u)
        for (long r = 0; r < 4; ++r)
          sum += alpha[4 * u + r] * move[r + s];
      alpha[4 * t + s] = sum ^ (sum >> 5);
    }
}
