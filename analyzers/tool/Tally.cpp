//===- Tally.cpp - The distinct blocks of a file --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Tally.h"
#include "block/BlockClass.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace winnow::tool {

void Tally::add(const block::BasicBlock &B) {
  ++Counts.Blocks;
  if (B.Bytes.size() > MaxBytes || B.size() > MaxInstructions) {
    ++Counts.TooLong;
    return;
  }
  Seen &S = ByBytes[toStringRef(B.Bytes)];
  S.Instructions = unsigned(B.size());
  ++S.Count;
}

std::vector<datasets::Sighting> Tally::finish(const block::Decoder &D) const {
  std::vector<datasets::Sighting> All;
  All.reserve(ByBytes.size());
  for (const auto &Entry : ByBytes) {
    ArrayRef<uint8_t> Bytes = arrayRefFromStringRef(Entry.getKey());
    std::string Class = "unknown";
    if (Expected<block::BasicBlock> B = D.decode(Bytes))
      Class = toString(classify(D, *B));
    else
      consumeError(B.takeError());
    All.push_back({Bytes.vec(), Entry.second.Instructions, std::move(Class),
                   Entry.second.Count});
  }
  llvm::sort(All, [](const datasets::Sighting &A, const datasets::Sighting &B) {
    return A.Bytes < B.Bytes;
  });
  return All;
}

} // namespace winnow::tool
