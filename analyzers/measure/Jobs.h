//===- Jobs.h - Measuring on several CPUs -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One thread and one Measurer a job. A single job goes wherever a CPU is
/// quiet; several are pinned to a CPU each, so that they do not meet.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_JOBS_H
#define WINNOW_MEASURE_JOBS_H

#include "measure/Measurer.h"

namespace winnow::measure {

/// CPUs that this process may use, in order.
std::vector<int> usableCpus();

/// Calls \p Body in each of \p Jobs threads, with a Measurer of its own. More
/// jobs than usable CPUs are an error, for they would measure each other.
/// Returns the first error that a job ended with; the others go on to their
/// end.
llvm::Error runJobs(const MeasureOptions &Options, unsigned Jobs,
                    llvm::function_ref<llvm::Error(Measurer &)> Body);

/// Measures all of \p Blocks. \p OnResult is called by one job at a time.
/// \p OnClock is told what cycles were counted with, once, after the last
/// block.
llvm::Error
measureAll(const MeasureOptions &Options, unsigned Jobs,
           llvm::ArrayRef<Work> Blocks,
           llvm::function_ref<void(size_t, const Measured &)> OnResult,
           llvm::function_ref<void(const ClockReport &)> OnClock);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_JOBS_H
