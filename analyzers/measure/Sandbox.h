//===- Sandbox.h - Children that run blocks ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parent's side: it writes snippets, forks a child that visits a batch of
/// blocks, watches it, and goes on with a fresh child after a block that ended
/// one. Whatever a block does, it does to a process that is thrown away.
/// \code
///   parent                                child (one CPU, seccomp, rlimits)
///     code   read-write  <- one file ->     code   read, execute
///     board  read-write  <- one file ->     board  at a random address
///                                           state, signal stack: random, own
///                                           pages that blocks touch: one page
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_SANDBOX_H
#define WINNOW_MEASURE_SANDBOX_H

#include "datasets/Record.h"
#include "measure/Board.h"
#include "measure/SharedMemory.h"
#include "measure/Snippet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <chrono>
#include <memory>
#include <vector>

namespace winnow::measure {

using datasets::Status;

struct SandboxOptions {
  /// Pin children to this CPU; -1 leaves them where the system puts them.
  int Cpu = -1;
  /// Take core cycles from the kernel's counter where it offers one.
  bool UseCounter = true;
  /// Filter system calls where the kernel can.
  bool UseFilter = true;
  /// CPU time that one visit may take before the block counts as endless.
  std::chrono::milliseconds TimeLimit{400};
  unsigned SamplesPerVisit = 6;
  FrontEnd Feeds = FrontEnd::OpCache;
  /// A block that touches more pages ends as sigsegv.
  unsigned MaxPages = 1024;
};

/// A block as the sandbox takes it.
struct Work {
  Code Bytes;
  /// 0 where nobody knows.
  size_t Instructions = 0;
};

/// Why a block gave no samples.
struct Failure {
  Status How = Status::Lost;
  int Signal = 0;
  uint64_t Address = 0;
};

/// Core cycles of the two calibrators: the latency calibrator takes one a step
/// by definition, for it is the clock.
constexpr uint32_t LatencySteps = 120, ThroughputSteps = 320;

/// What one visit brought: samples, none where the core was not quiet, or a
/// failure.
struct Visit {
  size_t Block = 0;
  llvm::ArrayRef<Sample> Samples;
  std::optional<Failure> Failed;
};

class Sandbox {
public:
  /// Starts a first child to learn what the kernel offers: some milliseconds.
  /// Fails where no child can be set up at all.
  static llvm::Expected<std::unique_ptr<Sandbox>>
  create(const SandboxOptions &Options);
  ~Sandbox();

  ClockKind clock() const { return Clock; }
  /// Empty where system calls are filtered; else why not. Blocks that may make
  /// one are then refused instead of run.
  const std::string &unfiltered() const { return Unfiltered; }
  /// Empty where the cycle counter is read; else why not.
  const std::string &uncounted() const { return Uncounted; }

  /// Writes the snippets of a batch, which replaces the one before. About 1,000
  /// blocks are a good batch. No block may be empty or longer than
  /// MaxBlockBytes.
  llvm::Error load(llvm::ArrayRef<Work> Batch);
  /// Copies of a loaded block in its shorter snippet.
  unsigned copies(size_t Block) const { return Copies[Block]; }

  /// Visits the blocks whose indices are given, in that order of their
  /// indices; tells \p OnVisit of each once.
  llvm::Error visit(llvm::ArrayRef<size_t> Blocks,
                    llvm::function_ref<void(const Visit &)> OnVisit);

  /// How often the next children go over their blocks.
  void setSweeps(unsigned Count) { Sweeps = Count; }

  /// Calibrations that take longer than these ticks tell a child that its core
  /// is not its own: it takes no samples then. 0 takes all.
  void setQuiet(Calibration Longest) { Quiet = Longest; }

  /// What the last child read of OverheadSteps of latency calibration, and of
  /// the calibrators.
  llvm::ArrayRef<uint64_t> overheadReadings() {
    return llvm::ArrayRef(board()->Overhead);
  }
  llvm::ArrayRef<Calibration> calibrations();

  /// Children map the pages that blocks touched before, so that they fault
  /// once; others need not carry them when those blocks are done.
  void forgetPages() { KnownPages.clear(); }

  /// Moves the children to come to another CPU; -1 lets them float.
  void setCpu(int Cpu) { Options.Cpu = Cpu; }

  /// Children forked so far.
  unsigned children() const { return Children; }

private:
  explicit Sandbox(const SandboxOptions &O) : Options(O) {}
  llvm::Error probe();
  BoardHeader *board() {
    return reinterpret_cast<BoardHeader *>(BoardMemory.data());
  }
  void resetBoard();
  void rememberPages();
  struct Ending {
    bool TimedOut = false;
    /// As waitpid() tells it.
    int WaitStatus = 0;
  };
  llvm::Expected<Ending> runOnce();
  [[noreturn]] void becomeChild(int ParentPid, int Pipe);
  Failure diagnose(const Ending &E);

  SandboxOptions Options;
  ClockKind Clock = ClockKind::Tsc;
  std::string Unfiltered, Uncounted;
  SharedMemory CodeMemory, BoardMemory, PageMemory;
  /// Where the children keep their private state.
  uint64_t StateAddress = 0;
  Calibration Quiet;
  unsigned Sweeps = 1;
  /// Pages that blocks touched, in order.
  std::vector<uint64_t> KnownPages;
  std::vector<unsigned> Copies;
  /// Bytes of the longest pair of snippets.
  uint64_t LargestSlot = 0;
  std::vector<bool> Refused;
  VectorState Widest = VectorState::Sse;
  unsigned Children = 0;
};

} // namespace winnow::measure

#endif // WINNOW_MEASURE_SANDBOX_H
