//===- ChildSetup.h - From a fork to a sandbox ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a child does before its first block: dies with its parent, stays on
/// one CPU, may not dump core or open files, closes what it does not need,
/// maps memory where blocks do not find it, and opens the cycle counter.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_CHILDSETUP_H
#define WINNOW_MEASURE_CHILDSETUP_H

#include "measure/HarnessCode.h"
#include "measure/SharedMemory.h"
#include "llvm/ADT/ArrayRef.h"

namespace winnow::measure {

/// Where children map the code: two free gigabytes on both sides, which is as
/// far as RIP-relative operands reach.
constexpr uint64_t CodeBase = 0x2000'0000'0000;

struct ChildSetup {
  int ParentPid = 0;
  /// Open until the child dies.
  int Pipe = -1;
  int Cpu = -1;
  ClockKind Clock = ClockKind::Tsc;
  bool UseFilter = true;
  uint32_t MaxPages = 0;
  uint64_t StateAddress = 0;
  const SharedMemory *Code = nullptr;
  const SharedMemory *Board = nullptr;
  const SharedMemory *Page = nullptr;
  /// Pages that earlier children had to map: cheaper now than by a signal.
  llvm::ArrayRef<uint64_t> KnownPages;
};

/// Tells the board what failed, or runs the blocks. Never returns.
[[noreturn]] void setUpAndRun(const ChildSetup &S);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_CHILDSETUP_H
