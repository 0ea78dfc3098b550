//===- Train.cpp - winnow train -------------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokenize/Tokenizer.h"
#include "tool/BlockList.h"
#include "tool/Progress.h"
#include "tool/Tool.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <unistd.h>

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Trains a throughput model from measured blocks: writes them as tokens to\n"
    "DIR/tokens.wnt and has winnow-train learn from it, which leaves the "
    "model\n"
    "in DIR/weights.wnw. Started again, it goes on where it was ended. What\n"
    "follows -- is handed to winnow-train, see winnow-train --help.\n\n"
    "EXAMPLES:\n"
    "  winnow train --data haswell=hsw.csv --data znver4=datasets/znver4.json "
    "-o model\n"
    "  winnow train --data znver5=blocks.db -o mine -- --epochs 20 --seed 2\n";

/// "haswell=hsw.csv".
Expected<tokenize::Source> readSource(StringRef Text) {
  auto [CPU, Path] = Text.split('=');
  if (CPU.empty() || Path.empty())
    return createStringError("--data=%s: not CPU=FILE", Text.str().c_str());
  Expected<tokenize::Labels> Measured = tokenize::readLabels(Path);
  if (!Measured)
    return Measured.takeError();
  outs() << CPU << ": " << withCommas(Measured->Blocks.size()) << " blocks of "
         << Path;
  if (Measured->LeftOut != 0)
    outs() << ", " << withCommas(Measured->LeftOut)
           << " rows without a usable label left out";
  outs() << '\n';
  return tokenize::Source{CPU.str(), std::move(*Measured)};
}

Error writeTokens(ArrayRef<std::string> Data,
                  const tokenize::TokenizeOptions &Options,
                  const std::string &Path) {
  std::vector<tokenize::Source> Sources;
  uint64_t Rows = 0;
  for (const std::string &Text : Data) {
    Expected<tokenize::Source> S = readSource(Text);
    if (!S)
      return S.takeError();
    Rows += S->Measured.Blocks.size();
    Sources.push_back(std::move(*S));
  }
  if (Rows == 0)
    return createStringError("there is no measured block to learn from");
  Progress Bar(errs(), "tokenised", 0);
  Expected<tokenize::Tokenized> T =
      tokenize::tokenize(Sources, Options, [&Bar] { Bar.advance(); });
  if (!T)
    return T.takeError();
  Bar.finish();
  std::string Reason;
  if (!tokens::writeTokens(T->File, Path, Reason))
    return createStringError(Reason);
  outs() << "wrote " << withCommas(T->File.Blocks.size()) << " blocks, "
         << withCommas(T->File.Sequences.size()) << " instructions and "
         << withCommas(T->File.Words.size()) << " tokens to " << Path << '\n';
  if (T->Undecodable + T->TooLong + T->Again != 0)
    outs() << "left out: " << withCommas(T->Undecodable)
           << " blocks that cannot be decoded, " << withCommas(T->TooLong)
           << " that are too long, " << withCommas(T->Again)
           << " labels of a block that had one\n";
  return Error::success();
}

/// Does not return where winnow-train could be started.
Error startTrainer(const char *Self, const std::string &Tokens,
                   const std::string &Directory, ArrayRef<std::string> More) {
  std::string Here =
      sys::fs::getMainExecutable(Self, reinterpret_cast<void *>(&startTrainer));
  StringRef Places[] = {sys::path::parent_path(Here)};
  ErrorOr<std::string> Trainer = sys::findProgramByName("winnow-train", Places);
  if (!Trainer)
    Trainer = sys::findProgramByName("winnow-train");
  if (!Trainer)
    return createStringError("winnow-train is neither beside winnow nor in "
                             "PATH: it is built where libtorch is");
  std::vector<std::string> Arguments = {*Trainer, Tokens, "-o", Directory};
  Arguments.insert(Arguments.end(), More.begin(), More.end());
  std::vector<char *> Pointers;
  Pointers.reserve(Arguments.size() + 1);
  for (std::string &A : Arguments)
    Pointers.push_back(A.data());
  Pointers.push_back(nullptr);
  outs().flush();
  // Becomes the trainer, so that signals and its exit status are its own.
  ::execv(Trainer->c_str(), Pointers.data());
  return createStringError(
      *Trainer + ": " +
      std::error_code(errno, std::generic_category()).message());
}

} // namespace

int runTrain(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow train");
  static cl::list<std::string> Data(
      "data", cl::OneOrMore, cl::value_desc("CPU=file"), cl::cat(Group),
      cl::desc("Measured blocks: a CSV of hex,cycles (of one execution), a "
               "data set's .json, or a store, as FILE#MACHINE where it has "
               "several machines; as often as wanted"));
  static cl::opt<std::string> Directory("o", cl::Required,
                                        cl::desc("Where the model is made"),
                                        cl::value_desc("dir"), cl::cat(Group));
  static cl::opt<std::string> MayAlias(
      "may-alias", cl::value_desc("file"), cl::cat(Group),
      cl::desc("Hex of blocks whose accesses may collide in memory, to be told "
               "apart in reports"));
  static cl::opt<uint64_t> MinCount(
      "min-count", cl::init(3), cl::value_desc("n"), cl::cat(Group),
      cl::desc("Tokens that are rarer count as unknown ones (3)"));
  static cl::opt<bool> TokensOnly(
      "tokens-only", cl::cat(Group),
      cl::desc("Write the tokens, to be trained on elsewhere"));
  static cl::list<std::string> More(cl::Positional, cl::ZeroOrMore,
                                    cl::desc("[-- <options of winnow-train>]"),
                                    cl::cat(Group));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;

  std::string Tokens = Directory + "/tokens.wnt";
  Error Failed = [&]() -> Error {
    if (std::error_code EC = sys::fs::create_directories(Directory))
      return createStringError(EC, "%s: %s", Directory.c_str(),
                               EC.message().c_str());
    tokenize::TokenizeOptions Options;
    Options.MinCount = MinCount;
    if (!MayAlias.empty()) {
      Expected<std::vector<std::vector<uint8_t>>> List =
          readBlockList(MayAlias);
      if (!List)
        return List.takeError();
      Options.MayAlias = std::move(*List);
    }
    if (Error E = writeTokens(Data, Options, Tokens))
      return E;
    if (TokensOnly)
      return Error::success();
    return startTrainer(Argv[0], Tokens, Directory,
                        std::vector<std::string>(More.begin(), More.end()));
  }();
  if (Failed) {
    printError(std::move(Failed));
    return ExitFailure;
  }
  return ExitSuccess;
}

} // namespace winnow::tool
