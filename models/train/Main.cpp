//===- Main.cpp - winnow-train --------------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bytes/Bytes.h"
#include "train/Trainer.h"
#include "train/WarmStart.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <sys/stat.h>

using namespace winnow;
using namespace winnow::train;

static int fail(const std::string &Message) {
  std::fprintf(stderr, "winnow-train: error: %s\n", Message.c_str());
  return ExitFailure;
}

/// libtorch's own threads, and those of OpenBLAS, which it does not know of and
/// which would be as many as there are cores in each process.
static void useThreads(unsigned Count) {
  at::set_num_threads(int(Count));
  if (void *Set = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<void (*)(int)>(Set)(int(Count));
}

/// For a model without bounds: the instructions over four, and no chain.
static void removeBounds(tokens::TokenFile &File) {
  for (tokens::Block &B : File.Blocks)
    for (tokens::Label &L : B.Labels) {
      L.Bounds = {0, 0, float(B.Nodes.size()) / 4, 0, 0};
      L.Chain.clear();
    }
}

static int run(Options O) {
  std::string Reason, Bytes;
  if (::mkdir(O.Directory.c_str(), 0777) != 0 && errno != EEXIST)
    return fail(O.Directory + ": " + std::strerror(errno));
  if (!bytes::readFile(O.Tokens, Bytes, Reason))
    return fail(Reason);
  std::optional<tokens::TokenFile> File = tokens::parse(Bytes, Reason);
  if (!File)
    return fail(O.Tokens + ": " + Reason);
  const uint64_t Sum = bytes::checksum(Bytes);
  Bytes = {};
  std::optional<weights::WeightFile> Start;
  if (!O.From.empty()) {
    Start = readStart(O.From, O.FromChecksum, Reason);
    if (!Start)
      return fail(Reason);
    O.Shape = Start->Shape;
    adopt(*File, *Start, !O.HeadsOnly);
  }
  if (O.Without.Bounds)
    removeBounds(*File);
  useThreads(O.Threads);
  std::unique_ptr<Group> Processes = Group::join(Reason);
  if (!Processes)
    return fail(Reason);
  Trainer T(O, *File, Sum, Start ? &*Start : nullptr, *Processes);
  return T.run(Reason) ? ExitSuccess : fail(Reason);
}

int main(int Argc, char **Argv) {
  Options O;
  int Status = ExitSuccess;
  if (!parseOptions(Argc, Argv, O, Status))
    return Status;
  // libtorch throws, where there is no such device or another process is gone.
  try {
    return run(O);
  } catch (const std::exception &E) {
    std::string What = E.what();
    return fail(What.substr(0, What.find('\n')));
  }
}
