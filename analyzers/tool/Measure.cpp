//===- Measure.cpp - winnow measure ---------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Jobs.h"
#include "tool/MeasureCompare.h"
#include "tool/MeasureReport.h"
#include "tool/MeasureStore.h"
#include "tool/Progress.h"
#include "tool/Tool.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Measures the core cycles that basic blocks take on this machine, without\n"
    "performance counters. A figure is cycles per execution of the block in a\n"
    "steady state: repeated without end, all its memory in one page.\n\n"
    "EXAMPLES:\n"
    "  winnow measure --self-check\n"
    "  winnow measure --function=dot kernel.o\n"
    "  echo 4801d8 | winnow measure -\n"
    "  winnow measure -o blocks.db            the blocks of a store, "
    "resumable\n"
    "  winnow measure --compare=ref.csv --limit=1000\n";

/// The work of a command line; exactly one of the four.
enum class Mode { File, Store, SelfCheck, Compare };

enum class Feeder { Usual, OpCache, Decoders };

} // namespace

static void warnOnce(const measure::ClockReport &Clock) {
  if (!Clock.Unfiltered.empty())
    printWarning("system calls of blocks are not filtered (" +
                 Clock.Unfiltered + "): blocks that may make one are not run");
}

static int selfCheck(measure::MeasureOptions Options) {
  // Twenty blocks only: they may take their time.
  Options.MinSamples = 30;
  Options.MinRounds = 10;
  Options.MaxRounds = 40;
  Expected<std::unique_ptr<measure::Measurer>> M =
      measure::Measurer::create(Options);
  if (!M) {
    printError(M.takeError());
    return ExitFailure;
  }
  warnOnce((*M)->clock());
  const StringRef Cpu = sys::getHostCPUName();
  Expected<measure::SelfCheck> C = measure::runSelfCheck(**M, Cpu);
  if (!C) {
    printError(C.takeError());
    return ExitFailure;
  }
  printSelfCheck(outs(), *C, (*M)->clock(), Cpu);
  return C->anyWrong() ? ExitFailure : ExitSuccess;
}

static int measureBlocks(std::vector<extract::ExtractedBlock> Extracted,
                         const measure::MeasureOptions &Options, unsigned Jobs,
                         MeasureFormat Format) {
  std::vector<MeasuredBlock> Blocks;
  Blocks.reserve(Extracted.size());
  for (extract::ExtractedBlock &B : Extracted)
    Blocks.push_back({std::move(B), {}});
  std::vector<measure::Work> Works;
  Works.reserve(Blocks.size());
  for (const MeasuredBlock &B : Blocks)
    Works.push_back({B.Block.Block.Bytes, B.Block.Block.size()});
  measure::ClockReport Clock;
  // Few blocks are done before anybody looks.
  std::optional<Progress> Bar;
  if (Blocks.size() > 200)
    Bar.emplace(errs(), "measured", Blocks.size());
  Error E = measure::measureAll(
      Options, Jobs, Works,
      [&](size_t I, const measure::Measured &What) {
        Blocks[I].What = What;
        if (Bar)
          Bar->advance();
      },
      [&](const measure::ClockReport &C) { Clock = C; });
  if (Bar)
    Bar->finish();
  if (E) {
    printError(std::move(E));
    return ExitFailure;
  }
  warnOnce(Clock);
  printMeasured(outs(), Format, Blocks, Clock);
  return ExitSuccess;
}

