// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Latent Dirichlet allocation: each word of a text has a topic; word[i] is the
// number of its word, doc[i] that of its document.
#include <math.h>

static double uniform(unsigned *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * 0x1p-24;
}

static double fit(long in_doc, long of_word, long of_topic) {
  return (in_doc + 0.1) * (of_word + 0.01) / (of_topic + 1.0);
}

void lda_gibbs(int *restrict z, const unsigned *restrict word,
               const unsigned *restrict doc, double *restrict weight, long words,
               long topics) {
  unsigned seed = 1;
  for (long k = 0; k < words; ++k) {
    unsigned own_word = word[k], own_doc = doc[k];
    double total = 0;
    for (long t = 0; t < topics; ++t) {
      long in_doc = 0, of_word = 0, of_topic = 0;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t)
          ++of_topic;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t && doc[i] == own_doc)
          ++in_doc;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t && word[i] == own_word)
          ++of_word;
      total += fit(in_doc, of_word, of_topic);
      weight[t] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long t = 0; t + 1 < topics; ++t)
      pick += weight[t] < drawn;
    z[k] = pick;
  }
}

// One other topic is proposed for each word.
void lda_mh(int *restrict z, const unsigned *restrict word, const unsigned *restrict doc,
            double *restrict weight, long words, long topics) {
  unsigned seed = 2;
  for (long k = 0; k < words; ++k) {
    unsigned own_word = word[k], own_doc = doc[k];
    for (long t = 0; t < topics; ++t) {
      long in_doc = 0, of_word = 0, of_topic = 0;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t)
          ++of_topic;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t && doc[i] == own_doc)
          ++in_doc;
      for (long i = 0; i < words; ++i)
        if (i != k && z[i] == t && word[i] == own_word)
          ++of_word;
      weight[t] = log(fit(in_doc, of_word, of_topic));
    }
    int proposed = (int)(uniform(&seed) * topics);
    double threshold = uniform(&seed);
    for (long t = 0; t < topics; ++t)
      if (t == proposed && exp(weight[t] - weight[0]) > threshold)
        z[k] = proposed;
  }
}

// Topics are drawn in the order of the text.
void lda_lw(int *restrict z, const unsigned *restrict word, const unsigned *restrict doc,
            double *restrict weight, long words, long topics) {
  unsigned seed = 3;
  double log_weight = 0;
  for (long k = 0; k < words; ++k) {
    unsigned own_word = word[k], own_doc = doc[k];
    double total = 0;
    for (long t = 0; t < topics; ++t) {
      long in_doc = 0;
      for (long i = 0; i < k; ++i)
        if (z[i] == t && doc[i] == own_doc)
          ++in_doc;
      total += in_doc + 0.1;
      weight[t] = total;
    }
    double drawn = uniform(&seed) * total;
    int pick = 0;
    for (long t = 0; t + 1 < topics; ++t)
      pick += weight[t] < drawn;
    long of_topic = 0, of_word = 0;
    for (long i = 0; i < k; ++i)
      of_topic += z[i] == pick;
    for (long i = 0; i < k; ++i)
      of_word += (z[i] == pick) & (word[i] == own_word);
    log_weight += log((of_word + 0.01) / (of_topic + 1.0));
    z[k] = pick;
  }
  if (words > 0)
    weight[0] = log_weight;
}
