//===- Hex.h - Bytes as hexadecimal digits ----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A block on paper: two digits a byte, nothing between them, as BHive writes
/// blocks: "4801d8" is add %rbx, %rax.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_HEX_H
#define WINNOW_BLOCK_HEX_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace winnow::block {

/// Lower case.
std::string toHex(llvm::ArrayRef<uint8_t> Bytes);

/// Upper and lower case; an error names the first wrong digit and its column,
/// or says that the number of digits is odd. No digits are no bytes.
llvm::Expected<std::vector<uint8_t>> fromHex(llvm::StringRef Digits);

} // namespace winnow::block

#endif // WINNOW_BLOCK_HEX_H
