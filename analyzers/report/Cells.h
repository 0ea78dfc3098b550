//===- Cells.h - Numbers and texts in tables --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The smallest parts of every table: 1.25 as "1.25", and a text as a field of
/// a CSV.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_CELLS_H
#define WINNOW_REPORT_CELLS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::report {

/// \p Value with \p Digits (up to 6) after the point, as printf's %.*f but for
/// halves, which are rounded up. Some 20 ns.
void printFixed(llvm::raw_ostream &OS, double Value, unsigned Digits);

/// In quotes where it needs them.
std::string asField(llvm::StringRef Text);

} // namespace winnow::report

#endif // WINNOW_REPORT_CELLS_H
