//===- SharedMemory.cpp - Memory that parent and child share --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/SharedMemory.h"
#include "measure/HarnessCode.h"
#include "llvm/Support/MathExtras.h"
#include <cerrno>
#include <chrono>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>
#include <utility>

using namespace llvm;

namespace winnow::measure {

Expected<SharedMemory> SharedMemory::create(const char *Name, size_t Bytes) {
  SharedMemory M;
  const size_t Size = alignTo(Bytes, PageBytes);
  M.File = memfd_create(Name, MFD_CLOEXEC);
  if (M.File < 0 || ftruncate(M.File, static_cast<off_t>(Size)) != 0)
    return createStringError(errnoAsErrorCode(), "memory shared with a child");
  void *At = mmap(nullptr, Size, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_POPULATE, M.File, 0);
  if (At == MAP_FAILED)
    return createStringError(errnoAsErrorCode(), "memory shared with a child");
  M.Data = static_cast<uint8_t *>(At);
  M.Size = Size;
  return M;
}

Error SharedMemory::reserve(const char *Name, size_t Bytes) {
  if (Bytes <= Size)
    return Error::success();
  Expected<SharedMemory> Larger = create(Name, Bytes);
  if (!Larger)
    return Larger.takeError();
  *this = std::move(*Larger);
  return Error::success();
}

SharedMemory &SharedMemory::operator=(SharedMemory &&M) noexcept {
  std::swap(Data, M.Data);
  std::swap(Size, M.Size);
  std::swap(File, M.File);
  return *this;
}

SharedMemory::~SharedMemory() {
  if (Data)
    munmap(Data, Size);
  if (File >= 0)
    close(File);
}

uint64_t randomAddress() {
  uint64_t Random = 0;
  if (getrandom(&Random, sizeof(Random), GRND_NONBLOCK) != sizeof(Random))
    Random = static_cast<uint64_t>(
                 std::chrono::steady_clock::now().time_since_epoch().count()) *
             0x9e3779b97f4a7c15;
  // Between the code region and where Linux puts programs and libraries.
  const uint64_t Low = 0x3000'0000'0000, High = 0x5000'0000'0000;
  return Low + (Random % ((High - Low) / PageBytes)) * PageBytes;
}

} // namespace winnow::measure
