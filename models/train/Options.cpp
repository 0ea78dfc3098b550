//===- Options.cpp - How a model is trained -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Options.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

namespace winnow::train {

static const char Help[] =
    R"(winnow-train - learns a throughput model from tokenised blocks

usage: winnow-train TOKENS -o DIR [OPTION...]

TOKENS is made by `winnow train --tokens-only`. In DIR it leaves

  weights.wnw     the best model so far: winnow predict --model=DIR/weights.wnw
  curve.csv       learning rate, loss and validation error of each epoch
  checkpoint.wnc  from which the same command goes on after it was ended

EXAMPLES:
  winnow train --data haswell=hsw.csv -o model --tokens-only
  winnow-train model/tokens.wnt -o model --epochs 20
  winnow-train mine/tokens.wnt -o mine --from builtin --learn heads
  MASTER_ADDR=10.0.0.1 WORLD_SIZE=2 RANK=0 winnow-train model/tokens.wnt -o model
  MASTER_ADDR=10.0.0.1 WORLD_SIZE=2 RANK=1 winnow-train model/tokens.wnt -o model

OPTIONS:
)";

static const char Ending[] = R"(
The same tokens, options and seed give the same weights, however often it was
ended and started again; --epochs may be changed in between.

Environment: with WORLD_SIZE, RANK, MASTER_ADDR and MASTER_PORT (29500), as
torch's launchers set them, processes share the work over TCP (gloo).

Exit status: 0; 1 where a file cannot be used; 2 for a wrong command line.
)";

