//===- InstructionReader.h - LLVM's instructions as ours --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads operands, implicit registers and memory out of LLVM's descriptions and
/// adds what Rules.h knows.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_INSTRUCTIONREADER_H
#define WINNOW_GRAPH_INSTRUCTIONREADER_H

#include "block/Decoder.h"
#include "graph/Registers.h"

namespace winnow::graph {

class InstructionReader {
public:
  /// \p D must outlive the reader.
  explicit InstructionReader(const block::Decoder &D);

  /// \p Bytes are those that \p One was decoded from. Costs some 3 µs.
  Instruction read(const block::Decoded &One,
                   llvm::ArrayRef<uint8_t> Bytes) const;

private:
  class Reading;
  const block::Decoder &D;
  RegisterTable Registers;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_INSTRUCTIONREADER_H
