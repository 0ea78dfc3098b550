//===- Print.cpp - Graphs for people --------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Print.h"

using namespace llvm;

namespace winnow::graph {

const char *nameOf(EdgeKind K) {
  static const char *const Names[] = {"data", "address", "flags", "memory",
                                      "merge"};
  return Names[unsigned(K)];
}

static std::string marksOf(uint16_t Marks) {
  static constexpr std::pair<Mark, const char *> Names[] = {
      {ZeroIdiom, "zero idiom"},     {OnesIdiom, "ones idiom"},
      {PlainMove, "move"},           {SlowLea, "slow lea"},
      {StackEngine, "stack engine"}, {LengthChanging, "length-changing prefix"},
      {Serializes, "serializes"},    {NoWork, "no work"}};
  std::string Text;
  for (const auto &[M, Name] : Names)
    if (Marks & M)
      Text += (Text.empty() ? "" : ", ") + std::string(Name);
  return Text;
}

void printText(const BlockGraph &G, const Vocabulary &Words,
               ArrayRef<std::string> Lines, raw_ostream &OS) {
  for (size_t I = 0; I < G.size(); ++I) {
    const Node &N = G.Nodes[I];
    OS << I << ": " << Lines[I];
    if (std::string Marks = marksOf(N.Marks); !Marks.empty())
      OS << "   [" << Marks << ']';
    OS << "\n   ";
    for (uint32_t T = 0; T < N.TokenCount; ++T)
      OS << ' ' << Words.name(G.Tokens[N.FirstToken + T]);
    OS << '\n';
    for (uint32_t E = 0; E < N.EdgeCount; ++E) {
      const Edge &From = G.Edges[N.FirstEdge + E];
      OS << "    " << nameOf(From.Kind) << " from " << From.From
         << (From.Carried ? ", an iteration before\n" : "\n");
    }
  }
}

void printDot(const BlockGraph &G, StringRef Name, ArrayRef<std::string> Lines,
              raw_ostream &OS) {
  auto Quote = [&](StringRef Text) {
    OS << '"';
    for (char C : Text) {
      if (C == '"' || C == '\\')
        OS << '\\';
      OS << C;
    }
    OS << '"';
  };
  OS << "digraph ";
  Quote(Name);
  OS << " {\n  node [shape=box, fontname=monospace];\n";
  for (size_t I = 0; I < G.size(); ++I) {
    OS << "  n" << I << " [label=";
    Quote(std::to_string(I) + ": " + Lines[I]);
    OS << "];\n";
  }
  for (const Edge &E : G.Edges) {
    OS << "  n" << E.From << " -> n" << E.To << " [label=" << nameOf(E.Kind);
    if (E.Carried)
      OS << ", style=dashed, constraint=false";
    OS << "];\n";
  }
  OS << "}\n";
}

} // namespace winnow::graph