namespace {

struct Option {
  const char *Name;
  const char *Value;
  const char *Text;
  /// False where the value is none.
  std::function<bool(const char *)> Set;
};

template <typename T>
std::function<bool(const char *)> whole(T &Into, T Least) {
  return [&Into, Least](const char *Text) {
    char *End = nullptr;
    unsigned long long Value = std::strtoull(Text, &End, 10);
    Into = T(Value);
    return *Text >= '0' && *Text <= '9' && *End == 0 && Into == Value &&
           Into >= Least;
  };
}

std::function<bool(const char *)> real(double &Into, double Least,
                                       double Most) {
  return [&Into, Least, Most](const char *Text) {
    char *End = nullptr;
    Into = std::strtod(Text, &End);
    return End != Text && *End == 0 && Into >= Least && Into <= Most;
  };
}

std::function<bool(const char *)> edges(uint32_t &Into) {
  return [&Into](const char *Text) {
    const char *Names[] = {"", "dag", "sequence", "both"};
    for (uint32_t Set = 1; Set < 4; ++Set)
      if (std::strcmp(Text, Names[Set]) == 0) {
        Into = Set;
        return true;
      }
    return false;
  };
}

std::function<bool(const char *)> learn(bool &HeadsOnly) {
  return [&HeadsOnly](const char *Text) {
    HeadsOnly = std::strcmp(Text, "heads") == 0;
    return HeadsOnly || std::strcmp(Text, "all") == 0;
  };
}

std::function<bool(const char *)> without(Ablation &Into) {
  return [&Into](const char *Text) {
    std::pair<const char *, bool *> Parts[] = {{"bounds", &Into.Bounds},
                                               {"pressure", &Into.Pressure},
                                               {"latency", &Into.Latency},
                                               {"longest", &Into.Longest},
                                               {"norm", &Into.Norm}};
    for (auto [Name, Part] : Parts)
      if (std::strcmp(Text, Name) == 0)
        return *Part = true;
    return false;
  };
}

std::vector<Option> optionsOf(Options &O) {
  weights::NetworkShape &S = O.Shape;
  auto Text = [](std::string &Into) {
    return [&Into](const char *T) {
      Into = T;
      return *T != 0;
    };
  };
  return {
      {"o", "DIR", "where the model is made", Text(O.Directory)},
      {"from", "FILE|builtin",
       "go on from these weights: their words, shape and heads", Text(O.From)},
      {"learn", "all|heads",
       "what changes; with heads, all else in --from stays as it is (all)",
       learn(O.HeadsOnly)},
      {"epochs", "N", "times each block is seen (40)", whole(O.Epochs, 1U)},
      {"patience", "N", "end after so many epochs without improvement (10)",
       whole(O.Patience, 1U)},
      {"seed", "N", "of the starting weights and the order (1)",
       whole(O.Seed, uint64_t(0))},
      {"batch", "N", "blocks of a step, of all processes together (256)",
       whole(O.BatchSize, 1U)},
      {"learning-rate", "X", "the highest one (0.002)",
       real(O.LearningRate, 0, 1)},
      {"warm-up", "N", "steps until it is reached (500)", whole(O.WarmUp, 0U)},
      {"weight-decay", "X", "of AdamW (0.01)", real(O.WeightDecay, 0, 1)},
      {"clip", "X", "the largest norm of a gradient (1)",
       real(O.Clip, 1e-6, 1e6)},
      {"average", "X", "of the moving average of weights (0.999)",
       real(O.Average, 0, 0.99999)},
      {"encoding", "N", "width of an instruction's encoding (64)",
       whole(S.Encoding, 1U)},
      {"state", "N", "width of the recurrence over the graph (64)",
       whole(S.State, 1U)},
      {"pressure", "N", "features summed over all instructions (64)",
       whole(S.Pressure, 1U)},
      {"latency", "N", "features summed over the slowest chain (32)",
       whole(S.Latency, 1U)},
      {"hidden", "N", "width of a head (64)", whole(S.Hidden, 1U)},
      {"passes", "N", "iterations of the block that are followed (1)",
       whole(S.Passes, 1U)},
      {"edges", "dag|sequence|both", "what the recurrence follows (dag)",
       edges(S.Edges)},
      {"without", "PART",
       "leave out bounds, pressure, latency, longest or norm, to see what it "
       "is "
       "worth; no model is written",
       without(O.Without)},
      {"share", "X", "of the blocks, for trials (1)", real(O.Share, 1e-6, 1)},
      {"threads", "N", "of a process (1)", whole(O.Threads, 1U)},
      {"device", "NAME", "as libtorch calls it: cpu, cuda, cuda:1 (cpu)",
       Text(O.Device)},
      {"save-seconds", "X", "between checkpoints (120)",
       real(O.SaveSeconds, 0, 1e9)},
  };
}

void printHelp(const std::vector<Option> &All) {
  std::fputs(Help, stdout);
  for (const Option &Opt : All) {
    std::string Left = std::string(Opt.Name[1] == 0 ? "  -" : "  --") +
                       Opt.Name + " " + Opt.Value;
    std::printf("%-28s  %s\n", Left.c_str(), Opt.Text);
  }
  std::fputs(Ending, stdout);
}

bool complain(const std::string &What) {
  std::fprintf(stderr, "winnow-train: error: %s, see winnow-train --help\n",
               What.c_str());
  return false;
}

bool parseAll(int Argc, const char *const *Argv, const std::vector<Option> &All,
              Options &O) {
  for (int I = 1; I < Argc; ++I) {
    std::string Word = Argv[I];
    if (Word.empty() || Word[0] != '-') {
      if (!O.Tokens.empty())
        return complain("one file of tokens is read, and '" + Word +
                        "' is a second one");
      O.Tokens = Word;
      continue;
    }
    size_t Equal = Word.find('=');
    std::string Name = Word.substr(
        Word.find_first_not_of('-') == 2 ? 2 : 1,
        Equal == std::string::npos ? Equal : Equal - (Word[1] == '-' ? 2 : 1));
    const Option *Found = nullptr;
    for (const Option &Opt : All)
      if (Name == Opt.Name)
        Found = &Opt;
    if (!Found)
      return complain("unknown option '" + Word + "'");
    if (Equal == std::string::npos && I + 1 == Argc)
      return complain(Word + " needs a value");
    const char *Value =
        Equal == std::string::npos ? Argv[++I] : Argv[I] + Equal + 1;
    if (!Found->Set(Value))
      return complain(Word + ": '" + Value + "' is no " + Found->Value);
  }
  if (O.Tokens.empty() || O.Directory.empty())
    return complain("a file of tokens and -o DIR are needed");
  if (O.HeadsOnly && O.From.empty())
    return complain("--learn heads needs a trunk, which --from names");
  if (std::string Why = weights::whyNot(O.Shape); !Why.empty())
    return complain(Why);
  return true;
}

} // namespace

bool parseOptions(int Argc, const char *const *Argv, Options &O, int &Status) {
  std::vector<Option> All = optionsOf(O);
  for (int I = 1; I < Argc; ++I)
    if (std::strcmp(Argv[I], "--help") == 0 ||
        std::strcmp(Argv[I], "-h") == 0) {
      printHelp(All);
      Status = ExitSuccess;
      return false;
    }
  Status = ExitUsage;
  return parseAll(Argc, Argv, All, O);
}

std::string Options::fingerprint() const {
  char Text[512];
  std::snprintf(
      Text, sizeof(Text),
      "encoding %u state %u pressure %u latency %u hidden %u passes %u edges "
      "%u "
      "without %d%d%d%d%d seed %llu share %g batch %u learning-rate %g warm-up "
      "%u clip %g weight-decay %g average %g patience %u",
      Shape.Encoding, Shape.State, Shape.Pressure, Shape.Latency, Shape.Hidden,
      Shape.Passes, Shape.Edges, Without.Bounds, Without.Pressure,
      Without.Latency, Without.Longest, Without.Norm,
      static_cast<unsigned long long>(Seed), Share, BatchSize, LearningRate,
      WarmUp, Clip, WeightDecay, Average, Patience);
  std::string All = Text;
  if (!From.empty())
    All += " from " + std::to_string(FromChecksum) + " learn " +
           (HeadsOnly ? "heads" : "all");
  return All;
}

} // namespace winnow::train
