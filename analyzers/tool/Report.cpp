//===- Report.cpp - winnow report -----------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/DecisionPage.h"
#include "report/ModelPage.h"
#include "tool/Tool.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Writes a page, in one HTML file. About a model: what winnow eval found, "
    "as\n"
    "tables and as a map of predicted against measured cycles, and, with "
    "--curve,\n"
    "how it was learnt. About decisions: what the plugins were told that loops "
    "cost,\n"
    "from the record of clang's remarks.\n\n"
    "EXAMPLES:\n"
    "  winnow eval --data haswell=hsw.csv --mca --format=json > eval.json\n"
    "  winnow report model eval.json --curve=model/curve.csv -o model.html\n"
    "  winnow-clang -O3 -march=native -fsave-optimization-record -c x.c\n"
    "  winnow report decisions x.opt.yaml -o decisions.html\n";

Expected<std::unique_ptr<MemoryBuffer>> read(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Path);
  if (!Buffer)
    return createStringError(Path + ": " + Buffer.getError().message());
  return std::move(*Buffer);
}

Error write(StringRef What, StringRef Evaluation, StringRef CurvePath,
            StringRef Output) {
  Expected<std::unique_ptr<MemoryBuffer>> Input = read(Evaluation);
  if (!Input)
    return Input.takeError();
  report::LearningCurve Curve;
  if (!CurvePath.empty()) {
    Expected<std::unique_ptr<MemoryBuffer>> CSV = read(CurvePath);
    if (!CSV)
      return CSV.takeError();
    Expected<report::LearningCurve> Parsed =
        report::parseCurve((*CSV)->getBuffer());
    if (!Parsed)
      return createStringError(CurvePath + ": " + toString(Parsed.takeError()));
    Curve = std::move(*Parsed);
  }
  // First in memory: a wrong input leaves no file behind.
  std::string Page;
  raw_string_ostream Into(Page);
  StringRef Text = (*Input)->getBuffer();
  if (Error E = What == "decisions" ? report::writeDecisionPage(Into, Text)
                                    : report::writeModelPage(Into, Text, Curve))
    return createStringError(Evaluation + ": " + toString(std::move(E)));
  std::error_code EC;
  raw_fd_ostream OS(Output, EC);
  if (!EC) {
    OS << Page;
    OS.flush();
    EC = OS.error();
    OS.clear_error();
  }
  if (EC)
    return createStringError(Output + ": " + EC.message());
  return Error::success();
}

} // namespace

int runReport(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow report");
  static cl::opt<std::string> What(cl::Positional, cl::Required,
                                   cl::desc("<model or decisions>"),
                                   cl::cat(Group));
  static cl::opt<std::string> Evaluation(
      cl::Positional, cl::Required, cl::desc("<eval.json, x.opt.yaml or ->"),
      cl::cat(Group));
  static cl::opt<std::string> Curve(
      "curve", cl::desc("The learning curve that winnow-train left"),
      cl::value_desc("csv"), cl::cat(Group));
  static cl::opt<std::string> Output(
      "o", cl::desc("The page (default: standard output)"),
      cl::value_desc("file"), cl::init("-"), cl::cat(Group));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;
  if (What != "model" && What != "decisions") {
    printError("no report on '" + What +
               "': winnow report model FILE, winnow report decisions FILE");
    return ExitUsage;
  }
  if (Error E = write(What, Evaluation, Curve, Output)) {
    printError(std::move(E));
    return ExitFailure;
  }
  return ExitSuccess;
}

} // namespace winnow::tool
