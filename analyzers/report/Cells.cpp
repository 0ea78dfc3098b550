//===- Cells.cpp - Numbers and texts in tables ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Cells.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace llvm;

namespace winnow::report {

void printFixed(raw_ostream &OS, double Value, unsigned Digits) {
  static constexpr uint64_t Powers[] = {1,     10,     100,    1000,
                                        10000, 100000, 1000000};
  // What whole numbers of 64 bits hold.
  if (!(std::fabs(Value) < 1e12)) {
    OS << format("%.*f", int(Digits), Value);
    return;
  }
  auto Scaled =
      uint64_t(std::llround(std::fabs(Value) * double(Powers[Digits])));
  if (Value < 0 && Scaled > 0)
    OS << '-';
  OS << Scaled / Powers[Digits];
  if (Digits == 0)
    return;
  char Buffer[8] = {'.'};
  uint64_t Rest = Scaled % Powers[Digits];
  for (unsigned I = Digits; I > 0; --I, Rest /= 10)
    Buffer[I] = char('0' + Rest % 10);
  OS.write(Buffer, Digits + 1);
}

std::string asField(StringRef Text) {
  if (Text.find_first_of(",\"\r\n") == StringRef::npos)
    return Text.str();
  std::string Quoted = "\"";
  for (char C : Text) {
    if (C == '"')
      Quoted += '"';
    Quoted += C;
  }
  return Quoted + "\"";
}

} // namespace winnow::report
