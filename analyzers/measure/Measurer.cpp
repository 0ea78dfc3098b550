//===- Measurer.cpp - Blocks in, cycles out -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Measurer.h"
#include "measure/Jobs.h"
#include "llvm/TargetParser/Host.h"
#include <algorithm>
#include <deque>
#include <numeric>
#include <thread>
#include <x86intrin.h>

using namespace llvm;

namespace winnow::measure {

// Blocks that are interleaved: three rounds of them take some 0.3 s, and are
// one child. What disturbs a core too little to be noticed comes and goes
// within seconds, so that the rounds of a block must lie apart: with 200
// blocks, two runs agreed within 3 % on 88 % of them, with 1,000 on 95 %. When
// half of them are done others take their place, so that a few blocks that do
// not settle have no child of their own.
static constexpr size_t WindowSize = 1000;

/// A block that is being measured.
struct Measurer::Progress {
  Work What;
  /// Its number among those that measure() was given.
  size_t Index = 0;
  std::chrono::steady_clock::time_point Since;
  /// Rounds of this pass, with clean samples or without.
  unsigned Tried = 0;
  Readings Now;
  /// Of the passes before.
  std::vector<Estimate> Done;
  std::optional<Failure> Failed;
  bool Stable = true;
};

Measurer::Measurer(const MeasureOptions &O)
    : Options(O), Core(knownAddsPerCycle(sys::getHostCPUName())) {
  Cpus = O.Cpu >= 0 ? std::vector<int>{O.Cpu} : usableCpus();
  if (Cpus.empty())
    Cpus = {-1};
}

Measurer::Moment Measurer::Moment::now() {
  // The pair whose halves were read closest together, of some.
  Moment Best;
  uint64_t BestGap = UINT64_MAX;
  for (unsigned I = 0; I < 8; ++I) {
    const uint64_t Before = __rdtsc();
    const auto Time = std::chrono::steady_clock::now().time_since_epoch();
    const uint64_t Gap = __rdtsc() - Before;
    if (Gap < BestGap) {
      BestGap = Gap;
      Best = {Before + Gap / 2, Time};
    }
  }
  return Best;
}

Expected<std::unique_ptr<Measurer>>
Measurer::create(const MeasureOptions &Options) {
  std::unique_ptr<Measurer> M(new Measurer(Options));
  M->Start = Moment::now();
  SandboxOptions Box = Options;
  Box.Cpu = M->Cpus[0];
  Expected<std::unique_ptr<Sandbox>> Created = Sandbox::create(Box);
  if (!Created)
    return Created.takeError();
  M->Box = std::move(*Created);
  // A first look at the core: some rounds of add %rbx, %rax.
  const uint8_t Add[] = {0x48, 0x01, 0xd8};
  const std::vector<Work> Blocks(16, Work{Add, 1});
  for (unsigned Round = 0; Round < 5; ++Round)
    if (Expected<size_t> Clean = M->round(Blocks, [](const Visit &) {}); !Clean)
      return Clean.takeError();
  return M;
}

Expected<size_t> Measurer::round(ArrayRef<Work> Blocks,
                                 function_ref<void(const Visit &)> OnVisit) {
  // Written anew each time, so that no accident of a block's place lasts.
  if (Error E = Box->load(Blocks))
    return E;
  Box->setQuiet(Core.longest());
  std::vector<size_t> All(Blocks.size());
  std::iota(All.begin(), All.end(), 0);
  size_t WithSamples = 0;
  if (Error E = Box->visit(All, [&](const Visit &V) {
        WithSamples += V.Failed || !V.Samples.empty();
        OnVisit(V);
      }))
    return E;
  Core.learn(Box->calibrations());
  Core.learnClock(Box->overheadReadings());
  return WithSamples;
}

void Measurer::tryAnotherCpu() {
  Cpu = (Cpu + 1) % Cpus.size();
  Box->setCpu(Cpus[Cpu]);
}

bool Measurer::isSettled(const Readings &R) const {
  return R.cleanRounds() >= Options.MaxRounds ||
         (R.cleanSamples() >= Options.MinSamples &&
          R.cleanRounds() >= Options.MinRounds && R.agree(Options.Early));
}

Error Measurer::sample(MutableArrayRef<Progress> Blocks, unsigned Sweeps) {
  std::vector<Work> Loaded;
  Loaded.reserve(Blocks.size());
  for (const Progress &P : Blocks)
    Loaded.push_back(P.What);
  Box->setSweeps(Sweeps);
  // A round is judged when it is over, by what is known of the core then.
  std::vector<std::pair<size_t, std::vector<Sample>>> Visits;
  Expected<size_t> Clean = round(Loaded, [&](const Visit &V) {
    if (V.Failed)
      Blocks[V.Block].Failed = V.Failed;
    else
      Visits.emplace_back(V.Block, V.Samples.vec());
  });
  if (!Clean)
    return Clean.takeError();
  for (Progress &P : Blocks)
    P.Tried += Sweeps;
  for (const auto &[Index, Samples] : Visits)
    Blocks[Index].Now.add(Samples, Box->copies(Index), Core);
  // Busy neighbours come and go within seconds, and not on all cores at once.
  if (*Clean * 4 < Blocks.size()) {
    tryAnotherCpu();
    if (*Clean == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return Error::success();
}

static Measured combine(ArrayRef<Estimate> Passes, bool Stable,
                        const Tolerance &T) {
  Measured M;
  std::vector<double> Values;
  for (const Estimate &E : Passes) {
    Values.push_back(E.Value.Value);
    M.Samples += E.Samples;
    M.Spread.Value = std::max(M.Spread.Value, E.Spread.Value);
  }
  auto [Low, High] = std::minmax_element(Values.begin(), Values.end());
  const double Distance = *High - *Low;
  M.Spread.Value = std::max(M.Spread.Value, Distance);
  M.Value = {percentile(Values, 0.5)};
  M.Passes = Passes.size();
  // No clean sample in some pass, or samples that make no sense.
  if (!(*Low > 0))
    return M;
  M.How = Stable && T.allows(M.Value.Value, Distance) ? Status::Ok
                                                      : Status::Unstable;
  return M;
}

Error Measurer::measure(ArrayRef<Work> Blocks,
                        function_ref<void(size_t, const Measured &)> OnResult) {
  // A block that needs another pass waits behind the others, so that the passes
  // lie apart.
  std::deque<Progress> Waiting;
  for (size_t I = 0; I < Blocks.size(); ++I) {
    if (!Blocks[I].Bytes.empty() && Blocks[I].Bytes.size() <= MaxBlockBytes) {
      Progress P;
      P.What = Blocks[I];
      P.Index = I;
      Waiting.push_back(std::move(P));
      continue;
    }
    Measured M;
    M.How = Blocks[I].Bytes.empty() ? Status::Undecodable : Status::TooLong;
    OnResult(I, M);
  }
  const size_t Passes = std::max(Options.Passes, 1U);
  std::vector<Progress> Open;
  while (!Waiting.empty() || !Open.empty()) {
    if (!Waiting.empty() && Open.size() <= WindowSize / 2) {
      const size_t Old = Open.size();
      Box->forgetPages();
      while (!Waiting.empty() && Open.size() < WindowSize) {
        Open.push_back(std::move(Waiting.front()));
        Open.back().Since = std::chrono::steady_clock::now();
        Waiting.pop_front();
      }
      // Blocks that fail end their child: they are sorted out among
      // themselves, in one sweep, whatever the patience.
      if (Error E = sample(MutableArrayRef(Open).drop_front(Old), 1))
        return E;
    } else if (Error E = sample(Open, Options.Sweeps)) {
      return E;
    }
    const auto Now = std::chrono::steady_clock::now();
    erase_if(Open, [&](Progress &P) {
      if (P.Failed) {
        Measured M;
        M.How = P.Failed->How;
        M.Signal = P.Failed->Signal;
        M.Address = P.Failed->Address;
        OnResult(P.Index, M);
        return true;
      }
      // Whoever has many beside them has waited for those, too.
      const bool MayWait =
          Now - P.Since <= Options.Patience ||
          (Options.Patience.count() > 0 && P.Tried < Options.MaxRounds);
      if (!isSettled(P.Now) && MayWait)
        return false;
      P.Stable &= P.Now.agree(Options.Stable);
      P.Done.push_back(P.Now.estimate());
      if (P.Done.size() == Passes) {
        OnResult(P.Index, combine(P.Done, P.Stable, Options.Stable));
      } else {
        P.Now = Readings();
        P.Tried = 0;
        Waiting.push_back(std::move(P));
      }
      return true;
    });
  }
  return Error::success();
}

ClockReport Measurer::clock() const {
  ClockReport R;
  R.Kind = Box->clock();
  // The longer the stretch, the better; a blink is enough for five digits.
  const auto Stretch = std::chrono::milliseconds(20);
  Moment Now = Moment::now();
  while (Now.Time - Start.Time < Stretch) {
    std::this_thread::sleep_for(Stretch);
    Now = Moment::now();
  }
  R.TscMHz = static_cast<double>(Now.Ticks - Start.Ticks) * 1e3 /
             static_cast<double>((Now.Time - Start.Time).count());
  R.TicksPerCycle = Core.ticksPerCycle();
  R.Granularity = Core.granularity();
  R.OverheadTicks = Core.overhead();
  R.AddsPerCycle = Core.addsPerCycle();
  R.Feeds = Options.Feeds;
  R.Uncounted = Box->uncounted();
  R.Unfiltered = Box->unfiltered();
  return R;
}

} // namespace winnow::measure
