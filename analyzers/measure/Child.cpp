//===- Child.cpp - What runs inside the sandbox ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled without sanitizers and stack protector (see CMakeLists.txt): both
// need thread-local storage or a shadow memory that a block may have taken.
//
//===----------------------------------------------------------------------===//

#include "measure/Child.h"
#include <asm/prctl.h>
#include <csignal>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

// The one place of system calls, in both senses: six arguments, and the return
// from a signal.
asm(R"(
  .text
  .globl wm_syscall, wm_restorer, wm_syscall_first, wm_syscall_last
  .hidden wm_syscall, wm_restorer, wm_syscall_first, wm_syscall_last
wm_syscall:
  mov %rdi, %rax
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov %rcx, %rdx
  mov %r8, %r10
  mov %r9, %r8
  mov 8(%rsp), %r9
  syscall
wm_syscall_first:
  ret
wm_restorer:
  mov $15, %eax
  syscall
wm_syscall_last:
  ud2
)");

extern "C" {
long wm_syscall(long Number, long A = 0, long B = 0, long C = 0, long D = 0,
                long E = 0, long F = 0);
void wm_restorer();
extern const char wm_syscall_first[], wm_syscall_last[];
}

namespace winnow::measure {

static ChildContext Ctx;

SystemCallSites systemCallSites() {
  return {reinterpret_cast<uint64_t>(wm_syscall_first),
          reinterpret_cast<uint64_t>(wm_syscall_last)};
}

[[noreturn]] static void leave(int Status) {
  for (;;)
    wm_syscall(SYS_exit_group, Status);
}

/// Maps the one page at \p Address; false where that is impossible. The lowest
/// addresses are those of null pointers, even for a user who may map them.
static bool provide(uint64_t Address) {
  if (Address < 0x10000)
    return false;
  const uint64_t Page = Address & ~(PageBytes - 1);
  long Got = wm_syscall(SYS_mmap, Page, PageBytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_FIXED_NOREPLACE, Ctx.PageFile, 0);
  return static_cast<uint64_t>(Got) == Page;
}

static void onSignal(int Signal, siginfo_t *Info, void *Context) {
  const auto &Registers =
      static_cast<const ucontext_t *>(Context)->uc_mcontext.gregs;
  BoardHeader *B = Ctx.Board;
  const auto Address = reinterpret_cast<uint64_t>(Info->si_addr);
  B->SignalCode = Info->si_code;
  B->Address = Address;
  B->Instruction = Registers[REG_RIP];
  if (Signal == SIGSEGV && Info->si_code == SEGV_MAPERR) {
    if (B->Pages < Ctx.MaxPages && provide(Address)) {
      B->Pages = B->Pages + 1;
      if (B->PageCount < KeptPages)
        B->PageAddresses[B->PageCount++] = Address & ~(PageBytes - 1);
      return;
    }
  }
  B->Signal = Signal;
  B->Where = Stage::Caught;
  leave(1);
}

const char *installHandlers(void *Stack, uint64_t StackBytes) {
  stack_t Alternative = {};
  Alternative.ss_sp = Stack;
  Alternative.ss_size = StackBytes;
  if (wm_syscall(SYS_sigaltstack, reinterpret_cast<long>(&Alternative)) != 0)
    return "sigaltstack";

  // The kernel's layout, for a restorer of our own.
  struct {
    void (*Handler)(int, siginfo_t *, void *);
    unsigned long Flags;
    void (*Restorer)();
    uint64_t Mask;
  } Action = {onSignal, SA_SIGINFO | SA_ONSTACK | 0x04000000 /* SA_RESTORER */,
              wm_restorer, 0};
  for (int Signal : {SIGSEGV, SIGILL, SIGFPE, SIGBUS, SIGTRAP, SIGSYS, SIGXCPU})
    if (wm_syscall(SYS_rt_sigaction, Signal, reinterpret_cast<long>(&Action), 0,
                   sizeof(Action.Mask)) != 0)
      return "rt_sigaction";
  // Whatever the parent had blocked.
  const uint64_t None = 0;
  if (wm_syscall(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&None),
                 0, sizeof(None)) != 0)
    return "rt_sigprocmask";
  return nullptr;
}

static uint64_t calibrator(uint32_t Entry, uint64_t Steps) {
  using Function = uint64_t (*)(uint64_t Steps, uint64_t Counter);
  return reinterpret_cast<Function>(Ctx.Code + Entry)(Steps,
                                                      Ctx.State->CounterIndex);
}

static Calibration calibrate() {
  const HarnessEntries &E = Ctx.Entries[0];
  BoardHeader *H = Ctx.Board;
  Calibration Result;
  Result.Latency = calibrator(E.Latency, H->LatencySteps);
  Result.Throughput = calibrator(E.Throughput, H->ThroughputSteps);
  const uint64_t Count = H->CalibrationCount;
  H->Calibrations[Count % KeptCalibrations] = Result;
  H->CalibrationCount = Count + 1;
  return Result;
}

static bool isQuiet(const Calibration &C) {
  const BoardHeader *H = Ctx.Board;
  return H->LongestLatency == 0 || (C.Latency <= H->LongestLatency &&
                                    C.Throughput <= H->LongestThroughput);
}

static uint64_t run(VectorState V, uint32_t Entry, uint64_t Repetitions) {
  using Function = uint64_t (*)(uint64_t Snippet, uint64_t Repetitions);
  const HarnessEntries &E = Ctx.Entries[static_cast<unsigned>(V)];
  return reinterpret_cast<Function>(Ctx.Code + E.Run)(Ctx.Code + Entry,
                                                      Repetitions);
}

