//===- MeasureReport.h - Measurements as people and programs read -*- C++ -*-=//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `winnow measure` prints:
/// \code
///   clock: TSC, 2096.0 MHz, 0.599 ticks a core cycle (3.50 GHz)
///
///     cycles   spread  status    block
///       4.00     0.02  ok        f.o: dot+0x20 (f.c:7), 5 instructions
///          -        -  sigsegv   f.o: dot+0x31 (f.c:9), 2 instructions
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_MEASUREREPORT_H
#define WINNOW_TOOL_MEASUREREPORT_H

#include "extract/ExtractedBlock.h"
#include "measure/SelfCheck.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::tool {

enum class MeasureFormat { Text, JSON, CSV };

struct MeasuredBlock {
  extract::ExtractedBlock Block;
  measure::Measured What;
};

/// "TSC, 2096.0 MHz, 0.599 ticks a core cycle (3.50 GHz)".
std::string toString(const measure::ClockReport &C);

void printMeasured(llvm::raw_ostream &OS, MeasureFormat Format,
                   llvm::ArrayRef<MeasuredBlock> Blocks,
                   const measure::ClockReport &Clock);

/// \p Cpu is LLVM's name.
void printSelfCheck(llvm::raw_ostream &OS, const measure::SelfCheck &C,
                    const measure::ClockReport &Clock, llvm::StringRef Cpu);

} // namespace winnow::tool

#endif // WINNOW_TOOL_MEASUREREPORT_H
