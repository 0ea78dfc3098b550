//===- Eval.cpp - winnow eval ---------------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "block/BlockClass.h"
#include "datasets/Record.h"
#include "estimate/Estimator.h"
#include "eval/EvalViews.h"
#include "eval/Mca.h"
#include "tokenize/Labels.h"
#include "tool/BlockList.h"
#include "tool/Tool.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Holds predictions against measured blocks: mean and median error, "
    "Kendall's\n"
    "tau, shares within 10 % and 25 %; by CPU, number of instructions and "
    "class,\n"
    "beside the bounds that the model starts from and, with --mca, llvm-mca "
    "22.\n"
    "Only blocks that no model was trained on are taken, which their hash "
    "tells.\n\n"
    "EXAMPLES:\n"
    "  winnow eval --data haswell=hsw.csv --mca\n"
    "  winnow eval --data znver5=blocks.db --model mine/weights.wnw "
    "--format=json\n";

enum class Part { Train, Validation, Test, All };
enum class Format { Text, JSON };

struct Wanted {
  Part Which = Part::Test;
  uint64_t Limit = 0;
  /// The program; empty where llvm-mca is not to be asked.
  std::string Mca;
  /// Blocks whose accesses may collide, as their bytes.
  StringSet<> MayAlias;
};

StringRef nameOf(Part P) {
  switch (P) {
  case Part::Train:
    return "the training part";
  case Part::Validation:
    return "the validation part";
  case Part::Test:
    return "the test part";
  case Part::All:
    return "all";
  }
  llvm_unreachable("no part");
}

bool isWanted(ArrayRef<uint8_t> Bytes, Part P) {
  switch (datasets::splitOf(Bytes)) {
  case datasets::Split::Train:
    return P == Part::Train || P == Part::All;
  case datasets::Split::Validation:
    return P == Part::Validation || P == Part::All;
  case datasets::Split::Test:
    return P == Part::Test || P == Part::All;
  }
  llvm_unreachable("no part");
}

/// \p Limit of them, spread evenly over the file; all where it is 0.
void thin(std::vector<tokenize::LabelledBlock> &Blocks, uint64_t Limit) {
  if (Limit == 0 || Blocks.size() <= Limit)
    return;
  for (uint64_t I = 0; I < Limit; ++I)
    if (const auto From = size_t(I * Blocks.size() / Limit); From != I)
      Blocks[I] = std::move(Blocks[From]);
  Blocks.resize(size_t(Limit));
}

} // namespace

static Expected<eval::Evaluation> evaluateOne(StringRef Text,
                                              const Wanted &Wants,
                                              const estimate::Model &M,
                                              const block::Decoder &D) {
  auto [CPU, Path] = Text.split('=');
  if (CPU.empty() || Path.empty())
    return createStringError("--data=" + Text + ": not CPU=FILE");
  Expected<std::unique_ptr<estimate::Estimator>> E =
      estimate::Estimator::create(M, CPU, D);
  if (!E)
    return E.takeError();
  Expected<tokenize::Labels> Measured = tokenize::readLabels(Path);
  if (!Measured)
    return Measured.takeError();
  std::vector<tokenize::LabelledBlock> &Blocks = Measured->Blocks;
  erase_if(Blocks, [&](const tokenize::LabelledBlock &B) {
    return !isWanted(B.Bytes, Wants.Which);
  });
  thin(Blocks, Wants.Limit);

  std::vector<eval::Sample> Samples;
  std::vector<block::BasicBlock> Decoded;
  size_t Undecodable = 0;
  for (const tokenize::LabelledBlock &B : Blocks) {
    Expected<block::BasicBlock> Block = D.decode(B.Bytes);
    if (!Block) {
      consumeError(Block.takeError());
      ++Undecodable;
      continue;
    }
    Expected<estimate::Estimate> Now = (*E)->estimate(*Block);
    if (!Now) {
      consumeError(Now.takeError());
      ++Undecodable;
      continue;
    }
    eval::Sample S;
    S.Measured = B.Cycles;
    S.Predicted[eval::Model] = Now->Predicted.Value;
    S.Predicted[eval::Bounds] = Now->Limits.cycles().Value;
    S.Error = Now->Error;
    S.Instructions = unsigned(Block->size());
    S.Class = block::toString(block::classify(D, *Block));
    S.MayAlias = Wants.MayAlias.contains(toStringRef(B.Bytes));
    Samples.push_back(std::move(S));
    Decoded.push_back(std::move(*Block));
  }
  if (Samples.empty())
    return createStringError(Path + ": no block of " + nameOf(Wants.Which));
  if (!Wants.Mca.empty()) {
    Expected<std::vector<double>> Asked =
        eval::askMca(Wants.Mca, CPU, Decoded, D);
    if (!Asked)
      return Asked.takeError();
    for (size_t I = 0; I < Samples.size(); ++I)
      Samples[I].Predicted[eval::Mca] = (*Asked)[I];
  }
  eval::Evaluation Result = eval::evaluate(Samples);
  Result.CPU = CPU.str();
  Result.Source = (nameOf(Wants.Which) + " of " + sys::path::filename(Path) +
                   (Wants.Limit ? ", evenly thinned out" : ""))
                      .str();
  Result.Undecodable = Undecodable;
  return Result;
}

