// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FLAGS: -ffast-math

// A mixture of K Gaussians with unknown means, in the three ways to infer it
// that "Simplifying Dependent Reductions in the Polyhedral Model" (POPL 2021)
// measures. Random numbers come from a seed.
#include <math.h>

static double uniform(unsigned *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * 0x1p-24;
}

/// How well a point fits a cluster of \p c others whose sum is \p s.
static double fit(double x, double s, long c) {
  double mean = s / (c + 1.0), d = x - mean;
  return (c + 0.5) * exp(-0.5 * d * d);
}

// Gibbs: the cluster of each point is drawn anew, given those of all others.
void gmm_gibbs(int *restrict z, const double *restrict x,
               double *restrict weight, long n, long clusters) {
  unsigned seed = 1;
  for (long k = 0; k < n; ++k) {
    double total = 0;
    for (long m = 0; m < clusters; ++m) {
      double s = 0;
      long c = 0;
      for (long i = 0; i < n; ++i)
        if (i != k && z[i] == m) {
          s += x[i];
          ++c;
        }
      total += fit(x[k], s, c);
      weight[m] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long m = 0; m + 1 < clusters; ++m)
      pick += weight[m] < drawn;
    z[k] = pick;
  }
}

// Metropolis and Hastings: another cluster is proposed, and taken or not.
void gmm_mh(int *restrict z, const double *restrict x, long n, long clusters) {
  unsigned seed = 2;
  for (long k = 0; k < n; ++k) {
    int old = z[k], proposed = (int)(uniform(&seed) * clusters);
    long c_old = 0, c_new = 0;
    double s_old = 0, s_new = 0;
    for (long i = 0; i < n; ++i)
      if (i != k && z[i] == old)
        ++c_old;
    for (long i = 0; i < n; ++i)
      if (i != k && z[i] == proposed)
        ++c_new;
    for (long i = 0; i < n; ++i)
      s_old += i != k && z[i] == old ? x[i] : 0;
    for (long i = 0; i < n; ++i)
      s_new += i != k && z[i] == proposed ? x[i] : 0;
    if (uniform(&seed) * fit(x[k], s_old, c_old) < fit(x[k], s_new, c_new))
      z[k] = proposed;
  }
}

// Likelihood weighting: clusters are drawn one after the other, each given
// those before it; the weight says how well the points fit.
void gmm_lw(int *restrict z, const double *restrict x, double *restrict weight,
            long n, long clusters) {
  unsigned seed = 3;
  double log_weight = 0;
  for (long k = 0; k < n; ++k) {
    double total = 0;
    for (long m = 0; m < clusters; ++m) {
      long c = 0;
      for (long i = 0; i < k; ++i)
        if (z[i] == m)
          ++c;
      total += c + 0.5;
      weight[m] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long m = 0; m + 1 < clusters; ++m)
      pick += weight[m] < drawn;
    double s = 0;
    long c = 0;
    for (long i = 0; i < k; ++i) {
      s += z[i] == pick ? x[i] : 0;
      c += z[i] == pick;
    }
    log_weight += log(1 + fit(x[k], s, c));
    z[k] = pick;
  }
  if (n > 0)
    weight[0] = log_weight;
}
