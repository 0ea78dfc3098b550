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
#include <numeric>
#include <thread>
#include <x86intrin.h>

using namespace llvm;

namespace winnow::measure {

// Blocks that are interleaved: a round of them takes some 50 ms, and is one
// child.
static constexpr size_t BatchSize = 500;

/// A block of the current batch.
struct Measurer::Progress {
  Work What;
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

Error Measurer::pass(MutableArrayRef<Progress> Blocks,
                     function_ref<void(size_t)> OnClosed) {
  std::vector<size_t> Open;
  for (size_t I = 0; I < Blocks.size(); ++I) {
    Blocks[I].Now = Readings();
    if (!Blocks[I].Failed)
      Open.push_back(I);
  }
  auto Close = [&](size_t I) {
    Progress &P = Blocks[I];
    if (!P.Failed) {
      P.Stable &= P.Now.agree(Options.Stable);
      P.Done.push_back(P.Now.estimate());
    }
    OnClosed(I);
  };
  const auto Start = std::chrono::steady_clock::now();
  // Blocks that fail end their child, in its first sweep: they are sorted out
  // before the sweeps get long.
  Box->setSweeps(1);
  while (!Open.empty() &&
         std::chrono::steady_clock::now() - Start < Options.Patience) {
    // A round is judged when it is over, by what is known of the core then.
    std::vector<Work> Loaded;
    Loaded.reserve(Open.size());
    for (size_t I : Open)
      Loaded.push_back(Blocks[I].What);
    std::vector<std::pair<size_t, std::vector<Sample>>> Visits;
    Expected<size_t> Clean = round(Loaded, [&](const Visit &V) {
      if (V.Failed)
        Blocks[Open[V.Block]].Failed = V.Failed;
      else
        Visits.emplace_back(V.Block, V.Samples.vec());
    });
    if (!Clean)
      return Clean.takeError();
    Box->setSweeps(Options.Sweeps);
    for (const auto &[Index, Samples] : Visits)
      Blocks[Open[Index]].Now.add(Samples, Box->copies(Index), Core);
    // Busy neighbours come and go within seconds, and not on all cores at once.
    if (*Clean * 4 < Open.size()) {
      tryAnotherCpu();
      if (*Clean == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    erase_if(Open, [&](size_t I) {
      Progress &P = Blocks[I];
      const bool Closed = P.Failed ||
                          P.Now.cleanRounds() >= Options.MaxRounds ||
                          (P.Now.cleanSamples() >= Options.MinSamples &&
                           P.Now.cleanRounds() >= Options.MinRounds &&
                           P.Now.agree(Options.Early));
      if (Closed)
        Close(I);
      return Closed;
    });
  }
  for (size_t I : Open)
    Close(I);
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
  std::vector<size_t> Usable;
  for (size_t I = 0; I < Blocks.size(); ++I) {
    if (!Blocks[I].Bytes.empty() && Blocks[I].Bytes.size() <= MaxBlockBytes) {
      Usable.push_back(I);
      continue;
    }
    Measured M;
    M.How = Blocks[I].Bytes.empty() ? Status::Undecodable : Status::TooLong;
    OnResult(I, M);
  }
  for (size_t Start = 0; Start < Usable.size(); Start += BatchSize) {
    ArrayRef<size_t> Indices = ArrayRef(Usable).slice(Start).take_front(
        std::min(BatchSize, Usable.size() - Start));
    std::vector<Progress> Progresses(Indices.size());
    for (size_t I = 0; I < Indices.size(); ++I)
      Progresses[I].What = Blocks[Indices[I]];
    // A block that fails is known at once, one that does not after its last
    // pass.
    const unsigned Passes = std::max(Options.Passes, 1U);
    for (unsigned Pass = 1; Pass <= Passes; ++Pass)
      if (Error E = pass(Progresses, [&](size_t I) {
            const Progress &P = Progresses[I];
            if (P.Failed) {
              Measured M;
              M.How = P.Failed->How;
              M.Signal = P.Failed->Signal;
              M.Address = P.Failed->Address;
              OnResult(Indices[I], M);
            } else if (Pass == Passes) {
              OnResult(Indices[I], combine(P.Done, P.Stable, Options.Stable));
            }
          }))
        return E;
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
  R.Uncounted = Box->uncounted();
  R.Unfiltered = Box->unfiltered();
  return R;
}

} // namespace winnow::measure