int runEval(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow eval");
  static cl::list<std::string> Data(
      "data", cl::OneOrMore, cl::value_desc("CPU=file"), cl::cat(Group),
      cl::desc("Measured blocks, as for winnow train; as often as wanted"));
  static cl::opt<std::string> Path(
      "model", cl::desc("A weight file (default: the one that is built in)"),
      cl::value_desc("file"), cl::cat(Group));
  static cl::opt<Part> Which(
      "part", cl::desc("Which blocks are taken:"),
      cl::values(clEnumValN(Part::Test, "test",
                            "those that training never sees (default)"),
                 clEnumValN(Part::Validation, "validation",
                            "those that training ends by"),
                 clEnumValN(Part::Train, "train", "those that it learns from"),
                 clEnumValN(Part::All, "all", "every block")),
      cl::init(Part::Test), cl::cat(Group));
  static cl::opt<uint64_t> Limit(
      "limit", cl::init(0), cl::value_desc("n"), cl::cat(Group),
      cl::desc("At most so many blocks of each file, spread evenly over it"));
  static cl::opt<std::string> MayAlias(
      "may-alias", cl::value_desc("file"), cl::cat(Group),
      cl::desc("Hex of blocks whose accesses may collide in memory: errors "
               "are told without them, too"));
  static cl::opt<bool> Mca("mca", cl::cat(Group),
                           cl::desc("Ask llvm-mca 22 as well"));
  static cl::opt<Format> As(
      "format", cl::desc("What is printed:"),
      cl::values(clEnumValN(Format::Text, "text", "tables (default)"),
                 clEnumValN(Format::JSON, "json",
                            "an object, which winnow report model draws")),
      cl::init(Format::Text), cl::cat(Group));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;

  auto Fail = [](Error E) {
    printError(std::move(E));
    return ExitFailure;
  };
  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D)
    return Fail(D.takeError());
  Expected<std::unique_ptr<estimate::Model>> M = estimate::Model::load(Path);
  if (!M)
    return Fail(M.takeError());
  Wanted Wants;
  Wants.Which = Which;
  Wants.Limit = Limit;
  if (Mca) {
    Wants.Mca = eval::findMca();
    if (Wants.Mca.empty())
      printWarning("there is no llvm-mca of version 22 in PATH");
  }
  if (!MayAlias.empty()) {
    Expected<std::vector<std::vector<uint8_t>>> List = readBlockList(MayAlias);
    if (!List)
      return Fail(List.takeError());
    for (const std::vector<uint8_t> &Bytes : *List)
      Wants.MayAlias.insert(toStringRef(Bytes));
  }
  std::vector<eval::Evaluation> All;
  All.reserve(Data.size());
  for (const std::string &Text : Data) {
    Expected<eval::Evaluation> E = evaluateOne(Text, Wants, **M, **D);
    if (!E)
      return Fail(E.takeError());
    All.push_back(std::move(*E));
  }
  eval::Subject S = {(*M)->name(), (*M)->weights().Notes};
  if (As == Format::JSON)
    eval::printJSON(outs(), S, All);
  else
    eval::printText(outs(), S, All);
  return ExitSuccess;
}

} // namespace winnow::tool
