//===- Names.cpp - What the source calls a value --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Names.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/GlobalVariable.h"

using namespace llvm;

namespace winnow::nest {

std::string sourceName(const Value &V) {
  SmallVector<StringRef, 4> Parts;
  V.getName().split(Parts, '.');
  auto IsNumber = [](StringRef P) { return all_of(P, isDigit); };
  while (Parts.size() > 1 && IsNumber(Parts.back()))
    Parts.pop_back();
  // The name of a function's static variable begins with the function's.
  StringRef Part = isa<GlobalVariable>(V) ? Parts.back() : Parts.front();
  std::string Name = IsNumber(Part) ? "" : Part.str();
  for (char &C : Name)
    if (!isAlnum(C))
      C = '_';
  return Name;
}

} // namespace winnow::nest
