// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Naive Bayes: each document has a topic, which its words depend on; word[i] is
// the number of a word, doc[i] that of its document, label[i] the topic that a
// reader gave it. A topic of a document is drawn from how often its words stand
// in each topic.
#include <math.h>

static double uniform(unsigned *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * 0x1p-24;
}

// For each document and word, how often it stands there, times how rare it is
// in each topic: the documents' words are counted again for each topic.
void nb_gibbs(int *restrict z, const int *restrict word,
              const int *restrict doc, double *restrict weight, long n) {
  unsigned seed = 1;
  for (long d = 0; d < n; ++d) {
    double total = 0;
    for (long t = 0; t < 4; ++t) {
      double fit = 0;
      long others = 0;
      for (long e = 0; e < n; ++e)
        others += e != d && z[e] == t;
      for (long a = 0; a < n; ++a) {
        long count = 0;
        for (long i = 0; i < n; ++i)
          if (doc[i] == d && word[i] == a)
            ++count;
        fit += count * log(1.0 + (a + t) % 7);
      }
      total += (others + 1) * exp(-0.01 * fit);
      weight[t] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long t = 0; t < 3; ++t)
      pick += weight[t] < drawn;
    z[d] = pick;
  }
}
