//===- Bounds.h - What a block cannot be faster than ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lower bounds of the cycles that an iteration of a block takes when it is
/// repeated endlessly, copy after copy, all data in the first cache. They are
/// as good as LLVM's scheduling model; Abel, Sharma and Reineke, "Facile"
/// (IISWC 2023), show how far such bounds reach.
///
///     Fetch   bytes, 16 at a time, five instructions a cycle, and three cycles
///             for a prefix that changes a length: Facile, section 4.1
///     Decode  decoders, only the first of which takes several micro-ops
///     Issue   micro-ops over the issue width
///     Ports   the busiest set of execution units; the cache, for stores
///     Chain   the slowest chain of dependences around the loop
///
/// Fetch and Decode are 0 for CPUs that feed repeated code from a cache.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BOUNDS_BOUNDS_H
#define WINNOW_BOUNDS_BOUNDS_H

#include "bounds/CriticalCycle.h"
#include "bounds/PortPressure.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::bounds {

/// Cycles of an iteration.
struct Cycles {
  double Value = 0;
};

enum class Bottleneck : uint8_t { Fetch, Decode, Issue, Ports, Chain };
constexpr unsigned Bottlenecks = 5;

struct Bounds {
  /// By Bottleneck.
  Cycles Of[Bottlenecks];
  /// What Ports speaks of: bits of Machine::units(), or 0 for the cache, which
  /// takes the stores.
  uint64_t BusyUnits = 0;
  /// The instructions of the chain, in order of dependence.
  std::vector<uint32_t> Chain;
  /// Instructions that LLVM's model does not know: they are taken for one
  /// micro-op of one cycle that needs no unit.
  unsigned Unknown = 0;

  Cycles operator[](Bottleneck B) const { return Of[unsigned(B)]; }
  /// Of equal ones, the last: what is deepest in the core.
  Bottleneck tightest() const;
  /// The highest bound.
  Cycles cycles() const { return (*this)[tightest()]; }
};

/// "fetch", "decode", "issue", "ports", "chain".
const char *nameOf(Bottleneck B);

/// One line, with a newline:
///
///     haswell: at least 1.00 cycles, by chain: fetch 0.31, …, chain 1.00 (0)
void print(const Bounds &B, const Machine &M, llvm::raw_ostream &OS);

/// Not safe to be shared between threads.
class BoundsFinder {
public:
  /// \p M must outlive the finder.
  explicit BoundsFinder(Machine &M);

  /// Some µs a block.
  Bounds find(llvm::ArrayRef<const Known *> Block);
  /// The same, where the dependences of the block were found already.
  Bounds find(llvm::ArrayRef<const Known *> Block,
              const DependenceFinder &Dependences);

private:
  Cycles fetch(llvm::ArrayRef<const Known *> Block) const;
  Cycles decode(llvm::ArrayRef<const Known *> Block);

  Machine &M;
  DependenceFinder Finder;
  PortPressureFinder Ports;
  std::vector<const Instruction *> Read;
  std::vector<LatencyEdge> Edges;
};

} // namespace winnow::bounds

#endif // WINNOW_BOUNDS_BOUNDS_H
