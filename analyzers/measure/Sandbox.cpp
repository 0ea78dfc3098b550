//===- Sandbox.cpp - Children that run blocks -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/Sandbox.h"
#include "measure/ChildSetup.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Host.h"
#include <cassert>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace winnow::measure {

// Ticks of a timing of the shorter snippet: the granularity of the coarsest TSC
// that is known, 26 ticks, is 0.4 % of it.
static constexpr uint64_t TargetTicks = 7000;
// A child that gets no CPU at all is given up after that long.
static constexpr std::chrono::seconds WallLimit{60};

static VectorState widestVectors() {
  StringMap<bool> Features = sys::getHostCPUFeatures();
  if (Features.lookup("avx512bw"))
    return VectorState::Avx512;
  return Features.lookup("avx") ? VectorState::Avx : VectorState::Sse;
}

Expected<std::unique_ptr<Sandbox>>
Sandbox::create(const SandboxOptions &Options) {
  std::unique_ptr<Sandbox> S(new Sandbox(Options));
  S->Widest = widestVectors();
  S->StateAddress = randomAddress();
  Expected<SharedMemory> Page = SharedMemory::create("winnow-page", PageBytes);
  if (!Page)
    return Page.takeError();
  S->PageMemory = std::move(*Page);
  if (Error E = S->probe())
    return E;
  return S;
}

Sandbox::~Sandbox() = default;

Error Sandbox::probe() {
  Clock = Options.UseCounter ? ClockKind::Perf : ClockKind::Tsc;
  if (Error E = load({}))
    return E;
  resetBoard();
  Expected<Ending> E = runOnce();
  if (!E)
    return E.takeError();
  const BoardHeader &H = *board();
  if (H.Where == Stage::SetUpFailed)
    return createStringError(std::error_code(H.Error, std::generic_category()),
                             "the child that runs blocks: %.32s", H.FailedCall);
  if (H.Where != Stage::Done)
    return createStringError(inconvertibleErrorCode(),
                             "the child that runs blocks died at once");
  if (!Options.UseFilter)
    Unfiltered = "not wanted";
  else if (H.FilterError)
    Unfiltered = "seccomp: " + sys::StrError(H.FilterError);
  if (!Options.UseCounter)
    Uncounted = "not wanted";
  else if (H.CounterError)
    Uncounted = "perf_event_open: " + sys::StrError(H.CounterError);
  if (!Uncounted.empty())
    Clock = ClockKind::Tsc;
  return Error::success();
}

Error Sandbox::load(ArrayRef<Work> Batch) {
  Copies.clear();
  Refused.clear();
  assert(harnessPages() <= SlotOffset);
  size_t CodeBytes = harnessPages();
  for (const Work &W : Batch) {
    assert(!W.Bytes.empty() && W.Bytes.size() <= MaxBlockBytes);
    Copies.push_back(copiesFor(W.Bytes.size(), W.Instructions));
    Refused.push_back(!Unfiltered.empty() && mayCallSystem(W.Bytes));
    CodeBytes += alignTo(snippetSize(W.Bytes.size(), Copies.back()) +
                             snippetSize(W.Bytes.size(), 2 * Copies.back()),
                         PageBytes);
  }
  if (Error E = CodeMemory.reserve("winnow-code", CodeBytes))
    return E;
  if (Error E = BoardMemory.reserve("winnow-board",
                                    sizeof(BoardHeader) +
                                        Batch.size() * sizeof(BoardBlock)))
    return E;

  writeHarness(CodeMemory.data(), StateAddress, Widest != VectorState::Sse);
  BoardBlock *Blocks = blocksOf(board());
  uint64_t CodeAt = harnessPages();
  LargestSlot = 0;
  for (size_t I = 0; I < Batch.size(); ++I) {
    BoardBlock &B = Blocks[I];
    B.Vectors = vectorStateFor(Batch[I].Bytes, Widest);
    const auto Done =
        static_cast<int32_t>(harnessEntries(Clock, B.Vectors).Done);
    uint32_t At = 0;
    auto Write = [&](unsigned Count) {
      uint32_t Entry =
          SlotOffset + At +
          writeSnippet(CodeMemory.data() + CodeAt + At, Batch[I].Bytes, Count,
                       Done - static_cast<int32_t>(SlotOffset + At),
                       Options.Feeds);
      At += snippetSize(Batch[I].Bytes.size(), Count);
      return Entry;
    };
    B.ShortEntry = Write(Copies[I]);
    B.LongEntry = Write(2 * Copies[I]);
    B.CodeAt = CodeAt;
    B.CodeBytes = alignTo(At, PageBytes);
    CodeAt += B.CodeBytes;
    LargestSlot = std::max(LargestSlot, B.CodeBytes);
  }
  return Error::success();
}

