//===- PortPressure.h - The busiest units -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Work that can go to some units only keeps them busy for at least
///
///     max over sets of units   (cycles of what fits nowhere else) / (units)
///
///     ports 0,1   2 cycles          {0,1}: 2 + 1 over 2 = 1.5
///     port  1     1 cycle           {1}:   1 over 1     = 1
///
/// which a perfect scheduler reaches (Hall's theorem). Only unions of the sets
/// that are asked for can be the maximum.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BOUNDS_PORTPRESSURE_H
#define WINNOW_BOUNDS_PORTPRESSURE_H

#include "bounds/Machine.h"

namespace winnow::bounds {

struct PortPressure {
  double Cycles = 0;
  /// The units that are busiest: bits of Machine::units().
  uint64_t Units = 0;
};

class PortPressureFinder {
public:
  explicit PortPressureFinder(const Machine &M);
  void add(const Schedule &S);
  /// Of what was added since the last call.
  PortPressure take();

private:
  unsigned count(uint64_t Mask) const;

  /// Above this, only the sets themselves and their union are looked at.
  static constexpr size_t MaxUnions = 256;
  /// Units of which there are several, and how many more than one.
  std::vector<std::pair<uint64_t, unsigned>> Several;
  std::vector<Schedule::Busy> Sets;
  std::vector<uint64_t> Unions;
};

} // namespace winnow::bounds

#endif // WINNOW_BOUNDS_PORTPRESSURE_H
