//===- Hex.cpp - Bytes as hexadecimal digits ------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Hex.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace winnow::block {

std::string toHex(ArrayRef<uint8_t> Bytes) {
  return llvm::toHex(Bytes, /*LowerCase=*/true);
}

Expected<std::vector<uint8_t>> fromHex(StringRef Digits) {
  for (size_t I = 0; I < Digits.size(); ++I)
    if (hexDigitValue(Digits[I]) == ~0U) {
      if (isPrint(Digits[I]))
        return createStringError("column %zu: '%c' is not a hexadecimal digit",
                                 I + 1, Digits[I]);
      return createStringError(
          "column %zu: byte 0x%02x is not a hexadecimal digit", I + 1,
          unsigned(uint8_t(Digits[I])));
    }
  if (Digits.size() % 2 != 0)
    return createStringError("an odd number of hexadecimal digits (%zu)",
                             Digits.size());
  std::vector<uint8_t> Bytes;
  Bytes.reserve(Digits.size() / 2);
  for (size_t I = 0; I < Digits.size(); I += 2)
    Bytes.push_back(hexFromNibbles(Digits[I], Digits[I + 1]));
  return Bytes;
}

} // namespace winnow::block
