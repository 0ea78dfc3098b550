//===- ResultTables.h - The tables of the results page ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects the times of a run and prints, as Markdown:
///
///     | kernel | N | base | winnow | exponent base | winnow | best | speed-up
///     |
///
/// An exponent is log2 of the ratio of the fastest times at 2N and N. Small
/// sizes are compared by their fastest repetitions too: short ones, of which
/// disturbances leave some alone.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_RESULTTABLES_H
#define WINNOW_BENCH_RESULTTABLES_H

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace winnow {

/// CPU time of one call.
struct Nanoseconds {
  double Value = 0;
};

struct KernelInfo {
  std::string Name;
  long N;
  int BestExponent; ///< 0 for a kernel that is left alone
  bool SameBits;

  /// The name of a measurement.
  std::string key(long Size, const char *Build) const {
    return Name + "/" + std::to_string(Size) + "/" + Build;
  }
};

/// A reporter that prints nothing and keeps each repetition's time.
class TimeCollector : public benchmark::BenchmarkReporter {
public:
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &Runs) override;

  /// False if the filter left \p Key out.
  bool has(const std::string &Key) const { return Times.count(Key) != 0; }
  Nanoseconds median(const std::string &Key) const;
  Nanoseconds fastest(const std::string &Key) const;

private:
  std::map<std::string, std::vector<double>> Times;
};

class ResultTables {
public:
  static constexpr long SmallSizes[] = {1, 2, 3, 4, 8, 16, 32};
  static constexpr long HeadlineSize = 100000;

  void add(const KernelInfo &Info) { Kernels.push_back(Info); }
  void print(const TimeCollector &Times) const;

private:
  void printHeadline(const TimeCollector &Times) const;
  void printScaling(const TimeCollector &Times,
                    std::vector<std::string> &Missed) const;
  void printSmall(const TimeCollector &Times,
                  std::vector<std::string> &Missed) const;

  std::vector<KernelInfo> Kernels;
};

} // namespace winnow

#endif // WINNOW_BENCH_RESULTTABLES_H
