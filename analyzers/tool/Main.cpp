//===- Main.cpp - The winnow command --------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Tool.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace winnow::tool;

namespace {

struct Subcommand {
  const char *Name;
  const char *Summary;
  int (*Run)(int Argc, const char **Argv);
};

/// In the order of a user's way through them.
constexpr Subcommand Subcommands[] = {
    {"blocks", "print the basic blocks of hex, assembly or an object",
     runBlocks},
    {"graph", "print tokens, dependences and bounds of basic blocks", runGraph},
    {"predict", "predict the cycles of basic blocks", runPredict},
    {"measure", "measure the cycles of basic blocks on this machine",
     runMeasure},
    {"collect", "harvest the basic blocks of binaries into a store",
     runCollect},
    {"export", "write what a store holds as a CSV or a data set", runExport},
    {"train", "train a throughput model from measured blocks", runTrain},
    {"eval", "hold predictions against measured blocks", runEval},
    {"report", "write a page about a model", runReport},
};

void printHelp(raw_ostream &OS) {
  OS << "winnow - knows what basic blocks cost\n\n"
        "usage: winnow SUBCOMMAND [OPTION...] [ARGUMENT...]\n"
        "       winnow SUBCOMMAND --help\n\n";
  for (const Subcommand &S : Subcommands)
    OS << "  " << left_justify(S.Name, 10) << S.Summary << '\n';
  OS << "\nThe blocks of a function, with their source lines:\n\n"
        "  cc -O2 -g -c kernel.c\n"
        "  winnow blocks --function dot kernel.o\n\n"
        "What they cost, from a compiler's output:\n\n"
        "  clang -O2 -S -o - kernel.c | winnow predict --cpu=haswell\n\n"
        "Exit status: 0; 1 where an input cannot be used; 2 for a wrong "
        "command\n"
        "line. That of winnow predict is told by its --help.\n";
}

} // namespace

int main(int Argc, const char **Argv) {
  StringRef Name = Argc > 1 ? Argv[1] : "--help";
  if (Name == "--help" || Name == "-h" || Name == "help") {
    printHelp(outs());
    return ExitSuccess;
  }
  if (Name == "--version") {
    outs() << "winnow " WINNOW_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return ExitSuccess;
  }
  for (const Subcommand &S : Subcommands)
    if (Name == S.Name) {
      std::string Program = "winnow " + Name.str();
      SmallVector<const char *, 16> Arguments(Argv + 1, Argv + Argc);
      Arguments[0] = Program.c_str();
      return S.Run(int(Arguments.size()), Arguments.data());
    }
  printError("unknown subcommand '" + Name + "', see winnow --help");
  return ExitUsage;
}
