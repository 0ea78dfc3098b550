//===- InstructionTable.cpp - Every encoding is read once -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/InstructionTable.h"

using namespace llvm;

namespace winnow::graph {

InstructionTable::InstructionTable(const block::Decoder &D) : D(D), Reader(D) {}

InstructionTable::Encoding InstructionTable::encode(ArrayRef<uint8_t> Bytes) {
  uint8_t Padded[16] = {};
  std::copy(Bytes.begin(), Bytes.end(), Padded);
  Padded[15] = uint8_t(Bytes.size());
  Encoding E;
  std::memcpy(&E.Low, Padded, 8);
  std::memcpy(&E.High, Padded + 8, 8);
  return E;
}

Expected<ArrayRef<const Known *>>
InstructionTable::look(const block::BasicBlock &B) {
  if (Entries.size() + B.size() > MaxSize && !Entries.empty()) {
    Entries.clear();
    ++Generation;
  }
  Found.clear();
  size_t Offset = 0;
  for (uint8_t Length : B.Lengths) {
    ArrayRef<uint8_t> Bytes = ArrayRef(B.Bytes).slice(Offset, Length);
    auto [At, IsNew] = Entries.try_emplace(encode(Bytes));
    Known &Entry = At->second;
    if (IsNew) {
      std::optional<block::Decoded> One = D.first(Bytes);
      if (!One) {
        Entries.erase(At);
        return createStringError("offset %zu: not an instruction", Offset);
      }
      Entry.Read = Reader.read(*One, Bytes);
      Entry.Read.Number = uint32_t(Entries.size() - 1);
      Entry.Inst = One->Inst;
    }
    Found.push_back(&Entry);
    Offset += Length;
  }
  return ArrayRef<const Known *>(Found);
}

} // namespace winnow::graph