void Sandbox::resetBoard() {
  BoardHeader &H = *board();
  H = BoardHeader();
  H.BlockCount = Copies.size();
  H.Sweeps = Sweeps;
  H.SamplesPerVisit = Options.SamplesPerVisit;
  H.LatencySteps = LatencySteps;
  H.ThroughputSteps = ThroughputSteps;
  H.TargetTicks = TargetTicks;
  H.LongestLatency = Quiet.Latency;
  H.LongestThroughput = Quiet.Throughput;
  uint64_t Fill[PageBytes / sizeof(uint64_t)];
  std::fill(std::begin(Fill), std::end(Fill), FillValue);
  memcpy(PageMemory.data(), Fill, PageBytes);
}

ArrayRef<Calibration> Sandbox::calibrations() {
  const BoardHeader &H = *board();
  return ArrayRef(H.Calibrations).take_front(H.CalibrationCount);
}

Error Sandbox::visit(ArrayRef<size_t> Blocks,
                     function_ref<void(const Visit &)> OnVisit) {
  std::vector<size_t> Pending;
  for (size_t I : Blocks) {
    if (!Refused[I]) {
      Pending.push_back(I);
      continue;
    }
    Visit V;
    V.Block = I;
    V.Failed = Failure{Status::Sigsys, SIGSYS, 0};
    OnVisit(V);
  }
  std::sort(Pending.begin(), Pending.end());

  // Each child visits all blocks, or ends at one that is then left out.
  while (!Pending.empty()) {
    resetBoard();
    BoardBlock *Shared = blocksOf(board());
    for (size_t I = 0; I < Copies.size(); ++I)
      Shared[I].Pending = Shared[I].Visited = Shared[I].SampleCount = 0;
    for (size_t I : Pending)
      Shared[I].Pending = 1;
    Expected<Ending> End = runOnce();
    if (!End)
      return End.takeError();
    const BoardHeader &H = *board();
    if (H.Where == Stage::SetUpFailed || H.Where == Stage::Started)
      return createStringError(
          std::error_code(H.Error, std::generic_category()),
          "the child that runs blocks: %.32s", H.FailedCall);

    // A block may have written anything to the board: it says which block
    // ended the child, and where that makes no sense, it was the first.
    const bool Finished = H.Where == Stage::Done && End->WaitStatus == 0;
    size_t Culprit = Copies.size();
    if (!Finished) {
      Culprit = H.Current;
      if (!is_contained(Pending, Culprit))
        Culprit = Pending.front();
    }
    // Those that no sweep has reached are for the next child.
    std::vector<size_t> Rest;
    for (size_t I : Pending) {
      Visit V;
      V.Block = I;
      Sample Copy[MaxSamples];
      if (I == Culprit) {
        V.Failed = diagnose(*End);
      } else if (Shared[I].Visited == 0) {
        Rest.push_back(I);
        continue;
      } else if (unsigned Count = Shared[I].SampleCount; Count > MaxSamples) {
        V.Failed = Failure();
      } else {
        std::copy_n(Shared[I].Samples, Count, Copy);
        V.Samples = ArrayRef(Copy, Count);
      }
      OnVisit(V);
    }
    if (Finished)
      rememberPages();
    // Each child must bring the work forward, whatever it says.
    if (Finished && Rest.size() == Pending.size())
      return createStringError(inconvertibleErrorCode(),
                               "the child that runs blocks did nothing");
    Pending = std::move(Rest);
  }
  return Error::success();
}

