//===- Tile.h - A tile of outputs in registers ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a programmer who knows the machine writes by hand instead of the plain
/// kernels: the ceiling that the benchmark measures against. Each sum is formed
/// in the order of the plain kernel, so the results are the same bits.
/// Needs clang's vector extensions.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_SPARSE_HAND_TILE_H
#define WINNOW_BENCH_SPARSE_HAND_TILE_H

#include <cstddef>

namespace winnow::hand {

#if defined(__AVX512F__)
inline constexpr int VectorBytes = 64;
#elif defined(__AVX__)
inline constexpr int VectorBytes = 32;
#else
inline constexpr int VectorBytes = 16;
#endif

template <class T> inline constexpr int Lanes = VectorBytes / int(sizeof(T));

template <class T>
using Vector = T __attribute__((ext_vector_type(VectorBytes / sizeof(T))));
template <class T>
using Mask = bool __attribute__((ext_vector_type(VectorBytes / sizeof(T))));

template <class T> Vector<T> load(const T *From) {
  Vector<T> V;
  __builtin_memcpy(&V, From, sizeof V);
  return V;
}
template <class T> void store(Vector<T> V, T *To) {
  __builtin_memcpy(To, &V, sizeof V);
}

template <class T> Mask<T> firstLanes(long N) {
  using Numbers = int __attribute__((ext_vector_type(Lanes<T>)));
  Numbers Lane;
  for (int L = 0; L < Lanes<T>; ++L)
    Lane[L] = L;
  return __builtin_convertvector(Lane < int(N), Mask<T>);
}

/// One entry of a sparse row: what it is multiplied with, and where in the
/// dense operand its row starts.
template <class T> struct Entry {
  T Value;
  const T *Row;
};

/// C[0 .. Width) += the sum over Count entries, U vectors wide, of which the
/// last has \p Last lanes. \p EntryAt: from an index to an Entry<T>.
template <class T, int U, bool Whole, class Entries>
[[gnu::always_inline]] inline void tile(T *C, long Count, long Last,
                                        const Entries &EntryAt) {
  const Mask<T> M = firstLanes<T>(Last);
  Vector<T> Sum[U];
  for (int V = 0; V < U; ++V)
    Sum[V] = !Whole && V == U - 1 ? __builtin_masked_load(M, C + V * Lanes<T>)
                                  : load(C + V * Lanes<T>);
  for (long K = 0; K < Count; ++K) {
    const Entry<T> E = EntryAt(K);
#pragma clang loop unroll(full)
    for (int V = 0; V < U; ++V) {
      Vector<T> X = !Whole && V == U - 1
                        ? __builtin_masked_load(M, E.Row + V * Lanes<T>)
                        : load(E.Row + V * Lanes<T>);
      Sum[V] = E.Value * X + Sum[V];
    }
  }
  for (int V = 0; V < U; ++V)
    if (!Whole && V == U - 1)
      __builtin_masked_store(M, Sum[V], C + V * Lanes<T>);
    else
      store(Sum[V], C + V * Lanes<T>);
}

/// A row of C, N wide. \p EntriesFrom(J) gives the entries with rows that start
/// at column J.
template <class T, class EntriesFrom>
void row(T *C, long N, long Count, const EntriesFrom &From) {
  constexpr long Full = 8 * Lanes<T>;
  long J = 0;
  for (; J + Full <= N; J += Full)
    tile<T, 8, true>(C + J, Count, Lanes<T>, From(J));
  const long Left = N - J;
  const long Last = (Left - 1) % Lanes<T> + 1;
  switch ((Left + Lanes<T> - 1) / Lanes<T>) {
  case 1:
    return tile<T, 1, false>(C + J, Count, Last, From(J));
  case 2:
    return tile<T, 2, false>(C + J, Count, Last, From(J));
  case 3:
    return tile<T, 3, false>(C + J, Count, Last, From(J));
  case 4:
    return tile<T, 4, false>(C + J, Count, Last, From(J));
  case 5:
    return tile<T, 5, false>(C + J, Count, Last, From(J));
  case 6:
    return tile<T, 6, false>(C + J, Count, Last, From(J));
  case 7:
    return tile<T, 7, false>(C + J, Count, Last, From(J));
  case 8:
    return tile<T, 8, false>(C + J, Count, Last, From(J));
  }
}

} // namespace winnow::hand

#endif // WINNOW_BENCH_SPARSE_HAND_TILE_H
