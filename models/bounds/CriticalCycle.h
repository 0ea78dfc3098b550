//===- CriticalCycle.h - The slowest chain around a loop --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An endless loop cannot turn faster than its slowest chain of dependences
/// that closes on itself: the maximum over cycles of latency per iteration.
///
///     imul %rax, %rbx  ─3→  add %rbx, %rax  ─1, carried→  imul     4 per 1
///
/// Found exactly: starting from 0 cycles an iteration, as long as a cycle of
/// edges takes longer than the present answer allows, its ratio is the next
/// answer. Cycles are looked for with Bellman and Ford's relaxation in program
/// order, in integers. (Dasdan, "Experimental analysis of the fastest optimum
/// cycle ratio and mean algorithms", 2004, calls this family Burns's and
/// Lawler's.)
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BOUNDS_CRITICALCYCLE_H
#define WINNOW_BOUNDS_CRITICALCYCLE_H

#include <cstdint>
#include <vector>

namespace winnow::bounds {

struct LatencyEdge {
  uint32_t From, To;
  /// Cycles; below 0 where the consumer reads later than at its start.
  int Latency;
  bool Carried;
};

struct CriticalCycle {
  /// Latency and iterations of the slowest cycle; 0 per 1 without one.
  int64_t Latency = 0;
  int64_t Iterations = 1;
  /// Its nodes, in the order of dependence, from the smallest.
  std::vector<uint32_t> Nodes;

  double cycles() const { return double(Latency) / double(Iterations); }
};

/// \p Edges must be in order of To; only carried ones may lead backwards.
/// Costs a few passes over the edges.
CriticalCycle findCriticalCycle(uint32_t NumNodes,
                                const std::vector<LatencyEdge> &Edges);

} // namespace winnow::bounds

#endif // WINNOW_BOUNDS_CRITICALCYCLE_H
