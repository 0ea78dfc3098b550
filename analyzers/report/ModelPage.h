//===- ModelPage.h - A model's accuracy as a page ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One HTML page without scripts and without anything from elsewhere:
///
///     what `winnow eval --format=json` wrote ─┐
///                                             ├─► scores, heat maps of
///     curve.csv of winnow-train, if there is ─┘   predicted against measured,
///                                                 errors by length and class,
///                                                 learning curves
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_MODELPAGE_H
#define WINNOW_REPORT_MODELPAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace winnow::report {

/// curve.csv: a line for each epoch.
struct LearningCurve {
  std::vector<std::string> Columns;
  std::vector<std::vector<double>> Rows;
};

/// An error tells the line of \p CSV that is no row of numbers.
llvm::Expected<LearningCurve> parseCurve(llvm::StringRef CSV);

/// An error tells what \p Evaluation lacks. \p Curve may have no rows.
llvm::Error writeModelPage(llvm::raw_ostream &OS, llvm::StringRef Evaluation,
                           const LearningCurve &Curve);

} // namespace winnow::report

#endif // WINNOW_REPORT_MODELPAGE_H
