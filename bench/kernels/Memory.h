//===- Memory.h - Arrays between unreadable pages ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Memory for the arrays of a kernel, with a page before and after it that may
/// be neither read nor written: a rewritten loop that runs past an end of an
/// array stops the program instead of passing unseen.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_KERNELS_MEMORY_H
#define WINNOW_BENCH_KERNELS_MEMORY_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace winnow {

/// Which end of the memory touches an unreadable page.
enum class Fence { Before, After };

class GuardedMemory {
public:
  GuardedMemory() = default;

  /// \p Bytes of zeros whose start (Fence::Before) or end (Fence::After) is the
  /// edge of an unreadable page. A system call or two.
  GuardedMemory(size_t Bytes, Fence Side) {
    const size_t Page = size_t(sysconf(_SC_PAGESIZE));
    const size_t Body = (Bytes + Page - 1) / Page * Page;
    MappedBytes = Body + 2 * Page;
    Mapped = mmap(nullptr, MappedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                  -1, 0);
    char *Start = static_cast<char *>(Mapped) + Page;
    if (Mapped == MAP_FAILED ||
        (Body && mprotect(Start, Body, PROT_READ | PROT_WRITE) != 0)) {
      std::perror("kernel memory");
      std::abort();
    }
    Data = Side == Fence::Before ? Start : Start + (Body - Bytes);
  }

  GuardedMemory(GuardedMemory &&Other)
      : Mapped(Other.Mapped), MappedBytes(Other.MappedBytes), Data(Other.Data) {
    Other.Mapped = nullptr;
  }
  GuardedMemory &operator=(GuardedMemory &&) = delete;

  ~GuardedMemory() {
    if (Mapped)
      munmap(Mapped, MappedBytes);
  }

  void *data() const { return Data; }

private:
  void *Mapped = nullptr;
  size_t MappedBytes = 0;
  char *Data = nullptr;
};

} // namespace winnow

#endif // WINNOW_BENCH_KERNELS_MEMORY_H
