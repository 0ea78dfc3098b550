//===- Floats.h - Numbers that vectors are made of --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An array of floats as kernels want it: aligned, and padded with zeros to
/// whole vectors of the widest kind.
///
///     3 numbers  →  a b c 0 0 0 0 0 0 0 0 0 0 0 0 0
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_FLOATS_H
#define WINNOW_SERVE_FLOATS_H

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace winnow::serve {

/// What every length is rounded up to: a vector of 512 bits.
constexpr size_t Lanes = 16;

constexpr size_t padded(size_t Size) {
  return (Size + Lanes - 1) / Lanes * Lanes;
}

class Floats {
public:
  Floats() = default;
  /// Zeros.
  explicit Floats(size_t Size);

  float *data() { return Memory.get(); }
  const float *data() const { return Memory.get(); }
  size_t size() const { return Size; }

  /// At least so many; what was in it is lost if it grows.
  void reserve(size_t Wanted) {
    if (Wanted > Size)
      *this = Floats(std::max(Wanted, Size * 2));
  }

private:
  struct Free {
    void operator()(float *P) const { std::free(P); }
  };
  std::unique_ptr<float, Free> Memory;
  size_t Size = 0;
};

} // namespace winnow::serve

#endif // WINNOW_SERVE_FLOATS_H
