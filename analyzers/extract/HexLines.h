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

#include "block/Decoder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace winnow::extract {

/// A line of the input, for those who answer line by line.
struct HexLine {
  enum KindType : uint8_t {
    Nothing, ///< blank, or a comment
    Header,  ///< of a CSV: the first line that is not blank, without a digit
    Block
  } Kind = Nothing;
  /// Without blanks around it.
  llvm::StringRef Text;
  /// The first column, without quotes.
  llvm::StringRef Hex;
  /// From 1.
  unsigned Number = 0;
};

/// Every line, in order.
void forEachLine(llvm::StringRef Content,
                 llvm::function_ref<void(const HexLine &)> Do);

/// The block of a line that is to be one block: what ends it is left out. An
/// error says what is wrong with it, in a line.
llvm::Expected<block::BasicBlock> blockOf(const HexLine &L,
                                          const block::Decoder &D);

/// Whether the first line that is neither blank nor a comment, or the one after
/// it (the first may be a CSV's header), starts with a column of hex digits.
bool looksLikeHex(llvm::StringRef Content);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_HEXLINES_H
