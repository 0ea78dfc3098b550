//===- Snippet.h - A block unrolled -----------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A block is timed as Copies and as 2 * Copies of itself, about 4 KiB and
/// 8 KiB of code: what a run costs besides its copies is the same in both.
/// \code
///    4 KiB:  head | block block ... block | jump to done
///    8 KiB:  head | block block block block ... block | jump to done
/// \endcode
/// Less code shows the start of a run (a window of some hundred instructions
/// that fills), more code no longer fits the op cache.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_SNIPPET_H
#define WINNOW_MEASURE_SNIPPET_H

#include "measure/FrontEnd.h"
#include "measure/HarnessCode.h"

namespace winnow::measure {

/// What can be measured: one block's code, at most MaxBlockBytes.
using Code = llvm::ArrayRef<uint8_t>;

/// Two copies must fit the 8 KiB.
constexpr size_t MaxBlockBytes = 4096;

/// Bytes of code of the shorter snippet.
constexpr size_t ShortBytes = 4096;
/// At most as many instructions in the shorter snippet: both together stay
/// within an op cache of 6,000 entries.
constexpr size_t ShortInstructions = 2048;

/// How often the shorter snippet repeats the block; at least once.
/// \param Instructions  of the block, 0 where nobody knows.
unsigned copiesFor(size_t BlockBytes, size_t Instructions);

/// The narrowest vector state that serves \p Block, by the prefix bytes that
/// occur in it: never too narrow.
VectorState vectorStateFor(Code Block, VectorState Widest);

/// Bytes that a snippet takes, a multiple of 64.
size_t snippetSize(size_t BlockBytes, unsigned Copies);

/// Writes head, copies and tail to \p To, which is 64-byte aligned.
/// \param DoneOffset  where `done` is, relative to \p To.
/// \returns the offset of the entry point.
uint32_t writeSnippet(uint8_t *To, Code Block, unsigned Copies,
                      int32_t DoneOffset, FrontEnd Feeds);

/// Whether some bytes of \p Block may be a system call. Used where the kernel
/// offers no filter; errs on the side of a yes.
bool mayCallSystem(Code Block);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_SNIPPET_H
