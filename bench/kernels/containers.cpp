// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// FLAGS: -std=c++20
// Prefix sums over the containers and algorithms of the standard library.
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

extern "C" void vector_sum(const std::vector<double> &A,
                           std::vector<double> &Out) {
  for (std::size_t I = 0; I < A.size(); ++I) {
    double S = 0;
    for (std::size_t J = 0; J <= I; ++J)
      S += A[J];
    Out[I] = S;
  }
}

extern "C" void accumulate_sum(const std::vector<double> &A,
                               std::vector<double> &Out) {
  for (std::size_t I = 0; I < A.size(); ++I)
    Out[I] = std::accumulate(A.begin(), A.begin() + I + 1, 0.0);
}

extern "C" void accumulate_pointers(const int *A, int *Out, int N) {
  for (int I = 0; I < N; ++I)
    Out[I] = std::accumulate(A, A + I + 1, 0);
}

extern "C" void span_sum(const double *A, double *Out, std::size_t N) {
  std::span<const double> All(A, N);
  for (std::size_t I = 0; I < N; ++I) {
    double S = 0;
    for (double X : All.first(I + 1))
      S += X;
    Out[I] = S;
  }
}
