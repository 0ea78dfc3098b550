//===- Views.h - Predictions as text, JSON and CSV --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text, for people; the instructions of a chain that bounds the block are
/// marked:
///
///     haswell, by the built-in model
///
///     dot.o: dot+0x20 (dot.c:7)
///         4.02 cycles, ±3 %; at least 4.00 by chain: fetch 0.50, …
///         addq $4, %rdi
///       * addss %xmm1, %xmm0
///
/// JSON:
///
///     {"cpu": …, "model": …, "validation_error": …, "blocks": [
///       {"hex": …, "cycles": …, "error": …, "bottleneck": "chain",
///        "bounds": {"fetch": …, …}, "units": […], "chain": [1], "file": …,
///        "symbol": …, "offset": …, "source": …, "line": …,
///        "instructions": […]},
///       {"hex": …, "reason": …}]}
///
/// CSV, for hex up to "chain", for others with their place:
///
///     hex,cycles,cpu,error,bottleneck,fetch,decode,issue,ports,chain
///         [,file,symbol,offset,source,line]
///
/// "error" is the mean of |ln(measured / predicted)| that is to be expected.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_VIEWS_H
#define WINNOW_REPORT_VIEWS_H

#include "report/Report.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::report {

enum class Format { Text, JSON, CSV };

/// Prints blocks as they come.
class View {
public:
  virtual ~View() = default;
  virtual void begin(const Subject &S) = 0;
  virtual void block(const PredictedBlock &B) = 0;
  virtual void end() = 0;

  /// The names of columns, where there are any; with the place of a block if
  /// \p WithPlace, as in all blocks that follow.
  virtual void columns(bool /*WithPlace*/) {}
  /// A line of the input that says nothing, for views that answer line by line.
  virtual void copy(llvm::StringRef /*Line*/) {}
};

/// \p D and \p OS must outlive the view; instructions are printed as \p Print.
std::unique_ptr<View> makeView(Format F, llvm::raw_ostream &OS,
                               const block::Decoder &D, block::Syntax Print);

} // namespace winnow::report

#endif // WINNOW_REPORT_VIEWS_H
