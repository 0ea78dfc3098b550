//===- WeightsFuzzer.cpp - Any bytes as a weight file ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bytes/Bytes.h"
#include "weights/WeightFile.h"
#include <cstdlib>

using namespace winnow;

/// A refusal has a reason, in one line; what is accepted prints as itself.
static void check(const std::string &File) {
  std::string Reason;
  std::optional<weights::WeightFile> W = weights::parse(File, Reason);
  bool Holds = W ? weights::print(*W).size() == File.size()
                 : !Reason.empty() && Reason.find('\n') == std::string::npos;
  if (!Holds)
    abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Body(reinterpret_cast<const char *>(Data), Size);
  check(Body);
  // No fuzzer guesses a checksum: what is behind it is reached like this.
  bytes::Writer Seal;
  Seal.number(bytes::checksum(Body));
  check(Body + Seal.written());
  return 0;
}
