//===- Tool.h - What the subcommands of winnow share ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A subcommand is a file with one function. It makes its options, parses them,
/// does its work and returns the exit status:
///
///     int runBlocks(int Argc, const char **Argv) {
///       static cl::OptionCategory Group("Options of winnow blocks");
///       static cl::opt<...> ...(cl::cat(Group));
///       if (!parseOptions(Argc, Argv, Group, Overview))
///         return ExitUsage;
///       ...
///     }
///
/// Options live in the function, so that those of one subcommand are unknown to
/// the others.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_TOOL_H
#define WINNOW_TOOL_TOOL_H

#include "block/Decoder.h"
#include "extract/Extract.h"
#include "llvm/Support/CommandLine.h"

namespace winnow::tool {

/// Exit statuses, the same in every subcommand.
enum Exit : int {
  ExitSuccess = 0,
  ExitFailure = 1, ///< an input cannot be used, or a file not be written
  ExitUsage = 2    ///< a wrong command line
};

/// \p Argv[0] is "winnow SUBCOMMAND". Only options of \p Group are shown by
/// --help, which does not return. False where the command line is wrong; the
/// user has been told.
bool parseOptions(int Argc, const char **Argv, llvm::cl::OptionCategory &Group,
                  llvm::StringRef Overview);

/// "winnow: error: " and a line on standard error.
void printError(const llvm::Twine &Message);
void printError(llvm::Error E);
void printWarning(const llvm::Twine &Message);

/// --input, --syntax and --function, with which a subcommand reads blocks.
class InputOptions {
public:
  explicit InputOptions(llvm::cl::OptionCategory &Group);
  extract::ExtractOptions get() const;

private:
  llvm::cl::opt<extract::InputKind> Kind;
  llvm::cl::opt<block::Syntax> Syntax;
  llvm::cl::opt<std::string> Function;
};

/// --print, in which a subcommand shows instructions.
class PrintOption {
public:
  explicit PrintOption(llvm::cl::OptionCategory &Group);
  operator block::Syntax() const { return Syntax; }

private:
  llvm::cl::opt<block::Syntax> Syntax;
};

/// The blocks of \p Paths, "-" being standard input. Diagnostics are printed as
/// warnings; a path that cannot be read is an error, and the others go on.
/// \param Status  becomes ExitFailure with an error
std::vector<extract::ExtractedBlock>
readBlocks(llvm::ArrayRef<std::string> Paths, const block::Decoder &D,
           const extract::ExtractOptions &Options, int &Status);

int runBlocks(int Argc, const char **Argv);
int runCollect(int Argc, const char **Argv);
int runEval(int Argc, const char **Argv);
int runExport(int Argc, const char **Argv);
int runGraph(int Argc, const char **Argv);
int runMeasure(int Argc, const char **Argv);
int runPredict(int Argc, const char **Argv);
int runReport(int Argc, const char **Argv);
int runTrain(int Argc, const char **Argv);

} // namespace winnow::tool

#endif // WINNOW_TOOL_TOOL_H