void Sandbox::rememberPages() {
  const BoardHeader &H = *board();
  for (uint64_t Page :
       ArrayRef(H.PageAddresses).take_front(std::min(H.PageCount, KeptPages))) {
    if (KnownPages.size() >= KeptPages)
      return;
    auto At = lower_bound(KnownPages, Page);
    if (At == KnownPages.end() || *At != Page)
      KnownPages.insert(At, Page);
  }
}

Failure Sandbox::diagnose(const Ending &E) {
  const BoardHeader &H = *board();
  if (E.TimedOut)
    return {Status::Timeout, 0, 0};
  Failure F;
  if (H.Where == Stage::Caught)
    F = {Status::Lost, H.Signal, H.Address};
  else if (WIFSIGNALED(E.WaitStatus))
    F = {Status::Lost, WTERMSIG(E.WaitStatus), 0};
  switch (F.Signal) {
  case SIGSEGV: {
    const uint64_t End = CodeBase + SlotOffset + LargestSlot;
    const bool OwnCode = F.Address >= CodeBase && F.Address < End;
    F.How = OwnCode && H.SignalCode == SEGV_ACCERR ? Status::Modified
                                                   : Status::Sigsegv;
    break;
  }
  case SIGILL:
    F.How = Status::Sigill;
    break;
  case SIGFPE:
    F.How = Status::Sigfpe;
    break;
  case SIGBUS:
    F.How = Status::Sigbus;
    break;
  case SIGTRAP:
    F.How = Status::Sigtrap;
    break;
  case SIGSYS:
    F.How = Status::Sigsys;
    break;
  case SIGXCPU:
    F.How = Status::Timeout;
    break;
  default:
    break;
  }
  return F;
}

Expected<Sandbox::Ending> Sandbox::runOnce() {
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC) != 0)
    return createStringError(errnoAsErrorCode(), "a pipe to a child");
  const int Parent = getpid();
  const pid_t Child = fork();
  if (Child == 0)
    becomeChild(Parent, Pipe[1]);
  const int ForkError = errno;
  close(Pipe[1]);
  if (Child < 0) {
    close(Pipe[0]);
    return createStringError(
        std::error_code(ForkError, std::generic_category()), "fork");
  }
  ++Children;

  // The child has the other end of the pipe: it closes when the child dies.
  // Time is the child's own, for a busy machine must not look like a loop.
  Ending Result;
  clockid_t ChildClock;
  const bool HasClock = clock_getcpuclockid(Child, &ChildClock) == 0;
  auto ChildTime = [&]() -> std::chrono::nanoseconds {
    timespec T = {};
    if (HasClock)
      clock_gettime(ChildClock, &T);
    return std::chrono::seconds(T.tv_sec) + std::chrono::nanoseconds(T.tv_nsec);
  };
  auto WallStart = std::chrono::steady_clock::now();
  std::chrono::nanoseconds TimeStart = ChildTime();
  uint32_t Visits = 0;
  volatile const uint32_t *SharedVisits = &board()->Visits;
  pollfd Waiting = {Pipe[0], POLLIN, 0};
  while (poll(&Waiting, 1, 50) <= 0) {
    auto Now = std::chrono::steady_clock::now();
    std::chrono::nanoseconds Time = ChildTime();
    if (*SharedVisits != Visits) {
      Visits = *SharedVisits;
      WallStart = Now;
      TimeStart = Time;
      continue;
    }
    if (Time - TimeStart > Options.TimeLimit || Now - WallStart > WallLimit) {
      Result.TimedOut = true;
      kill(Child, SIGKILL);
      break;
    }
  }
  close(Pipe[0]);
  while (waitpid(Child, &Result.WaitStatus, 0) < 0 && errno == EINTR)
    ;
  return Result;
}

void Sandbox::becomeChild(int ParentPid, int Pipe) {
  ChildSetup Setup;
  Setup.ParentPid = ParentPid;
  Setup.Pipe = Pipe;
  Setup.Cpu = Options.Cpu;
  Setup.Clock = Clock;
  Setup.UseFilter = Options.UseFilter;
  Setup.MaxPages = Options.MaxPages;
  Setup.StateAddress = StateAddress;
  Setup.Code = &CodeMemory;
  Setup.Board = &BoardMemory;
  Setup.Page = &PageMemory;
  Setup.KnownPages = KnownPages;
  setUpAndRun(Setup);
}

} // namespace winnow::measure