int runMeasure(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow measure");
  static cl::list<std::string> Paths(
      cl::Positional, cl::desc("<file or -> ..."), cl::cat(Group));
  static InputOptions Input(Group);
  static cl::opt<std::string> Store(
      "o", cl::value_desc("store"), cl::cat(Group),
      cl::desc("Measure the blocks of a store that have no result for this "
               "machine, after those of the files have been added to it"));
  static cl::opt<bool> SelfCheck(
      "self-check", cl::cat(Group),
      cl::desc("Measure instructions whose cycles are known, and fail where "
               "one is off by more than 2 %"));
  static cl::opt<std::string> Compare(
      "compare", cl::value_desc("csv"), cl::cat(Group),
      cl::desc("Measure the blocks of a CSV of hex,cycles twice, and tell how "
               "well both runs and the file agree"));
  static cl::opt<MeasureFormat> Format(
      "format", cl::desc("What is printed:"),
      cl::values(clEnumValN(MeasureFormat::Text, "text", "a table (default)"),
                 clEnumValN(MeasureFormat::JSON, "json", "an object"),
                 clEnumValN(MeasureFormat::CSV, "csv", "a line a block")),
      cl::init(MeasureFormat::Text), cl::cat(Group));
  static cl::opt<unsigned> Passes(
      "passes", cl::init(1), cl::value_desc("n"), cl::cat(Group),
      cl::desc("Measure each block so often, and call it unstable where the "
               "passes differ by more than 3 % (1)"));
  static cl::opt<unsigned> Jobs(
      "jobs", cl::init(1), cl::value_desc("n"), cl::cat(Group),
      cl::desc("Measure on so many CPUs, each job on its own (1)"));
  static cl::opt<uint64_t> Limit(
      "limit", cl::init(0), cl::value_desc("n"), cl::cat(Group),
      cl::desc("With -o or --compare, measure at most so many blocks"));
  static cl::opt<std::string> Machine(
      "machine", cl::value_desc("name"), cl::cat(Group),
      cl::desc("With -o, the name of this machine in the store (LLVM's name "
               "of the CPU, and --front-end where that is not auto)"));
  static cl::opt<unsigned> Patience(
      "patience", cl::init(20), cl::value_desc("seconds"), cl::cat(Group),
      cl::desc("Let a block wait so long for a quiet core (20)"));
  static cl::opt<Feeder> Feeds(
      "front-end", cl::desc("What feeds a block:"),
      cl::values(clEnumValN(Feeder::Usual, "auto",
                            "as the labels of this CPU's built-in model "
                            "(default)"),
                 clEnumValN(Feeder::OpCache, "op-cache",
                            "the op cache, as the body of a loop"),
                 clEnumValN(Feeder::Decoders, "decoders",
                            "the decoders, as code unrolled without end")),
      cl::init(Feeder::Usual), cl::cat(Group));
  static cl::opt<bool> NoCounter(
      "no-counter", cl::cat(Group),
      cl::desc("Use the time stamp counter even where the kernel offers the "
               "core's cycle counter"));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;

  const unsigned Modes = unsigned(SelfCheck) + unsigned(!Compare.empty()) +
                         unsigned(!Store.empty() || !Paths.empty());
  if (Modes != 1) {
    printError(Modes == 0 ? "nothing to measure, see winnow measure --help"
                          : "--self-check, --compare and files or a store "
                            "exclude each other");
    return ExitUsage;
  }
  if (Passes == 0 || Jobs == 0) {
    printError("--passes and --jobs must be at least 1");
    return ExitUsage;
  }
  measure::MeasureOptions Options;
  Options.Passes = Passes;
  Options.UseCounter = !NoCounter;
  Options.Patience = std::chrono::seconds(Patience);
  const std::string Cpu = sys::getHostCPUName().str();
  const measure::FrontEnd Usual = measure::usualFrontEnd(Cpu);
  Options.Feeds = Feeds == Feeder::Usual     ? Usual
                  : Feeds == Feeder::OpCache ? measure::FrontEnd::OpCache
                                             : measure::FrontEnd::Decoders;
  if (SelfCheck)
    return selfCheck(Options);

  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D) {
    printError(D.takeError());
    return ExitFailure;
  }
  if (!Compare.empty()) {
    if (Error E = compare({Compare, Limit, Jobs, Format == MeasureFormat::CSV},
                          Options, **D)) {
      printError(std::move(E));
      return ExitFailure;
    }
    return ExitSuccess;
  }

  int Status = ExitSuccess;
  std::vector<extract::ExtractedBlock> Blocks =
      readBlocks(Paths, **D, Input.get(), Status);
  if (Store.empty()) {
    int Measured = measureBlocks(std::move(Blocks), Options, Jobs, Format);
    return Status == ExitSuccess ? Measured : Status;
  }
  StoreRun Run;
  Run.Path = Store;
  // Figures of the two kinds are not to be mixed.
  Run.Machine = !Machine.empty()         ? Machine
                : Options.Feeds == Usual ? Cpu
                : Options.Feeds == measure::FrontEnd::OpCache
                    ? Cpu + ".op-cache"
                    : Cpu + ".decoders";
  Run.Jobs = Jobs;
  Run.Limit = Limit;
  if (Error E = measureStore(Run, Options, **D, Blocks)) {
    printError(std::move(E));
    return ExitFailure;
  }
  return Status;
}

} // namespace winnow::tool
