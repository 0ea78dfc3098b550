//===- DecisionPage.h - What rewrites were decided by, as a page -*- C++
//-*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One HTML page without scripts and without anything from elsewhere:
///
///     prefix.c:9:5  prefix   shared from 3 iterations on    original  ████ 23
///                            3 iterations of 1.50 terms     shared    ███  17
///
/// from what clang's -fsave-optimization-record has written.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_REPORT_DECISIONPAGE_H
#define WINNOW_REPORT_DECISIONPAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::report {

/// \p Record: a file of remarks, as YAML or as a bitstream. An error tells what
/// is wrong with it.
llvm::Error writeDecisionPage(llvm::raw_ostream &OS, llvm::StringRef Record);

} // namespace winnow::report

#endif // WINNOW_REPORT_DECISIONPAGE_H
