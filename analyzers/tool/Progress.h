//===- Progress.h - How far a long work has come ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// On a terminal, one line that is drawn again a few times a second:
///
///     measured  [=======>        ]  41 %  123,456 of 300,000  1,024/s  2:52
///     left
///
/// Elsewhere, as in a log, a plain line every ten seconds and one at the end:
///
///     measured 123,456 of 300,000 (41 %), 1,024/s, 2:52 left
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_PROGRESS_H
#define WINNOW_TOOL_PROGRESS_H

#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <string>

namespace winnow::tool {

class Progress {
public:
  /// \p Verb: "measured". \p Total of 0: not known. \p Unit: "MiB", or nothing
  /// for what needs none. \p Done is what an earlier run has done, which the
  /// rate leaves out.
  Progress(llvm::raw_ostream &OS, std::string Verb, uint64_t Total,
           std::string Unit = "", uint64_t Done = 0);
  /// Finishes the line.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// Costs a look at the clock where there is nothing to draw.
  void advance(uint64_t By = 1);
  void setTotal(uint64_t T) { Total = T; }
  /// A few words behind the numbers, from the next drawing on.
  void note(std::string Words) { Note = std::move(Words); }
  /// Draws now, a last time, and goes to the next line.
  void finish();
  /// Clears the line, so that a message may be printed; the next advance()
  /// draws it again.
  void clear();

private:
  using Clock = std::chrono::steady_clock;
  void draw(Clock::time_point Now);

  llvm::raw_ostream &OS;
  std::string Verb, Unit, Note;
  uint64_t Total, Done, DoneBefore;
  bool IsTerminal, Finished = false;
  Clock::time_point Start, Next;
};

/// "1,234,567".
std::string withCommas(uint64_t Number);
/// "2:05", "1:02:05".
std::string asDuration(double Seconds);

} // namespace winnow::tool

#endif // WINNOW_TOOL_PROGRESS_H
