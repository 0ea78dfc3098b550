//===- Graphs.h - Code for the tests ----------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_GRAPH_GRAPHS_H
#define WINNOW_UNITTESTS_GRAPH_GRAPHS_H

#include "block/Hex.h"
#include "graph/GraphBuilder.h"
#include "graph/Print.h"
#include "graph/Tokens.h"
#include "gtest/gtest.h"

namespace winnow::graph::test {

/// One for every test: a decoder is made in milliseconds.
inline InstructionTable &table() {
  static const std::unique_ptr<block::Decoder> D =
      cantFail(block::Decoder::create());
  static InstructionTable T(*D);
  return T;
}

/// Blanks in \p Hex part instructions, for the eye.
inline block::BasicBlock block(llvm::StringRef Hex) {
  std::string Digits;
  for (char C : Hex)
    if (C != ' ')
      Digits += C;
  return cantFail(table().decoder().decode(cantFail(block::fromHex(Digits))));
}

/// "0-data->1 1-flags=>0": edges in order, carried ones with =.
inline std::string edges(llvm::StringRef Hex) {
  const Vocabulary NoWords;
  GraphBuilder Builder(table(), NoWords);
  BlockGraph G = cantFail(Builder.build(block(Hex)));
  std::string Text;
  for (const Edge &E : G.Edges)
    Text += (Text.empty() ? "" : " ") + std::to_string(E.From) +
            (E.Carried ? "=" : "-") + nameOf(E.Kind) +
            (E.Carried ? "=>" : "->") + std::to_string(E.To);
  return Text;
}

/// The token names of the only instruction.
inline std::string tokens(llvm::StringRef Hex) {
  std::string Text;
  for (const Known *K : cantFail(table().look(block(Hex))))
    for (const std::string &T : tokensOf(K->Read))
      Text += (Text.empty() ? "" : " ") + T;
  return Text;
}

inline uint16_t marks(llvm::StringRef Hex) {
  return cantFail(table().look(block(Hex)))[0]->Read.Marks;
}

} // namespace winnow::graph::test

#endif // WINNOW_UNITTESTS_GRAPH_GRAPHS_H
