//===- Blocks.cpp - winnow blocks -----------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/Hex.h"
#include "report/Cells.h"
#include "report/Report.h"
#include "tool/Tool.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace winnow::tool {

namespace {

enum class Format { Text, JSON, CSV };

constexpr char Overview[] =
    "Prints the basic blocks of hex lines, assembly or machine code.\n\n"
    "A block ends before a branch, call, return or system call, which is left\n"
    "out, and starts at the target of a jump. In assembly, comments\n"
    "LLVM-MCA-BEGIN and LLVM-MCA-END select a part.\n\n"
    "EXAMPLES:\n"
    "  winnow blocks --function=dot --print=intel kernel.o\n"
    "  echo 4801d8 | winnow blocks -\n";

void printText(ArrayRef<extract::ExtractedBlock> Blocks,
               const block::Decoder &D, block::Syntax Print) {
  for (const extract::ExtractedBlock &B : Blocks) {
    outs() << extract::toString(B.From) << ' ' << block::toHex(B.Block.Bytes)
           << '\n';
    for (const std::string &Line : report::linesOf(B.Block, D, Print))
      outs() << "    " << Line << '\n';
  }
}

void printJSON(ArrayRef<extract::ExtractedBlock> Blocks,
               const block::Decoder &D, block::Syntax Print) {
  json::OStream J(outs(), 2);
  J.array([&] {
    for (const extract::ExtractedBlock &B : Blocks)
      J.object([&] {
        J.attribute("hex", block::toHex(B.Block.Bytes));
        J.attribute("file", json::fixUTF8(B.From.File));
        J.attribute("symbol", json::fixUTF8(B.From.Symbol));
        J.attribute("offset", int64_t(B.From.Offset));
        if (B.From.Line > 0) {
          J.attribute("source", json::fixUTF8(B.From.SourceFile));
          J.attribute("line", int64_t(B.From.Line));
        }
        J.attributeArray("instructions", [&] {
          for (const std::string &Line : report::linesOf(B.Block, D, Print))
            J.value(Line);
        });
      });
  });
  outs() << '\n';
}

void printCSV(ArrayRef<extract::ExtractedBlock> Blocks) {
  outs() << "hex,instructions,file,symbol,offset,source,line\n";
  for (const extract::ExtractedBlock &B : Blocks) {
    outs() << block::toHex(B.Block.Bytes) << ',' << B.Block.size() << ','
           << report::asField(B.From.File) << ','
           << report::asField(B.From.Symbol) << ',' << B.From.Offset << ','
           << report::asField(B.From.SourceFile) << ',';
    if (B.From.Line > 0)
      outs() << B.From.Line;
    outs() << '\n';
  }
}

} // namespace

int runBlocks(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow blocks");
  static cl::list<std::string> Paths(cl::Positional, cl::OneOrMore,
                                     cl::desc("<file or -> ..."),
                                     cl::cat(Group));
  static InputOptions Input(Group);
  static cl::opt<Format> As(
      "format", cl::desc("What is printed:"),
      cl::values(clEnumValN(Format::Text, "text",
                            "the place of each block and its instructions "
                            "(default)"),
                 clEnumValN(Format::JSON, "json", "an array of objects"),
                 clEnumValN(Format::CSV, "csv", "a line a block")),
      cl::init(Format::Text), cl::cat(Group));
  static PrintOption Print(Group);
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;

  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D) {
    printError(D.takeError());
    return ExitFailure;
  }
  int Status = ExitSuccess;
  std::vector<extract::ExtractedBlock> All =
      readBlocks(Paths, **D, Input.get(), Status);
  switch (As.getValue()) {
  case Format::Text:
    printText(All, **D, Print);
    break;
  case Format::JSON:
    printJSON(All, **D, Print);
    break;
  case Format::CSV:
    printCSV(All);
    break;
  }
  return Status;
}

} // namespace winnow::tool
