//===- HexLines.h - Blocks as lines of hexadecimal digits -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The first column of a CSV, or whole lines: see Inputs.h.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_HEXLINES_H
#define WINNOW_EXTRACT_HEXLINES_H

#include "llvm/ADT/StringRef.h"

namespace winnow::extract {

/// Whether the first line that is neither blank nor a comment, or the one after
/// it (the first may be a CSV's header), starts with a column of hex digits.
bool looksLikeHex(llvm::StringRef Content);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_HEXLINES_H
