//===- ChildSetup.cpp - From a fork to a sandbox --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs between fork and the first block, so it allocates nothing: another
// thread of the parent may have held the heap's lock.
//
//===----------------------------------------------------------------------===//

#include "measure/ChildSetup.h"
#include "measure/Child.h"
#include "measure/SystemFilter.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace winnow::measure {

// Signal frames with all of AVX-512 and AMX take some 12 KiB.
static constexpr uint64_t StateBytes = 128 << 10;

[[noreturn]] static void fail(BoardHeader *B, const char *Call) {
  B->Error = errno;
  strncpy(B->FailedCall, Call, sizeof(B->FailedCall) - 1);
  B->Where = Stage::SetUpFailed;
  _exit(1);
}

static void limitResources() {
  auto Limit = [](auto What, rlim_t Value) {
    rlimit R = {Value, Value};
    setrlimit(What, &R);
  };
  Limit(RLIMIT_CORE, 0);
  Limit(RLIMIT_FSIZE, 0);
  Limit(RLIMIT_CPU, 600);
}

/// Closes all files but those in \p Kept.
static void closeOthers(std::array<int, 3> Kept) {
  std::sort(Kept.begin(), Kept.end());
  auto Close = [](unsigned First, unsigned Last) {
    if (First <= Last)
      syscall(SYS_close_range, First, Last, 0);
  };
  unsigned First = 0;
  for (int File : Kept) {
    const auto Number = static_cast<unsigned>(File);
    if (Number > First)
      Close(First, Number - 1);
    First = Number + 1;
  }
  Close(First, ~0U);
}

/// The core's cycle counter, to be read with rdpmc. Returns 0 or an errno.
static int openCounter(HarnessState *State) {
  perf_event_attr Attributes = {};
  Attributes.size = sizeof(Attributes);
  Attributes.type = PERF_TYPE_HARDWARE;
  Attributes.config = PERF_COUNT_HW_CPU_CYCLES;
  Attributes.exclude_kernel = 1;
  Attributes.exclude_hv = 1;
  Attributes.pinned = 1;
  const int File =
      static_cast<int>(syscall(SYS_perf_event_open, &Attributes, 0, -1, -1, 0));
  if (File < 0)
    return errno;
  void *At = mmap(nullptr, PageBytes, PROT_READ, MAP_SHARED, File, 0);
  if (At == MAP_FAILED)
    return errno;
  // The mapping keeps the counter; the page tells where rdpmc finds it.
  const auto *Page = static_cast<volatile perf_event_mmap_page *>(At);
  if (!Page->cap_user_rdpmc || Page->index == 0)
    return ENOTSUP;
  State->CounterIndex = Page->index - 1;
  return 0;
}

static void *mapAt(uint64_t Address, uint64_t Bytes, int Protection, int Flags,
                   int File) {
  void *Wanted = reinterpret_cast<void *>(Address);
  void *Got =
      mmap(Wanted, Bytes, Protection, Flags | MAP_FIXED_NOREPLACE, File, 0);
  if (Got == Wanted)
    return Got;
  if (Got != MAP_FAILED)
    errno = EEXIST;
  return nullptr;
}

void setUpAndRun(const ChildSetup &S) {
  auto *Board = reinterpret_cast<BoardHeader *>(S.Board->data());
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != S.ParentPid)
    _exit(1);
  if (S.Cpu >= 0) {
    cpu_set_t Set;
    CPU_ZERO(&Set);
    CPU_SET(S.Cpu, &Set);
    if (sched_setaffinity(0, sizeof(Set), &Set) != 0)
      fail(Board, "sched_setaffinity");
  }
  limitResources();

  const int Private = MAP_PRIVATE | MAP_ANONYMOUS;
  auto *State = static_cast<HarnessState *>(
      mapAt(S.StateAddress, StateBytes, PROT_READ | PROT_WRITE, Private, -1));
  if (!State)
    fail(Board, "mmap of the state");
  State->BlockMxcsr = 0x9fc0;
  State->DefaultMxcsr = 0x1f80;
  if (!mapAt(CodeBase, harnessPages(), PROT_READ | PROT_EXEC,
             MAP_SHARED | MAP_POPULATE, S.Code->file()))
    fail(Board, "mmap of the harness");
  if (!mapAt(FillValue, PageBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
             S.Page->file()))
    fail(Board, "mmap of the data page");

  for (uint64_t Address : S.KnownPages)
    mapAt(Address, PageBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
          S.Page->file());

  // The board moves to where only this process knows it is; the parent's own
  // views of the code and the page go.
  auto *Moved = static_cast<BoardHeader *>(
      mapAt(randomAddress(), S.Board->size(), PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_POPULATE, S.Board->file()));
  if (!Moved)
    fail(Board, "mmap of the board");
  munmap(S.Board->data(), S.Board->size());
  munmap(S.Code->data(), S.Code->size());
  munmap(S.Page->data(), S.Page->size());
  Board = Moved;

  ClockKind Clock = S.Clock;
  if (Clock == ClockKind::Perf) {
    Board->CounterError = openCounter(State);
    if (Board->CounterError)
      Clock = ClockKind::Tsc;
  }
  closeOthers({S.Page->file(), S.Code->file(), S.Pipe});

  // The upper half of the state is the signal stack.
  const uint64_t StackBytes = StateBytes - PageBytes;
  if (const char *Call = installHandlers(
          reinterpret_cast<uint8_t *>(State) + PageBytes, StackBytes))
    fail(Board, Call);

  std::array<sock_filter, 24> Program;
  sock_fprog Filter = {systemFilter(systemCallSites(), Program),
                       Program.data()};
  ChildContext Context = {};
  Context.Board = Board;
  Context.State = State;
  Context.Code = CodeBase;
  Context.CodeFile = S.Code->file();
  Context.CodeSize = S.Code->size();
  Context.PageFile = S.Page->file();
  Context.Clock = Clock;
  for (VectorState V :
       {VectorState::Sse, VectorState::Avx, VectorState::Avx512})
    Context.Entries[static_cast<unsigned>(V)] = harnessEntries(Clock, V);
  Context.MaxPages = S.MaxPages;
  if (S.UseFilter) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
      fail(Board, "prctl(PR_SET_NO_NEW_PRIVS)");
    Context.Filter = &Filter;
  }
  runChild(Context);
}

} // namespace winnow::measure
