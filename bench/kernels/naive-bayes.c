// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Naive Bayes: each of n documents has one of m topics; word[i], of m, is the
// word at a place of the text, doc[i] the document of that place. The words of
// a document are drawn from those of its topic.
#include <math.h>

static double uniform(unsigned *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * 0x1p-24;
}

/// How often each word stands in each document.
static void count_words(const unsigned *restrict word,
                        const unsigned *restrict doc, unsigned *restrict count,
                        long n, long m) {
  for (long d = 0; d < n; ++d)
    for (long a = 0; a < m; ++a) {
      unsigned c = 0;
      for (long i = 0; i < n * m; ++i)
        c += (doc[i] == d) & (word[i] == a);
      count[d * m + a] = c;
    }
}

// Gibbs: the topic of each document is drawn anew, given those of all others.
void nb_gibbs(int *restrict z, const unsigned *restrict word,
              const unsigned *restrict doc, unsigned *restrict count,
              double *restrict weight, long n, long m) {
  unsigned seed = 1;
  count_words(word, doc, count, n, m);
  for (long d = 0; d < n; ++d) {
    double total = 0;
    for (long t = 0; t < m; ++t) {
      unsigned documents = 0;
      for (long e = 0; e < n; ++e)
        documents += e != d && z[e] == t;
      double fit = log(documents + 1.0);
      for (long a = 0; a < m; ++a) {
        unsigned others = 0;
        for (long e = 0; e < n; ++e)
          if (e != d && z[e] == t)
            others += count[e * m + a];
        fit += count[d * m + a] * log(others + 0.5);
      }
      total += exp(fit / (1 + fabs(fit)));
      weight[t] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long t = 0; t + 1 < m; ++t)
      pick += weight[t] < drawn;
    z[d] = pick;
  }
}

// Metropolis and Hastings: another topic is proposed, and taken or not.
void nb_mh(int *restrict z, const unsigned *restrict word,
           const unsigned *restrict doc, unsigned *restrict count, long n,
           long m) {
  unsigned seed = 2;
  count_words(word, doc, count, n, m);
  for (long d = 0; d < n; ++d) {
    int old = z[d], proposed = (int)(uniform(&seed) * m);
    double fit = 0;
    for (long a = 0; a < m; ++a) {
      unsigned of_old = 0, of_new = 0;
      for (long e = 0; e < n; ++e)
        of_old += e != d && z[e] == old ? count[e * m + a] : 0;
      for (long e = 0; e < n; ++e)
        of_new += e != d && z[e] == proposed ? count[e * m + a] : 0;
      fit += count[d * m + a] * log((of_new + 0.5) / (of_old + 0.5));
    }
    if (log(uniform(&seed) + 0x1p-30) < fit)
      z[d] = proposed;
  }
}

// Likelihood weighting: topics are drawn one after the other, each given those
// before it.
void nb_lw(int *restrict z, const unsigned *restrict word,
           const unsigned *restrict doc, unsigned *restrict count,
           double *restrict weight, long n, long m) {
  unsigned seed = 3;
  double log_weight = 0;
  count_words(word, doc, count, n, m);
  for (long d = 0; d < n; ++d) {
    double total = 0;
    for (long t = 0; t < m; ++t) {
      unsigned documents = 0;
      for (long e = 0; e < d; ++e)
        documents += z[e] == t;
      total += documents + 0.5;
      weight[t] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long t = 0; t + 1 < m; ++t)
      pick += weight[t] < drawn;
    for (long a = 0; a < m; ++a) {
      unsigned others = 0;
      for (long e = 0; e < d; ++e)
        others += z[e] == pick ? count[e * m + a] : 0;
      log_weight += count[d * m + a] * log(others + 0.5);
    }
    z[d] = pick;
  }
  if (n > 0 && m > 0)
    weight[0] = log_weight;
}
