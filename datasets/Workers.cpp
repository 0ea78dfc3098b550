//===- Workers.cpp - Which processes work on a store ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Workers.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MemoryBuffer.h"
#include <ctime>
#include <unistd.h>

using namespace llvm;

namespace winnow::datasets {

static constexpr int64_t SilenceSeconds = 600;

static std::string readProc(const Twine &Path) {
  // Files of /proc have no size, so they are read as streams are.
  ErrorOr<std::unique_ptr<MemoryBuffer>> B =
      MemoryBuffer::getFileAsStream(Path);
  return B ? (*B)->getBuffer().trim().str() : std::string();
}

static std::string bootId() {
  return readProc("/proc/sys/kernel/random/boot_id");
}

static std::string pidSpace() {
  char Text[64];
  ssize_t Length = readlink("/proc/self/ns/pid", Text, sizeof(Text));
  return Length > 0 ? std::string(Text, size_t(Length)) : std::string();
}

/// When process \p Pid started, in ticks since the boot; empty where it is not
/// there or only its parent has not asked for its status yet.
static std::string startOf(int64_t Pid) {
  std::string Stat = readProc("/proc/" + Twine(Pid) + "/stat");
  // "PID (name, which may hold anything) STATE ...": the start is field 22.
  size_t AfterName = Stat.rfind(')');
  if (AfterName == std::string::npos)
    return "";
  SmallVector<StringRef, 52> Fields;
  StringRef(Stat).substr(AfterName + 1).split(Fields, ' ', -1, false);
  if (Fields.size() < 20 || Fields[0] == "Z" || Fields[0] == "X")
    return "";
  return Fields[19].str();
}

Expected<int64_t> registerWorker(const Database &DB) {
  Expected<Statement> S =
      DB.prepare("INSERT INTO workers(boot, pid_space, pid, started, beat) "
                 "VALUES(?, ?, ?, ?, ?)");
  if (!S)
    return S.takeError();
  int64_t Pid = getpid();
  S->bind(1, bootId()).bind(2, pidSpace()).bind(3, Pid).bind(4, startOf(Pid));
  S->bind(5, int64_t(time(nullptr)));
  if (Error E = S->run())
    return E;
  return DB.lastRow();
}

static Error forget(const Database &DB, int64_t Worker) {
  std::string Id = std::to_string(Worker);
  return DB.run("DELETE FROM claims WHERE worker = " + Id +
                "; UPDATE sources SET worker = NULL WHERE worker = " + Id +
                "; DELETE FROM workers WHERE id = " + Id);
}

Error beatAndReap(const Database &DB, int64_t Worker) {
  int64_t Now = time(nullptr);
  if (Error E = DB.run("UPDATE workers SET beat = " + std::to_string(Now) +
                       " WHERE id = " + std::to_string(Worker)))
    return E;
  Expected<Statement> S =
      DB.prepare("SELECT id, boot, pid_space, pid, started, beat FROM workers");
  if (!S)
    return S.takeError();
  std::string Boot = bootId(), Space = pidSpace();
  SmallVector<int64_t, 4> Dead;
  for (;;) {
    Expected<bool> Row = S->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      break;
    if (S->integer(0) == Worker)
      continue;
    bool Lives = S->text(1) == Boot;
    if (Lives && S->text(2) == Space) {
      std::string Started = startOf(S->integer(3));
      Lives = !Started.empty() && Started == S->text(4);
    } else if (Lives) {
      Lives = Now - S->integer(5) < SilenceSeconds;
    }
    if (!Lives)
      Dead.push_back(S->integer(0));
  }
  for (int64_t Id : Dead)
    if (Error E = forget(DB, Id))
      return E;
  return Error::success();
}

} // namespace winnow::datasets
