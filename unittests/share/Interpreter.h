//===- Interpreter.h - Runs reductions and plans on numbers -----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The meaning of an equation and the recipe of Plan.h, executed literally for
/// given values of the parameters. Arithmetic is modulo 2^64. Arrays hold a
/// hash of their element until something is stored, and the body is a mix of
/// everything that it reads, so that a wrong, missing or stale term shows.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SHARE_INTERPRETER_H
#define WINNOW_UNITTESTS_SHARE_INTERPRETER_H

#include "share/Plan.h"
#include "share/Reduction.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace winnow::share::test {

using Point = std::vector<int>;
using Parameters = std::map<std::string, int>;

struct Outcome {
  /// The answers, by iteration.
  std::map<Point, uint64_t> Answers;
  /// What was stored, by array and element.
  std::map<std::pair<std::string, Point>, uint64_t> Memory;
  /// Terms added or taken away.
  size_t Work = 0;

  bool sameAs(const Outcome &O) const {
    return Answers == O.Answers && Memory == O.Memory;
  }
};

/// The points of \p S for the values \p P, in lexicographic order.
std::vector<Point> points(const isl::set &S, const Parameters &P);

/// Runs the equation as it stands.
Outcome runNaive(const Reduction &R, const Parameters &P, uint64_t Seed);

/// Runs \p Pl by the recipe of Plan.h.
Outcome runPlan(const Reduction &R, const Plan &Pl, const Parameters &P,
                uint64_t Seed);

} // namespace winnow::share::test

#endif // WINNOW_UNITTESTS_SHARE_INTERPRETER_H
