//===- Jobs.cpp - Measuring on several CPUs -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Jobs.h"
#include <algorithm>
#include <mutex>
#include <sched.h>
#include <thread>

using namespace llvm;

namespace winnow::measure {

std::vector<int> usableCpus() {
  std::vector<int> Cpus;
  cpu_set_t Allowed;
  if (sched_getaffinity(0, sizeof(Allowed), &Allowed) == 0)
    for (int I = 0; I < CPU_SETSIZE; ++I)
      if (CPU_ISSET(I, &Allowed))
        Cpus.push_back(I);
  return Cpus;
}

Error runJobs(const MeasureOptions &Options, unsigned Jobs,
              function_ref<Error(Measurer &)> Body) {
  const std::vector<int> Cpus = usableCpus();
  if (Jobs > 1 && Jobs > Cpus.size())
    return createStringError(inconvertibleErrorCode(),
                             "%u jobs need as many CPUs, and there are %zu",
                             Jobs, Cpus.size());
  std::mutex ErrorMutex;
  Error First = Error::success();
  auto Run = [&](int Cpu) {
    MeasureOptions Own = Options;
    if (Cpu >= 0)
      Own.Cpu = Cpu;
    Expected<std::unique_ptr<Measurer>> M = Measurer::create(Own);
    Error E = M ? Body(**M) : M.takeError();
    std::lock_guard<std::mutex> Lock(ErrorMutex);
    if (First)
      consumeError(std::move(E));
    else
      First = std::move(E);
  };
  if (Jobs <= 1) {
    Run(-1);
    return First;
  }
  std::vector<std::thread> Threads;
  Threads.reserve(Jobs);
  for (unsigned I = 0; I < Jobs; ++I)
    Threads.emplace_back(Run, Cpus[I]);
  for (std::thread &T : Threads)
    T.join();
  return First;
}

Error measureAll(const MeasureOptions &Options, unsigned Jobs,
                 ArrayRef<Work> Blocks,
                 function_ref<void(size_t, const Measured &)> OnResult,
                 function_ref<void(const ClockReport &)> OnClock) {
  // Large enough to be interleaved, small enough that all jobs get some.
  const size_t Chunk =
      std::clamp<size_t>(Blocks.size() / std::max(Jobs, 1U) + 1, 1, 500);
  std::mutex Mutex;
  size_t Next = 0;
  // Of all jobs, those that have not started yet among them: one may be done
  // with everything before the next has a child.
  size_t Unfinished = std::max(Jobs, 1U);
  return runJobs(Options, Jobs, [&](Measurer &M) -> Error {
    for (;;) {
      size_t Start;
      {
        std::lock_guard<std::mutex> Lock(Mutex);
        Start = Next;
        if (Start >= Blocks.size())
          break;
        Next += Chunk;
      }
      ArrayRef<Work> Part =
          Blocks.slice(Start, std::min(Chunk, Blocks.size() - Start));
      if (Error E = M.measure(Part, [&](size_t I, const Measured &What) {
            std::lock_guard<std::mutex> Lock(Mutex);
            OnResult(Start + I, What);
          }))
        return E;
    }
    std::lock_guard<std::mutex> Lock(Mutex);
    if (--Unfinished == 0)
      OnClock(M.clock());
    return Error::success();
  });
}

} // namespace winnow::measure
