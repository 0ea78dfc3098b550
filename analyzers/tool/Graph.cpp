//===- Graph.cpp - winnow graph -------------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Hex.h"
#include "bounds/Bounds.h"
#include "graph/GraphBuilder.h"
#include "graph/Print.h"
#include "report/Report.h"
#include "tool/Tool.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace winnow::tool {

namespace {

enum class Drawing { Text, Dot };

constexpr char Overview[] =
    "Prints what a model sees of basic blocks: tokens, dependences, and "
    "bounds\n"
    "of the cycles of an iteration. A block is taken to be repeated "
    "endlessly.\n"
    "Dependences from an iteration to the next are marked.\n\n"
    "EXAMPLES:\n"
    "  echo 480fafc3 | winnow graph --cpu=haswell -\n"
    "  winnow graph --function=dot --format=dot kernel.o | dot -Tsvg > "
    "dot.svg\n";

} // namespace

int runGraph(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow graph");
  static cl::list<std::string> Paths(cl::Positional, cl::OneOrMore,
                                     cl::desc("<file or -> ..."),
                                     cl::cat(Group));
  static InputOptions Input(Group);
  static cl::opt<std::string> CPU(
      "cpu", cl::desc("The CPU that bounds are for (default: this machine's)"),
      cl::value_desc("name"), cl::cat(Group));
  static cl::opt<Drawing> As(
      "format", cl::desc("What is printed:"),
      cl::values(clEnumValN(Drawing::Text, "text",
                            "instructions, tokens, dependences, bounds "
                            "(default)"),
                 clEnumValN(Drawing::Dot, "dot",
                            "a drawing of the dependences for Graphviz")),
      cl::init(Drawing::Text), cl::cat(Group));
  static PrintOption Print(Group);
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;

  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D) {
    printError(D.takeError());
    return ExitFailure;
  }
  graph::InstructionTable Table(**D);
  std::string Name = CPU.empty() ? sys::getHostCPUName().str() : CPU;
  Expected<std::unique_ptr<bounds::Machine>> M =
      bounds::Machine::create(Name, Table);
  if (!M) {
    printError(M.takeError());
    return ExitFailure;
  }
  int Status = ExitSuccess;
  std::vector<extract::ExtractedBlock> Blocks =
      readBlocks(Paths, **D, Input.get(), Status);

  // Every token is shown by its own name, so the vocabulary is that of the
  // input.
  graph::TokenCounts Counts;
  for (const extract::ExtractedBlock &B : Blocks)
    if (Error Bad = graph::countTokens(Table, B.Block, Counts)) {
      printError(toString(B.From) + ": " + toString(std::move(Bad)));
      return ExitFailure;
    }
  graph::Vocabulary Words = graph::Vocabulary::build(Counts);
  graph::GraphBuilder Builder(Table, Words);
  bounds::BoundsFinder Finder(**M);
  for (const extract::ExtractedBlock &B : Blocks) {
    Expected<ArrayRef<const graph::Known *>> Known = Table.look(B.Block);
    if (!Known) {
      printError(toString(B.From) + ": " + toString(Known.takeError()));
      return ExitFailure;
    }
    graph::BlockGraph G = Builder.build(*Known);
    std::vector<std::string> Lines = report::linesOf(B.Block, **D, Print);
    std::string Title = toString(B.From) + ' ' + block::toHex(B.Block.Bytes);
    if (As == Drawing::Dot) {
      graph::printDot(G, Title, Lines, outs());
      continue;
    }
    outs() << Title << '\n';
    graph::printText(G, Words, Lines, outs());
    bounds::print(Finder.find(*Known), **M, outs());
    outs() << '\n';
  }
  return Status;
}

} // namespace winnow::tool
