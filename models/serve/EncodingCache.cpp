//===- EncodingCache.cpp - Instructions that were encoded before ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/EncodingCache.h"
#include <algorithm>

namespace winnow::serve {

static uint64_t hashOf(const graph::TokenId *Tokens, size_t Count) {
  uint64_t Hash = 0xcbf29ce484222325;
  for (size_t I = 0; I < Count; ++I)
    Hash = (Hash ^ Tokens[I]) * 0x100000001b3;
  return Hash ^ (Hash >> 29);
}

void EncodingCache::clear() {
  Entries.clear();
  Tokens.clear();
  Slots.assign(1024, 0);
}

void EncodingCache::grow() {
  Slots.assign(Slots.size() * 2, 0);
  for (uint32_t E = 0; E < Entries.size(); ++E) {
    size_t At = Entries[E].Hash & (Slots.size() - 1);
    while (Slots[At])
      At = (At + 1) & (Slots.size() - 1);
    Slots[At] = E + 1;
  }
}

const float *EncodingCache::row(size_t Number) const {
  if (Number < FirstRows)
    return Chunks[0].data() + Number * RowSize;
  Number -= FirstRows;
  return Chunks[1 + Number / ChunkRows].data() + Number % ChunkRows * RowSize;
}

size_t EncodingCache::slotOf(uint64_t Hash, const graph::TokenId *Wanted,
                             size_t Count) const {
  size_t At = Hash & (Slots.size() - 1);
  for (; Slots[At]; At = (At + 1) & (Slots.size() - 1)) {
    const Entry &E = Entries[Slots[At] - 1];
    if (E.Hash == Hash && E.TokenCount == Count &&
        std::equal(Wanted, Wanted + Count, Tokens.begin() + E.FirstToken))
      break;
  }
  return At;
}

const float *EncodingCache::lookUp(const graph::TokenId *Wanted,
                                   size_t Count) const {
  uint32_t Slot = Slots[slotOf(hashOf(Wanted, Count), Wanted, Count)];
  return Slot ? row(Slot - 1) : nullptr;
}

float *EncodingCache::find(const graph::TokenId *Wanted, size_t Count,
                           bool &IsNew) {
  if (Entries.size() * 2 >= Slots.size())
    grow();
  uint64_t Hash = hashOf(Wanted, Count);
  size_t At = slotOf(Hash, Wanted, Count);
  IsNew = Slots[At] == 0;
  if (IsNew) {
    size_t Number = Entries.size();
    Slots[At] = uint32_t(Number + 1);
    Entries.push_back({Hash, uint32_t(Tokens.size()), uint32_t(Count)});
    Tokens.insert(Tokens.end(), Wanted, Wanted + Count);
    size_t Rows =
        Chunks.empty() ? 0 : FirstRows + (Chunks.size() - 1) * ChunkRows;
    if (Number == Rows)
      Chunks.emplace_back((Rows == 0 ? FirstRows : ChunkRows) * RowSize);
  }
  return const_cast<float *>(row(Slots[At] - 1));
}

} // namespace winnow::serve
