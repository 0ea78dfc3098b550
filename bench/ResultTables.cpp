//===- ResultTables.cpp - The tables of the results page ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ResultTables.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

using namespace winnow;

void TimeCollector::ReportRuns(const std::vector<Run> &Runs) {
  for (const Run &R : Runs)
    if (R.run_type == Run::RT_Iteration && !R.error_occurred)
      Times[R.run_name.function_name].push_back(R.GetAdjustedCPUTime());
}

Nanoseconds TimeCollector::median(const std::string &Key) const {
  std::vector<double> All = Times.at(Key);
  std::sort(All.begin(), All.end());
  return {All[All.size() / 2]};
}

Nanoseconds TimeCollector::fastest(const std::string &Key) const {
  const std::vector<double> &All = Times.at(Key);
  return {*std::min_element(All.begin(), All.end())};
}

/// With three significant digits and a fitting unit.
static std::string withUnit(Nanoseconds Time) {
  const char *const Units[] = {"ns", "us", "ms", "s"};
  double Value = Time.Value;
  unsigned Unit = 0;
  for (; Value >= 1000 && Unit != 3; ++Unit)
    Value /= 1000;
  char Text[32];
  std::snprintf(Text, sizeof(Text), "%.*f %s",
                Value < 10    ? 2
                : Value < 100 ? 1
                              : 0,
                Value, Units[Unit]);
  return Text;
}

static std::string format(const char *Format, ...) {
  char Text[160];
  va_list Args;
  va_start(Args, Format);
  std::vsnprintf(Text, sizeof(Text), Format, Args);
  va_end(Args);
  return Text;
}

void ResultTables::printHeadline(const TimeCollector &Times) const {
  if (!Times.has("headline/base") || !Times.has("headline/winnow"))
    return;
  const Nanoseconds Base = Times.median("headline/base");
  const Nanoseconds Winnow = Times.median("headline/winnow");
  std::printf("The prefix sum of %ld doubles takes %s under plain -O3 and %s "
              "with the plugin: %.0f times faster.\n\n",
              HeadlineSize, withUnit(Base).c_str(), withUnit(Winnow).c_str(),
              Base.Value / Winnow.Value);
}

void ResultTables::printScaling(const TimeCollector &Times,
                                std::vector<std::string> &Missed) const {
  std::printf("## Growth and speed-up\n\n"
              "Medians of 5 (base) and 15 (winnow) repetitions of CPU time; an "
              "exponent is log2 of t(2N) / t(N) of the fastest. \"-\": nothing "
              "to share.\n\n"
              "| kernel | N | base | winnow | exponent base | exponent winnow "
              "| best | speed-up | same bits |\n"
              "|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
  for (const KernelInfo &K : Kernels) {
    if (!Times.has(K.key(K.N, "base")) || !Times.has(K.key(2 * K.N, "winnow")))
      continue;
    const double Base = Times.median(K.key(K.N, "base")).Value;
    const double Winnow = Times.median(K.key(K.N, "winnow")).Value;
    auto Exponent = [&](const char *Build) {
      return std::log2(Times.fastest(K.key(2 * K.N, Build)).Value /
                       Times.fastest(K.key(K.N, Build)).Value);
    };
    const double BaseExponent = Exponent("base");
    const double WinnowExponent = Exponent("winnow");
    std::printf("| %s | %ld | %s | %s | %.2f | %.2f | %s | %.2f | %s |\n",
                K.Name.c_str(), K.N, withUnit({Base}).c_str(),
                withUnit({Winnow}).c_str(), BaseExponent, WinnowExponent,
                K.BestExponent ? std::to_string(K.BestExponent).c_str() : "-",
                Base / Winnow, K.SameBits ? "yes" : "no");
    if (K.BestExponent && WinnowExponent > K.BestExponent + 0.2)
      Missed.push_back(format("%s: exponent %.2f, best %d", K.Name.c_str(),
                              WinnowExponent, K.BestExponent));
    if (Base / Winnow < 0.95)
      Missed.push_back(format("%s: N = %ld, %.2f times base's speed",
                              K.Name.c_str(), K.N, Base / Winnow));
  }
  std::printf("\n");
}

void ResultTables::printSmall(const TimeCollector &Times,
                              std::vector<std::string> &Missed) const {
  std::printf("## A call on few elements\n\n"
              "Nanoseconds a call, base / winnow, the fastest of 25 "
              "repetitions.\n\n| kernel |");
  for (long N : SmallSizes)
    std::printf(" N = %ld |", N);
  std::printf("\n|---|");
  for (size_t I = 0; I != std::size(SmallSizes); ++I)
    std::printf("--:|");
  std::printf("\n");
  for (const KernelInfo &K : Kernels) {
    if (!Times.has(K.key(SmallSizes[0], "base")))
      continue;
    std::printf("| %s |", K.Name.c_str());
    for (long N : SmallSizes) {
      const double Base = Times.fastest(K.key(N, "base")).Value;
      const double Winnow = Times.fastest(K.key(N, "winnow")).Value;
      std::printf(" %.1f / %.1f |", Base, Winnow);
      if (Winnow > Base / 0.95 && Winnow > Base + 1)
        Missed.push_back(format("%s: N = %ld, %.1f ns a call, base %.1f ns",
                                K.Name.c_str(), N, Winnow, Base));
    }
    std::printf("\n");
  }
  std::printf("\n");
}

void ResultTables::print(const TimeCollector &Times) const {
  std::vector<std::string> Missed;
  printHeadline(Times);
  printScaling(Times, Missed);
  printSmall(Times, Missed);
  std::printf("## Targets missed\n\n"
              "An exponent more than 0.2 above the best; slower than 0.95 "
              "times base's speed and by more than 1 ns a call.\n\n");
  for (const std::string &Line : Missed)
    std::printf("* %s\n", Line.c_str());
  if (Missed.empty())
    std::printf("None.\n");
}
