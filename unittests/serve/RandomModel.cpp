//===- RandomModel.cpp - A weight file for tests of the tool --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: winnow-random-model FILE VOCABULARY|- CPU...
//
//===----------------------------------------------------------------------===//

#include "RandomModel.h"
#include "bytes/Bytes.h"
#include <cstdio>

using namespace winnow;

int main(int Argc, const char **Argv) {
  if (Argc < 4) {
    std::fprintf(stderr,
                 "usage: winnow-random-model FILE VOCABULARY|- CPU...\n");
    return 2;
  }
  graph::TokenCounts Counts = {{"<S>", 9},    {"<D>", 9},     {"op:add", 5},
                               {"op:mov", 4}, {"op:imul", 3}, {"r:rax.64", 8},
                               {"m:64", 2},   {"</M>", 2},    {"r:rbx.64", 2},
                               {"r:cf", 5},   {"r:of", 5},    {"r:szp", 5}};
  graph::Vocabulary Words = graph::Vocabulary::build(Counts);
  std::string Reason, Text;
  if (std::string(Argv[2]) != "-") {
    std::optional<graph::Vocabulary> Read;
    if (bytes::readFile(Argv[2], Text, Reason))
      Read = graph::Vocabulary::parse(Text, Reason);
    if (!Read) {
      std::fprintf(stderr, "%s: %s\n", Argv[2], Reason.c_str());
      return 1;
    }
    Words = *Read;
  }
  weights::WeightFile W = serve::test::randomModel(
      {}, Words, std::vector<std::string>(Argv + 3, Argv + Argc), 1);
  if (!weights::writeWeights(W, Argv[1], Reason)) {
    std::fprintf(stderr, "%s\n", Reason.c_str());
    return 1;
  }
  return 0;
}
