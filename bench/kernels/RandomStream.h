//===- RandomStream.h - The same numbers on every machine -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_RANDOMSTREAM_H
#define WINNOW_BENCH_RANDOMSTREAM_H

#include <cstddef>
#include <cstdint>

namespace winnow {

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine,
/// which the distributions of <random> do not promise.
class RandomStream {
public:
  explicit RandomStream(uint64_t Seed) : State(Seed) {}

  uint64_t next() {
    uint64_t Z = (State += 0x9e3779b97f4a7c15);
    Z = (Z ^ (Z >> 30)) * 0xbf58476d1ce4e5b9;
    Z = (Z ^ (Z >> 27)) * 0x94d049bb133111eb;
    return Z ^ (Z >> 31);
  }
  unsigned below(unsigned N) { return unsigned(next() % N); }
  bool percent(unsigned P) { return below(100) < P; }
  /// In [0, 1).
  double unit() { return double(next() >> 11) * 0x1p-53; }
  /// In [-1, 1), never zero: sums of such numbers round.
  double value() { return unit() * 2 - 1 + 0x1p-60; }

  /// One of \p Choices; repeat one to make it likelier.
  template <class T, size_t N> const T &pick(const T (&Choices)[N]) {
    return Choices[below(N)];
  }

private:
  uint64_t State;
};

} // namespace winnow

#endif // WINNOW_BENCH_RANDOMSTREAM_H
