//===- MeasureStore.cpp - Measuring the blocks of a store -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/MeasureStore.h"
#include "block/BlockClass.h"
#include "datasets/Campaign.h"
#include "measure/Jobs.h"
#include "tool/MeasureReport.h"
#include "tool/Progress.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <mutex>
#include <sys/utsname.h>

using namespace llvm;

namespace winnow::tool {

// Claimed at once by a job: enough that the last ones, which have fewer beside
// them, are few.
static constexpr unsigned BlocksPerClaim = 10000;

/// "model name" or "microcode" of /proc/cpuinfo, or nothing.
static std::string cpuInfo(StringRef Key) {
  // Files of /proc have no size to be read by.
  ErrorOr<std::unique_ptr<MemoryBuffer>> File =
      MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!File)
    return "";
  for (StringRef Line : split((*File)->getBuffer(), '\n')) {
    auto [Name, Value] = Line.split(':');
    if (Name.trim() == Key)
      return Value.trim().str();
  }
  return "";
}

static datasets::Machine describeMachine(const std::string &Name,
                                         const measure::ClockReport &Clock) {
  datasets::Machine M;
  M.Name = Name;
  M.Processor = cpuInfo("model name");
  M.Microcode = cpuInfo("microcode");
  M.TscMHz = Clock.TscMHz;
  M.Clock = toString(Clock);
  utsname System;
  if (uname(&System) == 0)
    M.Kernel = std::string(System.sysname) + " " + System.release;
  return M;
}

static datasets::Measurement toMeasurement(const measure::Measured &What,
                                           const datasets::Task &Of,
                                           measure::ClockKind Clock) {
  datasets::Measurement M;
  M.How = What.How;
  M.Value = What.Value;
  M.Spread = What.Spread;
  M.Clock = Clock == measure::ClockKind::Tsc ? "tsc" : "perf";
  M.Passes = std::max(What.Passes, 1U) + (Of.Earlier ? Of.Earlier->Passes : 0);
  return M;
}

static Error addBlocks(datasets::Store &Store, const block::Decoder &D,
                       ArrayRef<extract::ExtractedBlock> Blocks) {
  return Store.database().transaction([&]() -> Error {
    for (const extract::ExtractedBlock &B : Blocks)
      if (Expected<datasets::Store::Added> A =
              Store.addBlock(B.Block.Bytes, B.Block.size(),
                             block::toString(block::classify(D, B.Block)));
          !A)
        return A.takeError();
    return Error::success();
  });
}

namespace {

/// What all jobs share; every use holds the mutex.
struct Shared {
  std::mutex Mutex;
  datasets::Store &Store;
  datasets::Campaign &Campaign;
  const block::Decoder &D;
  Progress &Bar;
  uint64_t Left;
  std::map<datasets::Status, uint64_t> Counts;

  Expected<std::vector<datasets::Task>> claim(std::vector<size_t> &Sizes) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Expected<std::vector<datasets::Task>> Tasks = Campaign.claim(
        static_cast<unsigned>(std::min<uint64_t>(BlocksPerClaim, Left)));
    if (!Tasks)
      return Tasks.takeError();
    Left -= Tasks->size();
    for (const datasets::Task &T : *Tasks) {
      // Blocks of other people's files need not decode: their size is unknown.
      Expected<block::BasicBlock> B = D.decode(T.Bytes);
      Sizes.push_back(B ? B->size() : 0);
      if (!B)
        consumeError(B.takeError());
    }
    return Tasks;
  }

  Error record(datasets::BlockId Id, const datasets::Measurement &M) {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Error E = Campaign.record(Id, M))
      return E;
    ++Counts[M.How];
    Bar.advance();
    return Error::success();
  }
};

} // namespace

static Error work(measure::Measurer &M, Shared &S) {
  for (;;) {
    std::vector<size_t> Sizes;
    Expected<std::vector<datasets::Task>> Tasks = S.claim(Sizes);
    if (!Tasks)
      return Tasks.takeError();
    if (Tasks->empty())
      return Error::success();
    std::vector<measure::Work> Blocks;
    Blocks.reserve(Tasks->size());
    for (size_t I = 0; I < Tasks->size(); ++I)
      Blocks.push_back({(*Tasks)[I].Bytes, Sizes[I]});
    const measure::ClockKind Clock = M.clock().Kind;
    Error Failed = Error::success();
    Error E = M.measure(Blocks, [&](size_t I, const measure::Measured &What) {
      if (Failed)
        return;
      Failed =
          S.record((*Tasks)[I].Block, toMeasurement(What, (*Tasks)[I], Clock));
    });
    if (E || Failed)
      return joinErrors(std::move(E), std::move(Failed));
  }
}

Error measureStore(const StoreRun &Run, const measure::MeasureOptions &Options,
                   const block::Decoder &D,
                   ArrayRef<extract::ExtractedBlock> Blocks) {
  Expected<datasets::Store> Store =
      Blocks.empty() ? datasets::Store::open(Run.Path)
                     : datasets::Store::openOrCreate(Run.Path);
  if (!Store)
    return Store.takeError();
  if (Error E = addBlocks(*Store, D, Blocks))
    return E;

  Expected<std::unique_ptr<measure::Measurer>> Probe =
      measure::Measurer::create(Options);
  if (!Probe)
    return Probe.takeError();
  const measure::ClockReport Clock = (*Probe)->clock();
  Probe->reset();

  datasets::CampaignOptions Wanted;
  // A second chance, at another time, for what busy neighbours may have spoilt.
  Wanted.Again = {datasets::Status::Unstable, datasets::Status::Lost};
  Wanted.MaxPasses = 2 * std::max(Options.Passes, 1U);
  Expected<datasets::Campaign> Campaign = datasets::Campaign::start(
      *Store, describeMachine(Run.Machine, Clock), Wanted);
  if (!Campaign)
    return Campaign.takeError();
  Expected<datasets::Campaign::Progress> Before = Campaign->progress();
  if (!Before)
    return Before.takeError();

  const uint64_t Rest = Before->Total - Before->Done;
  const uint64_t Left = Run.Limit ? std::min<uint64_t>(Run.Limit, Rest) : Rest;
  Progress Bar(errs(), "measured", Before->Done + Left, "", Before->Done);
  Shared S{{}, *Store, *Campaign, D, Bar, Run.Limit ? Run.Limit : UINT64_MAX,
           {}};
  Error E = measure::runJobs(Options, Run.Jobs,
                             [&](measure::Measurer &M) { return work(M, S); });
  Bar.finish();
  if (E)
    return E;
  uint64_t Total = 0;
  for (const auto &[How, Count] : S.Counts)
    Total += Count;
  outs() << "measured " << withCommas(Total) << " blocks as " << Run.Machine;
  const char *Separator = ": ";
  for (const auto &[How, Count] : S.Counts) {
    outs() << Separator << withCommas(Count) << ' ' << datasets::toString(How);
    Separator = ", ";
  }
  outs() << '\n';
  return Error::success();
}

} // namespace winnow::tool
