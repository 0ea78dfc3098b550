//===- Logarithm.cpp - A logarithm that is the same everywhere ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/Logarithm.h"
#include <cmath>

namespace winnow::serve {

float logarithm(float X) {
  // x = m 2^e, m around 1; ln m = 2 (s + s³/3 + s⁵/5 + …), s = (m - 1)/(m + 1).
  int Exponent = 0;
  double M = std::frexp(double(X), &Exponent);
  if (M < 0.70710678118654752) {
    M *= 2;
    --Exponent;
  }
  double S = (M - 1) / (M + 1), Square = S * S, Sum = 0;
  // |s| < 0.172: the tenth term is below the last bit of a float.
  for (int Term = 19; Term >= 1; Term -= 2)
    Sum = Sum * Square + 1.0 / Term;
  return float(Exponent * 0.69314718055994531 + 2 * S * Sum);
}

} // namespace winnow::serve