/// Maps the snippets of \p B in place of those of the block before. False where
/// the board makes no sense, or the kernel refuses.
static bool insert(const BoardBlock &B) {
  static uint64_t MappedBytes = 0;
  const uint64_t Bytes = B.CodeBytes, At = B.CodeAt;
  const uint64_t Slot = Ctx.Code + SlotOffset;
  if (Bytes > Ctx.CodeSize || At > Ctx.CodeSize - Bytes)
    return false;
  if (MappedBytes > Bytes)
    wm_syscall(SYS_munmap, Slot + Bytes, MappedBytes - Bytes);
  const long Got =
      wm_syscall(SYS_mmap, Slot, Bytes, PROT_READ | PROT_EXEC,
                 MAP_SHARED | MAP_FIXED | MAP_POPULATE, Ctx.CodeFile, At);
  MappedBytes = Bytes;
  return static_cast<uint64_t>(Got) == Slot;
}

/// Starts to load the snippets of \p B: run for the first time, code comes line
/// by line, for nothing tells the core what is next.
static void fetch(const BoardBlock &B) {
  const auto *First = reinterpret_cast<const uint8_t *>(Ctx.Code + SlotOffset);
  for (uint64_t At = 0; At < B.CodeBytes; At += 64)
    __builtin_prefetch(First + At, 0, 2);
}

static void visit(BoardBlock &B, uint32_t Sweep) {
  BoardHeader *H = Ctx.Board;
  if (!insert(B))
    leave(1);
  // A core that is busy elsewhere is left alone: another round will come.
  Calibration Before = calibrate();
  for (unsigned Try = 0; !isQuiet(Before); ++Try) {
    if (Try == 4) {
      // Whether a block fails does not depend on that.
      if (Sweep == 0) {
        run(B.Vectors, B.ShortEntry, 1);
        run(B.Vectors, B.LongEntry, 1);
      }
      return;
    }
    Before = calibrate();
  }
  fetch(B);
  // The first runs map pages and fill the caches and predictors.
  run(B.Vectors, B.ShortEntry, 1);
  run(B.Vectors, B.LongEntry, 1);
  const uint64_t Once = run(B.Vectors, B.ShortEntry, 1);

  uint64_t Repetitions = Once ? (H->TargetTicks + Once - 1) / Once : 1;
  if (Repetitions < 1)
    Repetitions = 1;
  if (Repetitions > 64)
    Repetitions = 64;
  // What takes milliseconds is sampled less: it is never that precise.
  uint32_t Wanted = H->SamplesPerVisit;
  if (Once > 50 * H->TargetTicks && Wanted > 2)
    Wanted = 2;

  // The op cache and the predictors take more than a few passes to settle: the
  // first samples of a visit would read some per cent too slow. To code that
  // takes so long that one repetition is enough, both are nothing.
  const bool Settles = Repetitions > 1;
  if (Settles) {
    run(B.Vectors, B.ShortEntry, Repetitions);
    run(B.Vectors, B.LongEntry, Repetitions);
  }
  Before = calibrate();
  uint32_t Taken = 0;
  for (uint32_t Try = 0; Try < 3 * Wanted && Taken < Wanted;) {
    // A calibration is worth two samples: it takes about as long as one.
    Sample Pair[2];
    const uint32_t Count = Wanted - Taken < 2 ? 1 : 2;
    for (uint32_t I = 0; I < Count; ++I, ++Try) {
      Sample &S = Pair[I];
      S.Sweep = Sweep;
      S.Before = Before;
      S.Repetitions = Repetitions;
      // An untimed repetition each: what the other snippet has driven out of
      // the op cache comes back.
      if (Settles)
        run(B.Vectors, B.ShortEntry, 1);
      S.Short = run(B.Vectors, B.ShortEntry, Repetitions);
      if (Settles)
        run(B.Vectors, B.LongEntry, 1);
      S.Long = run(B.Vectors, B.LongEntry, Repetitions);
    }
    const Calibration After = calibrate();
    const bool Quiet = isQuiet(Before) && isQuiet(After);
    Before = After;
    if (!Quiet)
      continue;
    for (uint32_t I = 0; I < Count; ++I) {
      if (B.SampleCount >= MaxSamples)
        return;
      Pair[I].After = After;
      B.Samples[B.SampleCount] = Pair[I];
      B.SampleCount = B.SampleCount + 1;
      ++Taken;
    }
  }
}

void runChild(const ChildContext &Context) {
  Ctx = Context;
  BoardHeader *H = Ctx.Board;
  BoardBlock *Blocks = blocksOf(H);
  // From here on there is no thread-local storage.
  wm_syscall(SYS_arch_prctl, ARCH_SET_GS, FillValue);
  wm_syscall(SYS_arch_prctl, ARCH_SET_FS, FillValue);
  if (Ctx.Filter) {
    // Without SPEC_ALLOW some kernels switch off store forwarding past unknown
    // addresses, and all loads become slower.
    long Failed = wm_syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                             SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                             reinterpret_cast<long>(Ctx.Filter));
    if (Failed)
      Failed = wm_syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
                          reinterpret_cast<long>(Ctx.Filter));
    H->FilterError = static_cast<int32_t>(-Failed);
  }
  H->Where = Stage::Running;
  calibrate();
  for (uint64_t &Reading : H->Overhead)
    Reading = calibrator(Ctx.Entries[0].Latency, OverheadSteps);
  for (uint32_t Sweep = 0; Sweep < H->Sweeps; ++Sweep)
    for (uint32_t I = 0; I < H->BlockCount; ++I) {
      if (!Blocks[I].Pending)
        continue;
      H->Pages = 0;
      H->Current = I;
      H->Visits = H->Visits + 1;
      visit(Blocks[I], Sweep);
      Blocks[I].Visited = Sweep + 1;
    }
  H->Where = Stage::Done;
  leave(0);
}

} // namespace winnow::measure
