//===- Child.h - What runs inside the sandbox -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of a child process that may run after a block: a block may have
/// changed FS (where thread-local variables are found), the heap and every
/// library, so nothing here calls a library or uses a sanitizer.
/// \code
///   for each pending block
///     warm up; choose repetitions
///     calibrate | short  long | calibrate | short  long | calibrate ...
///
///   signal handler:  an address that can be mapped?  -> map the one page there
///                    anything else?                  -> say what, and exit
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_CHILD_H
#define WINNOW_MEASURE_CHILD_H

#include "measure/Board.h"

struct sock_fprog;

namespace winnow::measure {

/// Everything that the child needs; kept where no block is likely to write.
struct ChildContext {
  BoardHeader *Board;
  HarnessState *State;
  /// Where the code region is mapped; the file of code, and how long it is.
  uint64_t Code;
  int CodeFile;
  uint64_t CodeSize;
  /// The file of the one physical page.
  int PageFile;
  ClockKind Clock;
  /// By VectorState.
  HarnessEntries Entries[3];
  /// More pages than these, and the block is given up.
  uint32_t MaxPages;
  /// The filter of system calls, or null to go without.
  const sock_fprog *Filter;
};

/// Installs the handlers on the alternative stack at \p Stack. Returns the
/// name of the call that failed, or null.
const char *installHandlers(void *Stack, uint64_t StackBytes);

/// Where the only system calls of the child are made: a filter may insist on
/// it. [first, last] of the addresses after a system call.
struct SystemCallSites {
  uint64_t First, Last;
};
SystemCallSites systemCallSites();

/// Sets FS and GS to FillValue, as if they were registers, and measures. Does
/// not return; ends with exit status 0.
[[noreturn]] void runChild(const ChildContext &Context);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_CHILD_H
