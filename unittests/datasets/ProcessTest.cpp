//===- ProcessTest.cpp - Processes that share a store and die -------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stores.h"
#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace winnow::datasets::test {
namespace {

/// Claims and records until nothing is left; in a process of its own. Exits
/// with 0 where nothing failed.
[[noreturn]] void work(const std::string &Path, const Machine &M,
                       unsigned Microseconds) {
  Expected<Store> S = Store::open(Path);
  if (!S)
    _exit(1);
  Expected<Campaign> C = Campaign::start(*S, M, {});
  if (!C)
    _exit(2);
  for (;;) {
    Expected<std::vector<Task>> Tasks = C->claim(32);
    if (!Tasks)
      _exit(3);
    if (Tasks->empty())
      _exit(0);
    for (const Task &T : *Tasks) {
      std::this_thread::sleep_for(std::chrono::microseconds(Microseconds));
      Measurement R;
      R.Value.Value = T.Bytes[1];
      R.Clock = std::to_string(getpid());
      if (Error E = C->record(T.Block, R))
        _exit(4);
    }
  }
}

class ProcessTest : public StoreTest {
protected:
  pid_t start(unsigned Microseconds) {
    pid_t Pid = fork();
    if (Pid == 0)
      work(path(), machine(), Microseconds);
    return Pid;
  }
  static int wait(pid_t Pid) {
    int Status = 0;
    waitpid(Pid, &Status, 0);
    return WIFEXITED(Status) ? WEXITSTATUS(Status) : -1;
  }
  int64_t count(const std::string &SQL) {
    Store S = get(Store::openToRead(path()));
    return get(S.database().integer(SQL));
  }
};

// Two processes share the work: every block is measured once, by one of them.
TEST_F(ProcessTest, TwoProcesses) {
  {
    Store S = get(Store::openOrCreate(path()));
    fill(S, 2000);
  }
  pid_t A = start(50), B = start(50);
  EXPECT_EQ(wait(A), 0);
  EXPECT_EQ(wait(B), 0);
  EXPECT_EQ(count("SELECT count(*) FROM measurements"), 2000);
  EXPECT_EQ(count("SELECT count(*) FROM claims"), 0);
  for (pid_t P : {A, B})
    EXPECT_GT(count("SELECT count(*) FROM measurements WHERE clock = '" +
                    std::to_string(P) + "'"),
              100);
}

// A process that is killed leaves what it had recorded; the next one finishes,
// and gets what the dead one had claimed.
TEST_F(ProcessTest, KillAndResume) {
  {
    Store S = get(Store::openOrCreate(path()));
    fill(S, 1500);
  }
  const char *const Recorded = "SELECT count(*) FROM measurements";
  for (unsigned Round = 0; Round < 4; ++Round) {
    const int64_t Old = count(Recorded);
    // Slow enough that four of them do not come to the end.
    pid_t Victim = start(3000);
    for (unsigned Try = 0; Try < 3000 && count(Recorded) == Old; ++Try)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    kill(Victim, SIGKILL);
    EXPECT_EQ(wait(Victim), -1);
    EXPECT_EQ(count("PRAGMA integrity_check = 1"), 0); // The text "ok".
  }
  int64_t Before = count(Recorded);
  EXPECT_GT(Before, 0);
  EXPECT_LT(Before, 1500);
  EXPECT_EQ(wait(start(0)), 0);
  EXPECT_EQ(count("SELECT count(*) FROM measurements"), 1500);
  EXPECT_EQ(count("SELECT count(*) FROM claims"), 0);
}

// A claim of a process that lives is respected, even if it does nothing.
TEST_F(ProcessTest, LivingClaimsStay) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 100);
  Campaign Idle = get(Campaign::start(S, machine(), {}));
  EXPECT_EQ(get(Idle.claim(40)).size(), 40u);
  EXPECT_EQ(wait(start(0)), 0);
  EXPECT_EQ(count("SELECT count(*) FROM measurements"), 60);
}

// Several processes may make one store at the same time.
TEST_F(ProcessTest, CreateTogether) {
  std::vector<pid_t> Pids;
  for (unsigned I = 0; I < 6; ++I) {
    pid_t Pid = fork();
    if (Pid == 0) {
      Expected<Store> S = Store::openOrCreate(path());
      if (!S)
        _exit(1);
      Expected<Store::Added> A = S->addBlock(numbered(I), 1, "");
      _exit(A ? 0 : 2);
    }
    Pids.push_back(Pid);
  }
  for (pid_t P : Pids)
    EXPECT_EQ(wait(P), 0);
  EXPECT_EQ(count("SELECT count(*) FROM blocks"), 6);
}

// A result is in the store as soon as it is recorded: others see it.
TEST_F(ProcessTest, WritesEachResult) {
  Store S = get(Store::openOrCreate(path()));
  fill(S, 20);
  Campaign C = get(Campaign::start(S, machine(), {}));
  int64_t Written = 0;
  for (const Task &T : get(C.claim(20))) {
    done(C.record(T.Block, measured(1)));
    EXPECT_EQ(count("SELECT count(*) FROM measurements"), ++Written);
  }
  EXPECT_EQ(Written, 20);
}

} // namespace
} // namespace winnow::datasets::test
