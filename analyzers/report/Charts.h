//===- Charts.h - Drawings for pages ----------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// SVG, with titles that appear under the pointer. Colours are names of classes
/// that the page's style defines: heat0 to heat9, line0 to line5.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_CHARTS_H
#define WINNOW_REPORT_CHARTS_H

#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace winnow::report {

/// & < > " as HTML writes them.
std::string escaped(llvm::StringRef Text);

/// A square of counts on two axes of cycles, both in logarithms.
struct HeatChart {
  int BinsPerDoubling = 1, LowestLog2 = 0;
  unsigned Bins = 1;
  struct Cell {
    unsigned Measured, Predicted;
    uint64_t Count;
  };
  std::vector<Cell> Cells;
};
void draw(llvm::raw_ostream &OS, const HeatChart &C);

/// Lines over the same x, y in logarithms; what is not above 0 is left out.
struct LineChart {
  std::string XName;
  std::vector<double> X;
  struct Line {
    std::string Name;
    std::vector<double> Y;
  };
  std::vector<Line> Lines;
};
void draw(llvm::raw_ostream &OS, const LineChart &C);

} // namespace winnow::report

#endif // WINNOW_REPORT_CHARTS_H
