//===- Program.cpp - Which kind of program a seed makes -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Program.h"

using namespace winnow;

Program winnow::makeProgram(uint64_t Seed) {
  // A stream of its own: the makers' streams start from the seed as well.
  RandomStream Random(Seed * 0x9e3779b97f4a7c15 + 5);
  const unsigned Roll = Random.below(100);
  return Roll < 30   ? makeFold(Seed)
         : Roll < 50 ? makeProducts(Seed)
         : Roll < 61 ? makeWindow(Seed)
         : Roll < 71 ? makeDependent(Seed)
         : Roll < 81 ? makeKeys(Seed)
         : Roll < 90 ? makeFill(Seed)
                     : makeSparse(Seed);
}
