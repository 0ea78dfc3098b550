//===- Predict.cpp - winnow predict ---------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/HexLines.h"
#include "report/Views.h"
#include "tool/Tool.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Predicts the core cycles that an execution of each basic block takes, "
    "when\n"
    "it is repeated endlessly with all data in the first cache. A trained "
    "network\n"
    "starts from bounds by LLVM's scheduling model, which are printed as "
    "well.\n\n"
    "EXAMPLES:\n"
    "  clang -O2 -S -o - kernel.c | winnow predict --cpu=haswell\n"
    "  winnow predict --function=dot --print=intel kernel.o\n"
    "  winnow predict --format=csv blocks.csv\n\n"
    "Exit status: 0 when every block was predicted; 2 when some were not; 1 "
    "for\n"
    "a wrong command line, an input that cannot be used, or a model that does\n"
    "not know the CPU.\n";

/// Unlike in other subcommands: 2 says something about blocks.
enum PredictExit : int { ExitError = 1, ExitSomeNot = 2 };

/// Reads inputs and shows what is predicted for them.
class Predictor {
public:
  Predictor(const block::Decoder &D, estimate::Estimator &E, report::View &To)
      : D(D), E(E), To(To) {}

  void addHex(MemoryBufferRef Input);
  Error addCode(MemoryBufferRef Input, const extract::ExtractOptions &Options);

  uint64_t Blocks = 0;
  /// Blocks, or parts of the input that are none, without a prediction.
  uint64_t Failed = 0;

private:
  void predict(report::PredictedBlock &B);
  void complain(const Twine &Place, const Twine &Message) {
    ++Failed;
    printWarning(Place + ": " + Message);
  }

  const block::Decoder &D;
  estimate::Estimator &E;
  report::View &To;
  bool HasColumns = false;
};

} // namespace

void Predictor::predict(report::PredictedBlock &B) {
  ++Blocks;
  Expected<estimate::Estimate> Guess = E.estimate(B.Code.Block);
  if (Guess) {
    B.Guess = std::move(*Guess);
  } else {
    B.Reason = toString(Guess.takeError());
    complain(toString(B.Code.From), B.Reason);
  }
  To.block(B);
}

/// A line for each line, whatever is in it: users put the columns side by side.
void Predictor::addHex(MemoryBufferRef Input) {
  std::string File = Input.getBufferIdentifier().str();
  extract::forEachLine(Input.getBuffer(), [&](const extract::HexLine &L) {
    if (L.Kind == extract::HexLine::Nothing)
      return To.copy(L.Text);
    if (L.Kind == extract::HexLine::Header)
      return To.columns(/*WithPlace=*/false);
    report::PredictedBlock B;
    B.Code.From = {File, "", 0, File, L.Number};
    B.Hex = L.Hex;
    Expected<block::BasicBlock> Block = extract::blockOf(L, D);
    if (Block) {
      B.Code.Block = std::move(*Block);
      return predict(B);
    }
    B.Reason = toString(Block.takeError());
    complain(File + ":" + Twine(L.Number), B.Reason);
    ++Blocks;
    To.block(B);
  });
}

Error Predictor::addCode(MemoryBufferRef Input,
                         const extract::ExtractOptions &Options) {
  if (!HasColumns)
    To.columns(/*WithPlace=*/true);
  HasColumns = true;
  auto Block = [&](extract::ExtractedBlock &&Code) {
    report::PredictedBlock B;
    B.Code = std::move(Code);
    predict(B);
  };
  auto Complain = [&](extract::Diagnostic &&Bad) {
    complain(Bad.Place, Bad.Message);
  };
  extract::Sink Into{Block, Complain};
  return extractEach(Input, D, Options, Into);
}

static Error addFile(StringRef Path, const extract::ExtractOptions &Options,
                     Predictor &Into) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Path);
  if (!Buffer)
    return createStringError(Path + ": " + Buffer.getError().message());
  using extract::InputKind;
  InputKind Kind = Options.Kind == InputKind::Auto
                       ? extract::detectKind((*Buffer)->getBuffer())
                       : Options.Kind;
  if (Kind != InputKind::Hex)
    return Into.addCode(**Buffer, Options);
  if (!Options.Function.empty())
    return createStringError(Path + ": lines of hex have no functions");
  Into.addHex(**Buffer);
  return Error::success();
}

int runPredict(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow predict");
  static cl::list<std::string> Paths(
      cl::Positional, cl::desc("[<file or -> ...]"), cl::cat(Group));
  static InputOptions Input(Group);
  static cl::opt<std::string> CPU(
      "cpu",
      cl::desc("The CPU to predict for, as LLVM calls it (default: this "
               "machine's)"),
      cl::value_desc("name"), cl::cat(Group));
  static cl::opt<std::string> Path(
      "model", cl::desc("A weight file (default: the one that is built in)"),
      cl::value_desc("file"), cl::cat(Group));
  static cl::opt<report::Format> As(
      "format", cl::desc("What is printed:"),
      cl::values(
          clEnumValN(report::Format::Text, "text",
                     "cycles, bounds and instructions (default)"),
          clEnumValN(report::Format::JSON, "json", "an object"),
          clEnumValN(report::Format::CSV, "csv",
                     "a line a block; for hex, exactly one for each line of "
                     "the input, with a header only where that has one")),
      cl::init(report::Format::Text), cl::cat(Group));
  static PrintOption Print(Group);
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitError;

  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D) {
    printError(D.takeError());
    return ExitError;
  }
  Expected<std::unique_ptr<estimate::Model>> M = estimate::Model::load(Path);
  if (!M) {
    printError(M.takeError());
    return ExitError;
  }
  std::string Name = CPU.empty() ? sys::getHostCPUName().str() : CPU;
  Expected<std::unique_ptr<estimate::Estimator>> E =
      estimate::Estimator::create(**M, Name, **D);
  if (!E) {
    printError(E.takeError());
    return ExitError;
  }
  std::unique_ptr<report::View> View = report::makeView(As, outs(), **D, Print);
  View->begin(report::subjectOf(**M, **E));
  Predictor P(**D, **E, *View);
  std::vector<std::string> Inputs(Paths.begin(), Paths.end());
  if (Inputs.empty())
    Inputs.emplace_back("-");
  bool AnyError = false;
  for (const std::string &One : Inputs)
    if (Error Bad = addFile(One, Input.get(), P)) {
      printError(std::move(Bad));
      AnyError = true;
    }
  View->end();
  // The process ends: to give back what was learnt about thousands of
  // instructions piece by piece would take longer than a hundred predictions.
  [[maybe_unused]] static const estimate::Estimator *const Kept = E->release();
  if (P.Blocks == 0 && P.Failed == 0 && !AnyError)
    printWarning("there is no block in the input");
  outs().flush();
  if (outs().has_error()) {
    printError("standard output: " + outs().error().message());
    outs().clear_error();
    return ExitError;
  }
  if (AnyError)
    return ExitError;
  return P.Failed ? int(ExitSomeNot) : int(ExitSuccess);
}

} // namespace winnow::tool
