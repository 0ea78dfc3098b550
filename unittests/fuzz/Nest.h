//===- Nest.h - Random loops, arrays and accumulators -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the makers of products, windows and dependent sums have in common:
/// arrays of several types, loops whose bounds depend on those around them, and
/// accumulators that are large enough.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZ_NEST_H
#define WINNOW_UNITTESTS_FUZZ_NEST_H

#include "Expression.h"
#include "Writer.h"

#include <vector>

namespace winnow {

enum class Operator { Add, Subtract, Min, Max, And, Or, Xor, Multiply };

class NestWriter : protected Writer {
protected:
  NestWriter(uint64_t Seed, const char *Kind) : Writer(Seed, Kind) {
    Plain = Random.percent(60);
  }

  /// What floating-point operations may do.
  enum class Regrouping { Strict, Reassociate, Fast };

  struct Accumulator {
    Expression Value; ///< as it is read
    std::string Type; ///< in C
    Operator Op;
  };

  struct Range {
    std::string Low, High; ///< inclusive and exclusive
  };

  struct Counter {
    std::string Name, Type;
  };

  /// Index type, arrays and, if \p P.A is floating-point, the regrouping.
  void chooseTypes(unsigned FloatPercent);
  /// Sizes for a nest of \p Depth loops.
  void chooseSizes(unsigned Depth);
  /// Gives the program a parameter w, for range().
  void chooseWidths();
  /// Loops to a signed number below 0 do nothing.
  void perhapsNegative(std::string &Values) const;
  /// Names and types of the counters of all loops to come.
  void chooseCounters(unsigned Loops);
  void beginFunction();
  Program endFunction();

  /// Bounds of a loop inside the open ones.
  Range range();
  void openLoop(const Range &R);
  void closeLoop();
  /// One of the open loops' counters.
  const Counter &anyCounter() {
    return Counters[Random.below(unsigned(Counters.size()))];
  }

  /// An array's element at a combination of the counters \p Over.
  std::string subscript(const std::vector<std::string> &Over);
  Expression inA(const std::string &Index) {
    return element(*P.A, "a[" + Index + "]");
  }
  Expression inB(const std::string &Index) {
    return element(*P.B, "b[" + Index + "]");
  }
  Expression counter(const Counter &C);
  bool floating() const { return P.A->Float; }

  /// An accumulator of at most \p Terms terms like \p X.
  Accumulator accumulator(const std::string &Name, Operator Op,
                          const Expression &X, double Terms);
  void declare(const Accumulator &A);
  void fold(const Accumulator &A, const Expression &X);
  /// A combination of all accumulators.
  Expression valueOf(const std::vector<Accumulator> &All);
  /// The element of out for the outermost \p Loops counters.
  std::string cell(unsigned Loops);
  void store(const std::string &Cell, const Expression &Value);

  std::vector<Counter> Planned;  ///< of all loops
  std::vector<Counter> Counters; ///< of the open loops, the outermost first
  Regrouping Allowed = Regrouping::Strict;
  double MostIterations = 0; ///< of the whole nest
};

} // namespace winnow

#endif // WINNOW_UNITTESTS_FUZZ_NEST_H
