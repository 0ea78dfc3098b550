// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A running maximum through std::max.
#include <algorithm>
#include <limits>

extern "C" void prefix_max_std(const double *A, double *Out, int N) {
  for (int I = 0; I < N; ++I) {
    double M = -std::numeric_limits<double>::infinity();
    for (int J = 0; J <= I; ++J)
      M = std::max(M, A[J]);
    Out[I] = M;
  }
}
