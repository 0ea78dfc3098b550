//===- Estimate.h - From samples to cycles ----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One sample gives cycles = (long - short) / (copies * repetitions), in ticks
/// of the clock over ticks per cycle. A block is visited in several rounds, so
/// that its samples come from different moments. What disturbs a timing makes
/// it slower, seldom faster, and it disturbs one of the two snippets, for a
/// timing lasts microseconds. So each snippet's figure is the mean of the third
/// of its timings that were fastest.
/// \code
///   round 1   short 702 703 812 740    long 1213 1214 1215 1252
///   round 2   short 702 701  (2 refused)    1213 1212
///             short (701 + 702) / 2    long (1212 + 1213) / 2
///                                      511 / 1024 copies = 0.499
/// \endcode
/// The rounds with odd and those with even numbers must come to the same.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_ESTIMATE_H
#define WINNOW_MEASURE_ESTIMATE_H

#include "measure/Gate.h"

namespace winnow::measure {

struct Estimate {
  Cycles Value;
  /// Distance of the 80th and 20th percentile.
  Cycles Spread;
  unsigned Samples = 0;
};

/// How far two figures of one block may lie apart.
struct Tolerance {
  double Relative = 0.01;
  Cycles Absolute{0.01};

  bool allows(double Value, double Distance) const {
    return Distance <= Absolute.Value || Distance <= Relative * Value;
  }
};

/// What is known about a block after some rounds.
class Readings {
public:
  /// The samples of one child, whose sweeps are rounds of their own; those that
  /// \p G refuses are left out.
  /// \param Copies  of the block in the shorter snippet.
  void add(llvm::ArrayRef<Sample> Samples, unsigned Copies, const Gate &G);

  /// Zero cycles where no sample was clean.
  Estimate estimate() const;

  /// Rounds that brought at least one clean sample.
  unsigned cleanRounds() const { return Rounds; }
  unsigned cleanSamples() const { return Clean.size(); }

  /// Whether odd and even rounds agree; false before the second round.
  bool agree(const Tolerance &T) const;

private:
  void addRound(llvm::ArrayRef<Sample> Samples, const Gate &G);
  /// Cycles of one repetition of each snippet, without reading the clock.
  struct Reading {
    double Short, Long;
    unsigned Round;
  };
  static double valueOf(llvm::ArrayRef<Reading> Of, unsigned Copies);

  std::vector<Reading> Clean;
  unsigned Rounds = 0;
  unsigned Copies = 1;
};

/// \p Share of 0.5 is the median. Linear between neighbours; \p Values is
/// reordered, and must not be empty.
double percentile(llvm::MutableArrayRef<double> Values, double Share);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_ESTIMATE_H
