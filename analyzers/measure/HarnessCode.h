//===- HarnessCode.h - The machine code around a block ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Position-independent code that is copied to the start of the code region of
/// a sandbox: it times a snippet, and the two calibrators.
/// \code
///   run(snippet, repetitions):            snippet:
///     save registers; t0 = ticks            x87, rax = 0x2324000
///     again:                                lfence, mfence
///       flags, MXCSR, vectors,              block block block ... block
///       one page, registers = 0x2324000     jump to done
///       jump to snippet  ----------------->
///     done:  <-----------------------------
///       if --repetitions goto again
///     t1 = ticks; restore; return t1 - t0
/// \endcode
/// A block may leave any register, flag or stack pointer behind: `done` finds
/// everything at the address of the state page, which is a constant in it.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_HARNESSCODE_H
#define WINNOW_MEASURE_HARNESSCODE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace winnow::measure {

/// What every register and every quadword of memory holds when a block starts,
/// as in BHive: an address that can be mapped, and a denormal double.
constexpr uint64_t FillValue = 0x2324000;
constexpr uint64_t PageBytes = 4096;
/// rsp and rbp, in the middle of the page of FillValue.
constexpr uint64_t StackValue = FillValue + PageBytes / 2;

/// What is read before and after: the time stamp counter, or the core's own
/// cycle counter with rdpmc.
enum class ClockKind { Tsc, Perf };

/// Which vector registers are set up. The narrowest that a block can use: wide
/// ones may lower the clock, or make SSE code depend on dirty upper halves.
enum class VectorState { Sse, Avx, Avx512 };

/// The first page of a child's private state; the code knows these offsets.
struct HarnessState {
  uint64_t StackPointer;
  uint64_t Snippet;
  uint64_t Repetitions;
  uint64_t Start;
  /// Round to nearest, exceptions masked, FTZ and DAZ.
  uint32_t BlockMxcsr;
  uint32_t DefaultMxcsr;
  /// For rdpmc; unused with the TSC.
  uint32_t CounterIndex;
};

/// Dependent adds of the latency calibrator, one cycle each on every x86-64
/// core that is known: \p iterations of the call times this.
constexpr unsigned AddsPerLatencyStep = 100;
/// Independent adds of the throughput calibrator, eight chains of them.
constexpr unsigned AddsPerThroughputStep = 128;

/// Offsets of entry points in the copied code.
struct HarnessEntries {
  /// uint64_t run(uint64_t Snippet, uint64_t Repetitions): ticks, with the
  /// overhead of reading the clock.
  uint32_t Run;
  /// Where a snippet jumps when it ends.
  uint32_t Done;
  /// uint64_t calibrate(uint64_t Steps, uint64_t CounterIndex): ticks.
  uint32_t Latency;
  uint32_t Throughput;
};

HarnessEntries harnessEntries(ClockKind Clock, VectorState Vectors);

/// Bytes that writeHarness() writes.
size_t harnessSize();
/// The same in whole pages.
size_t harnessPages();

/// Copies the code to \p To, with the state page at \p State.
/// \param HasAvx  whether upper halves exist that must be cleared.
void writeHarness(uint8_t *To, uint64_t State, bool HasAvx);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_HARNESSCODE_H
