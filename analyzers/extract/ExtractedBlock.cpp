//===- ExtractedBlock.cpp - A block and where it comes from ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/ExtractedBlock.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace winnow::extract {

std::string toString(const Origin &O) {
  std::string Text = O.File + ":";
  if (!O.Symbol.empty() || O.Offset > 0)
    Text += " " + O.Symbol + "+0x" + utohexstr(O.Offset, /*LowerCase=*/true);
  if (O.Line > 0)
    Text += " (" + O.SourceFile + ":" + utostr(O.Line) + ")";
  return Text;
}

} // namespace winnow::extract
