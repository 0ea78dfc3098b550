//===- Child.cpp - Work that may end its process --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Child.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace winnow::extract {

/// Bounds that no reasonable input meets. LLVM's parser fills memory for
/// minutes where a text asks it to repeat something a billion times.
static constexpr rlim_t MostMemory = rlim_t(1) << 30;
static constexpr rlim_t MostSeconds = 20;

/// The first byte that a child writes.
static constexpr char Result = 'R', Failure = 'E';

void pack(std::string &Into, StringRef Text) {
  uint64_t Size = Text.size();
  Into.append(reinterpret_cast<const char *>(&Size), sizeof(Size));
  Into += Text;
}

StringRef unpack(StringRef &From) {
  uint64_t Size = 0;
  if (From.size() < sizeof(Size))
    return "";
  memcpy(&Size, From.data(), sizeof(Size));
  From = From.drop_front(sizeof(Size));
  StringRef Text = From.take_front(Size);
  From = From.drop_front(Text.size());
  return Text;
}

namespace {

/// The child's end of the pipe; handlers are given nothing else.
int Pipe = -1;
/// Made before memory runs out.
std::string *OutOfMemory = nullptr;

[[noreturn]] void send(char Kind, StringRef Text) {
  std::string_view Parts[] = {{&Kind, 1}, Text};
  for (std::string_view Part : Parts)
    while (!Part.empty()) {
      ssize_t Written = write(Pipe, Part.data(), Part.size());
      if (Written <= 0)
        _exit(1);
      Part.remove_prefix(size_t(Written));
    }
  _exit(0);
}

void limit() {
  // The memory of the parent (and a sanitizer's) comes on top.
  rlim_t Data = 0;
  if (ErrorOr<std::unique_ptr<MemoryBuffer>> Statm =
          MemoryBuffer::getFileAsStream("/proc/self/statm")) {
    SmallVector<StringRef, 8> Fields;
    (*Statm)->getBuffer().split(Fields, ' ');
    if (Fields.size() > 5 && !Fields[5].getAsInteger(10, Data))
      Data *= rlim_t(sysconf(_SC_PAGESIZE));
  }
  rlimit Memory{Data + MostMemory, Data + MostMemory};
  setrlimit(RLIMIT_DATA, &Memory);
  rlimit Seconds{MostSeconds, MostSeconds};
  setrlimit(RLIMIT_CPU, &Seconds);
  rlimit None{0, 0};
  setrlimit(RLIMIT_CORE, &None);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent tells of a crash; its own handlers have no business here.
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGXCPU})
    signal(Signal, SIG_DFL);
  int Null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(Null, STDOUT_FILENO);
  dup2(Null, STDERR_FILENO);
}

[[noreturn]] void runChild(StringRef Worker, function_ref<std::string()> Work) {
  limit();
  std::string Message = (Worker + " takes more than a gigabyte for this").str();
  OutOfMemory = &Message;
  std::set_new_handler([] {
    std::set_new_handler(nullptr);
    send(Failure, *OutOfMemory);
  });
  std::string Name = Worker.str();
  install_fatal_error_handler(
      [](void *Name, const char *Reason, bool) {
        send(Failure, *static_cast<std::string *>(Name) + " gave up: " +
                          StringRef(Reason).split('\n').first.str());
      },
      &Name);
  send(Result, Work());
}

std::string readAll(int From) {
  std::string All;
  char Buffer[65536];
  for (;;) {
    ssize_t Read = read(From, Buffer, sizeof(Buffer));
    if (Read > 0)
      All.append(Buffer, size_t(Read));
    else if (Read == 0 || errno != EINTR)
      return All;
  }
}

} // namespace

Expected<std::string> runInChild(StringRef Worker,
                                 function_ref<std::string()> Work) {
  int Ends[2];
  if (pipe2(Ends, O_CLOEXEC) != 0)
    return createStringError(Worker + " has no pipe: " + strerror(errno));
  pid_t Child = fork();
  if (Child == 0) {
    Pipe = Ends[1];
    runChild(Worker, Work);
  }
  int NoChild = errno;
  close(Ends[1]);
  std::string Sent = Child > 0 ? readAll(Ends[0]) : "";
  close(Ends[0]);
  if (Child < 0)
    return createStringError(Worker + " has no process: " + strerror(NoChild));
  int Status = 0;
  while (waitpid(Child, &Status, 0) < 0 && errno == EINTR)
    ;
  if (WIFSIGNALED(Status) && WTERMSIG(Status) == SIGXCPU)
    return createStringError(Worker + " takes too long for this");
  if (WIFSIGNALED(Status))
    return createStringError(Worker + " crashed (" +
                             strsignal(WTERMSIG(Status)) + ")");
  if (WEXITSTATUS(Status) != 0 || Sent.empty())
    return createStringError(Worker + " did not finish");
  if (Sent.front() == Failure)
    return createStringError(Sent.substr(1));
  Sent.erase(0, 1);
  return Sent;
}

} // namespace winnow::extract
