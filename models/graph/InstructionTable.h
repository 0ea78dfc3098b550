//===- InstructionTable.h - Every encoding is read once ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reading an instruction costs microseconds and code repeats itself: what was
/// read is kept by its bytes.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_INSTRUCTIONTABLE_H
#define WINNOW_GRAPH_INSTRUCTIONTABLE_H

#include "block/BasicBlock.h"
#include "graph/InstructionReader.h"
#include <unordered_map>

namespace winnow::graph {

/// An instruction, and LLVM's form of it for scheduling tables.
struct Known {
  Instruction Read;
  llvm::MCInst Inst;
};

/// Not safe to be shared between threads.
class InstructionTable {
public:
  explicit InstructionTable(const block::Decoder &D);

  /// The instructions of \p B, valid until the next call. An error tells the
  /// offset of what is no instruction. Costs about 0.1 µs for an instruction
  /// that was met before, 5 µs for another.
  llvm::Expected<llvm::ArrayRef<const Known *>>
  look(const block::BasicBlock &B);

  /// Raised when the table was emptied, and numbers started again at 0: what
  /// others keep by Instruction::Number is void then.
  unsigned generation() const { return Generation; }

  const block::Decoder &decoder() const { return D; }

  /// The table is emptied before it holds more: some 100 MB.
  static constexpr size_t MaxSize = size_t(1) << 17;

private:
  /// The bytes and their number: instructions have 15 at most.
  struct Encoding {
    uint64_t Low, High;
    bool operator==(const Encoding &E) const {
      return Low == E.Low && High == E.High;
    }
  };
  struct Hash {
    size_t operator()(const Encoding &E) const {
      uint64_t H = (E.Low ^ (E.High * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd;
      return size_t(H ^ (H >> 32));
    }
  };
  static Encoding encode(llvm::ArrayRef<uint8_t> Bytes);

  const block::Decoder &D;
  InstructionReader Reader;
  std::unordered_map<Encoding, Known, Hash> Entries;
  std::vector<const Known *> Found;
  unsigned Generation = 0;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_INSTRUCTIONTABLE_H
