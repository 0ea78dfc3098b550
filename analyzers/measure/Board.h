//===- Board.h - What parent and child tell each other ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One piece of shared memory: the parent writes the work, the child what it
/// has read from the clock. The child maps it at an address that nothing in
/// its registers or memory points at, and the parent believes nothing in it
/// that it has not checked: a block may have written anywhere.
/// \code
///   Board: BoardHeader | BoardBlock | BoardBlock ... (one per block)
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_BOARD_H
#define WINNOW_MEASURE_BOARD_H

#include "measure/HarnessCode.h"
#include <cstdint>

namespace winnow::measure {

/// At most as many samples of a block can one child take.
constexpr unsigned MaxSamples = 32;

/// So many pages that a child mapped are told to the parent.
constexpr unsigned KeptPages = 4096;

/// So many calibrations of a child's life are kept for the parent to look at.
constexpr unsigned KeptCalibrations = 512;

/// Readings of a latency calibration of so many steps, taken when a child
/// starts: what the steps of the long one do not account for is what reading
/// the clock costs, and the one branch of each that is mispredicted.
constexpr unsigned OverheadReadings = 64, OverheadSteps = 24;

/// Ticks of the two calibrators, taken together.
struct Calibration {
  uint64_t Latency = 0;
  uint64_t Throughput = 0;
};

/// One reading of a block, between two calibrations. In ticks.
struct Sample {
  Calibration Before;
  Calibration After;
  /// Repetitions of the 4 KiB and the 8 KiB snippet.
  uint64_t Short = 0;
  uint64_t Long = 0;
  uint64_t Repetitions = 0;
  /// The sweep in which it was taken.
  uint64_t Sweep = 0;
};

/// How far a child got before the block that it was at.
enum class Stage : uint32_t {
  Started,
  /// Something of the sandbox could not be set up: see Error.
  SetUpFailed,
  /// Between blocks, or at one.
  Running,
  /// A signal handler ended the child.
  Caught,
  Done,
};

struct BoardHeader {
  Stage Where = Stage::Started;
  /// errno and the name of the call that failed, with Stage::SetUpFailed.
  int32_t Error;
  char FailedCall[32];
  /// errno of installing the filter; 0 when it works.
  int32_t FilterError;
  /// errno of opening the cycle counter; 0 when it is used.
  int32_t CounterError;
  /// Which block the child is at, and a number that grows with each.
  uint32_t Current;
  uint32_t Visits;
  /// What a handler caught.
  int32_t Signal;
  int32_t SignalCode;
  uint64_t Address;
  uint64_t Instruction;
  /// Pages mapped since the child came to the current block.
  uint32_t Pages;
  /// The work.
  uint32_t BlockCount;
  /// A child goes over the blocks so often, and takes so many samples of each.
  uint32_t Sweeps;
  uint32_t SamplesPerVisit;
  uint32_t LatencySteps;
  uint32_t ThroughputSteps;
  /// A timing of the 4 KiB snippet should last about this long.
  uint64_t TargetTicks;
  /// A calibration that took longer was disturbed; 0 where nobody knows yet.
  uint64_t LongestLatency;
  uint64_t LongestThroughput;
  /// Ticks of OverheadSteps of the latency calibrator.
  uint64_t Overhead[OverheadReadings];
  /// The last calibrations, clean or not, in a ring.
  uint64_t CalibrationCount;
  Calibration Calibrations[KeptCalibrations];
  /// The addresses of the first pages that were mapped for blocks.
  uint32_t PageCount;
  uint64_t PageAddresses[KeptPages];
};

/// The harness is mapped at the start of the code region, and the snippets of
/// the block that is visited, and of no other, at this offset: what a block
/// reads and writes nearby is memory, not other blocks.
constexpr uint32_t SlotOffset = 64 << 10;

struct BoardBlock {
  /// The pages of its two snippets in the file of code, which are mapped at
  /// SlotOffset while the block is visited.
  uint64_t CodeAt;
  uint64_t CodeBytes;
  /// Offsets from where the code is mapped.
  uint32_t ShortEntry;
  uint32_t LongEntry;
  VectorState Vectors;
  /// Whether the next child looks at it, and how often it did.
  uint32_t Pending;
  uint32_t Visited;
  uint32_t SampleCount;
  Sample Samples[MaxSamples];
};

inline BoardBlock *blocksOf(BoardHeader *Header) {
  return reinterpret_cast<BoardBlock *>(Header + 1);
}

} // namespace winnow::measure

#endif // WINNOW_MEASURE_BOARD_H
