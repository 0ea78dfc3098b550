// Zero-skipping GEMM: the nonzeros of a piece of a row of A are collected
// first, without a branch, then multiplied with the output in registers.
#include "Tile.h"

using namespace winnow::hand;

template <class T>
static void skipGemm(long m, long n, long depth, const T *a, const T *b, T *c) {
  constexpr long Piece = 1024;
  int where[Piece + 1];
  for (long i = 0; i < m; i++)
    for (long from = 0; from < depth; from += Piece) {
      const long length = depth - from < Piece ? depth - from : Piece;
      const T *x = a + i * depth + from;
      long count = 0;
      for (long k = 0; k < length; k++) {
        where[count] = int(k);
        count += x[k] != 0;
      }
      row(c + i * n, n, count, [=, &where](long j) {
        return [=, &where](long q) {
          return Entry<T>{x[where[q]], b + (from + where[q]) * n + j};
        };
      });
    }
}

extern "C" {
void skip_gemm_f32(long m, long n, long depth, const float *a, const float *b,
                   float *c) {
  skipGemm(m, n, depth, a, b, c);
}
void skip_gemm_f64(long m, long n, long depth, const double *a, const double *b,
                   double *c) {
  skipGemm(m, n, depth, a, b, c);
}
}
