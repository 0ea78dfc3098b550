//===- Export.cpp - winnow export -----------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/BHive.h"
#include "datasets/DataSet.h"
#include "tool/Progress.h"
#include "tool/Tool.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace winnow::tool {

namespace {

enum class Format { BHive, DataSet };

constexpr char Overview[] =
    "Writes what a machine measured from a store to a file.\n\n"
    "EXAMPLES:\n"
    "  winnow export blocks.db -o zen4.csv --split=test\n"
    "  winnow export blocks.db --format=dataset -o datasets/znver4\n";

Error exportBHive(const datasets::Store &S, datasets::MachineId M,
                  std::optional<datasets::Split> Part, StringRef Path) {
  uint64_t Rows = 0;
  Error E = writeToOutput(Path, [&](raw_ostream &OS) -> Error {
    Expected<uint64_t> Written = datasets::writeBHive(S, M, Part, OS);
    if (!Written)
      return Written.takeError();
    Rows = *Written;
    return Error::success();
  });
  if (!E && Path != "-")
    outs() << "wrote " << withCommas(Rows) << " rows to " << Path << '\n';
  return E;
}

Error exportDataSet(const datasets::Store &S, datasets::MachineId M,
                    StringRef Prefix, const datasets::DataSetInfo &Texts) {
  Expected<datasets::DataSetInfo> Info =
      datasets::writeDataSet(S, M, Prefix, Texts);
  if (!Info)
    return Info.takeError();
  outs() << "wrote " << withCommas(Info->Rows) << " rows to " << Prefix
         << ".csv.zst, described in " << Prefix << ".json\n";
  return Error::success();
}

} // namespace

int runExport(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow export");
  static cl::opt<std::string> Path(cl::Positional, cl::Required,
                                   cl::desc("<store>"), cl::cat(Group));
  static cl::opt<std::string> Output(
      "o",
      cl::desc("The file to write (-); of a data set, its name without .json"),
      cl::value_desc("file"), cl::init("-"), cl::cat(Group));
  static cl::opt<Format> As(
      "format", cl::desc("What is written:"),
      cl::values(clEnumValN(Format::BHive, "bhive",
                            "lines of hex,cycles as BHive has (default)"),
                 clEnumValN(Format::DataSet, "dataset",
                            "a compressed table and a manifest")),
      cl::init(Format::BHive), cl::cat(Group));
  static cl::opt<std::string> Machine(
      "machine", cl::desc("Whose measurements (those of the only machine)"),
      cl::value_desc("name"), cl::cat(Group));
  static cl::opt<std::string> Part(
      "split", cl::desc("Only train, validation or test; for --format=bhive"),
      cl::value_desc("part"), cl::cat(Group));
  static cl::opt<std::string> Method(
      "method", cl::desc("How it was measured, for the manifest"),
      cl::value_desc("text"), cl::cat(Group));
  static cl::opt<std::string> Rebuild(
      "rebuild", cl::desc("The command that rebuilds it, for the manifest"),
      cl::value_desc("command"), cl::cat(Group));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;
  std::optional<datasets::Split> OnlyPart = datasets::parseSplit(Part);
  if (!Part.empty() && !OnlyPart) {
    printError("--split: '" + Part + "' is not train, validation or test");
    return ExitUsage;
  }
  if (As == Format::DataSet && (Output == "-" || OnlyPart)) {
    printError("--format=dataset writes two files of every part: give -o NAME "
               "and no --split");
    return ExitUsage;
  }

  Error Failed = [&]() -> Error {
    Expected<datasets::Store> S = datasets::Store::openToRead(Path);
    if (!S)
      return S.takeError();
    Expected<datasets::MachineId> M = S->findMachine(Machine);
    if (!M)
      return M.takeError();
    if (As == Format::BHive)
      return exportBHive(*S, *M, OnlyPart, Output);
    datasets::DataSetInfo Texts;
    Texts.Method = Method;
    Texts.Rebuild = Rebuild;
    return exportDataSet(*S, *M, Output, Texts);
  }();
  if (Failed) {
    printError(std::move(Failed));
    return ExitFailure;
  }
  return ExitSuccess;
}

} // namespace winnow::tool
