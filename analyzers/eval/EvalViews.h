//===- EvalViews.h - Scores as text and JSON --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text, a table for each CPU:
///
///     haswell: 6,021 blocks, the test part of hsw.csv, by mine.wnw
///                    blocks    MAPE  median      τ  in 10 %  in 25 %
///       model         6,021   5.1 %   2.2 %  0.941   85.1 %   97.0 %
///       bounds        6,021   …
///       llvm-mca 22   6,021   …
///
/// JSON, which `winnow report model` draws:
///
///     {"model": …, "notes": …, "cpus": [
///       {"cpu": …, "source": …, "undecodable": …, "within_half": …,
///        "within_nine_tenths": …,
///        "groups": [{"kind": "all", "name": "all",
///          "model": {"count": …, "mape": …, "median": …, "tau": …,
///                    "within_10": …, "within_25": …},
///          "bounds": {…}, "mca": {…}}, …],
///        "map": {"bins_per_doubling": 4, "lowest_log2": -2, "bins": 40,
///                "counts": [[measured, predicted, count], …]}}]}
///
/// "kind" is "all", "without_alias", "length" or "class".
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EVAL_EVALVIEWS_H
#define WINNOW_EVAL_EVALVIEWS_H

#include "eval/Evaluation.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::eval {

/// \p Model is the name of the weights, \p Notes what they say of themselves.
struct Subject {
  std::string Model, Notes;
};

void printText(llvm::raw_ostream &OS, const Subject &S,
               llvm::ArrayRef<Evaluation> All);
void printJSON(llvm::raw_ostream &OS, const Subject &S,
               llvm::ArrayRef<Evaluation> All);

} // namespace winnow::eval

#endif // WINNOW_EVAL_EVALVIEWS_H
