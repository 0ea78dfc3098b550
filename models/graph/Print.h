//===- Print.h - Graphs and bounds for people -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A graph as text, one instruction after the other with its tokens and what it
/// waits for; or as a drawing for Graphviz:
///
///     0: addq %rax, %rbx
///         op:add <S> r:rbx.64 r:rax.64 <D> r:rbx.64 r:cf r:of r:szp
///         data from 0, an iteration before
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_PRINT_H
#define WINNOW_GRAPH_PRINT_H

#include "graph/BlockGraph.h"
#include "graph/Vocabulary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace winnow::graph {

/// "data", "address", "flags", "memory", "merge".
const char *nameOf(EdgeKind K);

/// \p Lines are the instructions, as they are to be shown. Tokens that \p Words
/// does not know appear as the unknown ones of their class.
void printText(const BlockGraph &G, const Vocabulary &Words,
               llvm::ArrayRef<std::string> Lines, llvm::raw_ostream &OS);

/// One digraph named \p Name; carried edges are dashed.
void printDot(const BlockGraph &G, llvm::StringRef Name,
              llvm::ArrayRef<std::string> Lines, llvm::raw_ostream &OS);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_PRINT_H
