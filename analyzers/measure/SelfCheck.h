//===- SelfCheck.h - Instructions whose cycles are known --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whether this machine can be measured: chains of instructions whose latency
/// is known must come out within 2 %.
/// \code
///   integer add      add %rbx, %rax      1.00      1.001    +0.1 %   ok
///   square root      vsqrtsd ...        20.00     19.97     -0.1 %   ok
/// \endcode
/// Some figures are the same on every x86-64 of the last decade; the others
/// are known for some CPUs and left out on those that we know nothing of.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_SELFCHECK_H
#define WINNOW_MEASURE_SELFCHECK_H

#include "measure/Measurer.h"
#include <string>

namespace winnow::measure {

struct CheckedFigure {
  std::string What;
  /// AT&T's syntax.
  std::string Assembly;
  Cycles Expected;
  Measured Got;

  enum Verdict { Good, Wrong, TooNoisy };
  Verdict verdict() const;
  /// (measured - expected) / expected.
  double deviation() const;
};

/// Larger deviations are wrong.
constexpr double SelfCheckTolerance = 0.02;

struct SelfCheck {
  std::vector<CheckedFigure> Figures;
  /// Figures of this table that are not known for the CPU.
  unsigned LeftOut = 0;

  bool anyWrong() const;
  bool anyTooNoisy() const;
};

/// \p Cpu is LLVM's name: "znver5". Needs a second where the core is quiet.
llvm::Expected<SelfCheck> runSelfCheck(Measurer &M, llvm::StringRef Cpu);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_SELFCHECK_H
