//===- Tool.cpp - What the subcommands of winnow share --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Tool.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

namespace winnow::tool {

bool parseOptions(int Argc, const char **Argv, cl::OptionCategory &Group,
                  StringRef Overview) {
  cl::HideUnrelatedOptions(Group);
  return cl::ParseCommandLineOptions(Argc, Argv, Overview, &errs());
}

void printError(const Twine &Message) {
  WithColor::error(errs(), "winnow") << Message << '\n';
}

void printError(Error E) { printError(toString(std::move(E))); }

void printWarning(const Twine &Message) {
  WithColor::warning(errs(), "winnow") << Message << '\n';
}

InputOptions::InputOptions(cl::OptionCategory &Group)
    : Kind("input", cl::desc("What the input is:"),
           cl::values(
               clEnumValN(extract::InputKind::Auto, "auto",
                          "what it looks like (default)"),
               clEnumValN(extract::InputKind::Hex, "hex",
                          "lines of hex digits, or a CSV of them"),
               clEnumValN(extract::InputKind::Assembly, "asm", "assembly"),
               clEnumValN(extract::InputKind::Object, "object",
                          "an object, executable, library or archive")),
           cl::init(extract::InputKind::Auto), cl::cat(Group)),
      Syntax("syntax", cl::desc("The syntax of assembly:"),
             cl::values(clEnumValN(block::Syntax::ATT, "att",
                                   "AT&T's (default); a directive "
                                   ".intel_syntax in the text overrules it"),
                        clEnumValN(block::Syntax::Intel, "intel", "Intel's")),
             cl::init(block::Syntax::ATT), cl::cat(Group)),
      Function("function",
               cl::desc("Only this function, by its mangled or demangled name"),
               cl::value_desc("name"), cl::cat(Group)) {}

PrintOption::PrintOption(cl::OptionCategory &Group)
    : Syntax(
          "print", cl::desc("The syntax that instructions are printed in:"),
          cl::values(clEnumValN(block::Syntax::ATT, "att", "AT&T's (default)"),
                     clEnumValN(block::Syntax::Intel, "intel", "Intel's")),
          cl::init(block::Syntax::ATT), cl::cat(Group)) {}

extract::ExtractOptions InputOptions::get() const {
  extract::ExtractOptions O;
  O.Kind = Kind;
  O.AssemblySyntax = Syntax;
  O.Function = Function;
  return O;
}

std::vector<extract::ExtractedBlock>
readBlocks(ArrayRef<std::string> Paths, const block::Decoder &D,
           const extract::ExtractOptions &Options, int &Status) {
  std::vector<extract::ExtractedBlock> Blocks;
  for (const std::string &Path : Paths) {
    Expected<extract::Extraction> E = extract::extractFile(Path, D, Options);
    if (!E) {
      printError(E.takeError());
      Status = ExitFailure;
      continue;
    }
    for (const extract::Diagnostic &One : E->Diagnostics)
      printWarning(One.Place + ": " + One.Message);
    std::move(E->Blocks.begin(), E->Blocks.end(), std::back_inserter(Blocks));
  }
  return Blocks;
}

} // namespace winnow::tool
