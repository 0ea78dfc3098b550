//===- Assembler.cpp - LLVM's assembler in a process of its own -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Assembler.h"
#include "block/Target.h"
#include "extract/InProcess.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"
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

namespace {

constexpr rlim_t MostMemory = rlim_t(1) << 30;
constexpr rlim_t MostSeconds = 20;
constexpr char TooMuchMemory[] =
    ": LLVM's assembler takes more than a gigabyte for this";

/// What the child tells of its work, in a pipe.
struct Report {
  enum Kind : char { Object = 'O', Warning = 'W', Failure = 'E' };
};

/// Writes reports: a letter, a length of eight bytes, the text.
class Reporter {
public:
  explicit Reporter(int Pipe) : Pipe(Pipe) {}

  void send(char Kind, StringRef Text) {
    uint64_t Size = Text.size();
    put({&Kind, 1});
    put({reinterpret_cast<const char *>(&Size), sizeof(Size)});
    put(Text);
  }
  [[noreturn]] void fail(StringRef Message) {
    send(Report::Failure, Message);
    _exit(0);
  }

private:
  void put(StringRef Text) {
    while (!Text.empty()) {
      ssize_t Written = write(Pipe, Text.data(), Text.size());
      if (Written <= 0)
        _exit(1);
      Text = Text.drop_front(size_t(Written));
    }
  }

  int Pipe;
};

/// For handlers that are told nothing.
Reporter *TheReporter = nullptr;
std::string *TheFile = nullptr, *OutOfMemory = nullptr;

/// Bounds that no reasonable text meets. LLVM's parser fills memory for minutes
/// where a text asks it to repeat something a billion times.
void limitChild() {
  // The tool's own memory (and a sanitizer's) comes on top.
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
  // What the parent would do for a crash is not wanted twice.
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGXCPU})
    signal(Signal, SIG_DFL);
  // What LLVM says when it dies is said in one line by the parent.
  int Null = open("/dev/null", O_WRONLY);
  dup2(Null, STDERR_FILENO);
  dup2(Null, STDOUT_FILENO);
}

[[noreturn]] void runChild(int Pipe, const Target &T, MemoryBufferRef Text,
                           block::Syntax Syntax, bool Includes) {
  Reporter R(Pipe);
  std::string File = Text.getBufferIdentifier().str();
  TheReporter = &R;
  TheFile = &File;
  // Made now: then there is no memory for it.
  std::string Message = File + TooMuchMemory;
  OutOfMemory = &Message;
  limitChild();
  install_fatal_error_handler([](void *, const char *Reason, bool) {
    TheReporter->fail(*TheFile + ": LLVM's assembler gave up: " +
                      StringRef(Reason).split('\n').first.str());
  });
  std::set_new_handler([] {
    std::set_new_handler(nullptr);
    TheReporter->fail(*OutOfMemory);
  });
  Messages M;
  SmallVector<char, 0> Object;
  bool Complete = assembleInProcess(T, Text, Syntax, Includes, M, Object);
  if (!M.FirstError.empty())
    R.fail(M.FirstError);
  if (!Complete)
    R.fail(File + ": cannot be assembled");
  for (const Diagnostic &W : M.Warnings)
    R.send(Report::Warning, W.Place + '\0' + W.Message);
  R.send(Report::Object, StringRef(Object.data(), Object.size()));
  _exit(0);
}

/// Everything that a child wrote.
SmallVector<char, 0> readAll(int Pipe) {
  SmallVector<char, 0> All;
  for (;;) {
    size_t Size = All.size();
    All.resize_for_overwrite(Size + 65536);
    ssize_t Read = read(Pipe, All.data() + Size, 65536);
    if (Read < 0 && errno == EINTR)
      Read = 0;
    else if (Read <= 0) {
      All.truncate(Size);
      return All;
    }
    All.truncate(Size + size_t(Read));
  }
}

/// What a child that did not end by itself died of.
std::string causeOfDeath(int Status) {
  if (WIFSIGNALED(Status) && WTERMSIG(Status) == SIGXCPU)
    return ": LLVM's assembler took too long";
  if (WIFSIGNALED(Status))
    return std::string(": LLVM's assembler crashed (") +
           strsignal(WTERMSIG(Status)) + ")";
  return ": LLVM's assembler did not finish";
}

} // namespace

static Expected<Assembled> parseReports(StringRef Reports, const Twine &Died) {
  Assembled Result;
  bool Complete = false;
  while (Reports.size() >= 1 + sizeof(uint64_t)) {
    char Kind = Reports.front();
    uint64_t Size =
        support::endian::read<uint64_t, endianness::native>(Reports.data() + 1);
    Reports = Reports.drop_front(1 + sizeof(uint64_t));
    StringRef Text = Reports.take_front(Size);
    Reports = Reports.drop_front(Text.size());
    if (Text.size() < Size)
      break;
    if (Kind == Report::Failure)
      return createStringError(Text);
    if (Kind == Report::Warning) {
      auto [Place, Message] = Text.split('\0');
      Result.Warnings.push_back({Place.str(), Message.str()});
    } else {
      Result.Object.assign(Text.begin(), Text.end());
      Complete = true;
    }
  }
  if (!Complete)
    return createStringError(Died);
  return Result;
}

Expected<Assembled> assemble(MemoryBufferRef Text, block::Syntax Syntax,
                             bool Includes) {
  Expected<const Target *> T = block::target();
  if (!T)
    return T.takeError();
  std::string File = Text.getBufferIdentifier().str();
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC) != 0)
    return createStringError(File + ": no pipe: " + strerror(errno));
  pid_t Child = fork();
  if (Child == 0) {
    close(Pipe[0]);
    runChild(Pipe[1], **T, Text, Syntax, Includes);
  }
  close(Pipe[1]);
  if (Child < 0) {
    close(Pipe[0]);
    return createStringError(File + ": no process: " + strerror(errno));
  }
  SmallVector<char, 0> Reports = readAll(Pipe[0]);
  close(Pipe[0]);
  int Status = 0;
  while (waitpid(Child, &Status, 0) < 0 && errno == EINTR)
    ;
  return parseReports(StringRef(Reports.data(), Reports.size()),
                      File + causeOfDeath(Status));
}

} // namespace winnow::extract
