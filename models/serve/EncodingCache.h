//===- EncodingCache.h - Instructions that were encoded before --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a network makes of an instruction depends on its tokens only, and code
/// repeats itself: results are kept by token sequence.
///
///     op:add <S> r:rax.64 r:rbx.64 <D> …   →   row 17: x (4 D), a (P + L)
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_ENCODINGCACHE_H
#define WINNOW_SERVE_ENCODINGCACHE_H

#include "graph/BlockGraph.h"
#include "serve/Floats.h"
#include <vector>

namespace winnow::serve {

/// Not safe to be shared between threads.
class EncodingCache {
public:
  /// \p RowSize is the length of a result.
  explicit EncodingCache(size_t RowSize) : RowSize(RowSize) { clear(); }

  /// The row of the \p Count tokens, which stays where it is until clear().
  /// \p IsNew: it is to be filled. Some 20 ns.
  float *find(const graph::TokenId *Tokens, size_t Count, bool &IsNew);

  /// The row of the \p Count tokens, or null where there is none.
  const float *lookUp(const graph::TokenId *Tokens, size_t Count) const;

  /// How many rows there are.
  size_t size() const { return Entries.size(); }
  void clear();

private:
  struct Entry {
    uint64_t Hash;
    uint32_t FirstToken, TokenCount;
  };
  /// The slot that refers to the tokens, or where it would be.
  size_t slotOf(uint64_t Hash, const graph::TokenId *Tokens,
                size_t Count) const;
  const float *row(size_t Number) const;
  void grow();

  /// The first chunk is for few instructions; a later one is 2 MiB or more.
  static constexpr size_t FirstRows = 64, ChunkRows = 2048;

  size_t RowSize;
  std::vector<Entry> Entries;
  std::vector<graph::TokenId> Tokens;
  /// One more than the entry's number, or 0; found by linear probing. The
  /// length is a power of 2.
  std::vector<uint32_t> Slots;
  std::vector<Floats> Chunks;
};

} // namespace winnow::serve

#endif // WINNOW_SERVE_ENCODINGCACHE_H
