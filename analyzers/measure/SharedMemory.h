//===- SharedMemory.h - Memory that parent and child share ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An anonymous file that this process has mapped, and that a child maps again
/// where and how it likes.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_SHAREDMEMORY_H
#define WINNOW_MEASURE_SHAREDMEMORY_H

#include "llvm/Support/Error.h"
#include <cstddef>
#include <cstdint>

namespace winnow::measure {

class SharedMemory {
public:
  SharedMemory() = default;
  /// \p Name is what /proc shows. Rounds \p Bytes up to pages.
  static llvm::Expected<SharedMemory> create(const char *Name, size_t Bytes);
  SharedMemory(SharedMemory &&M) noexcept { *this = std::move(M); }
  SharedMemory &operator=(SharedMemory &&M) noexcept;
  ~SharedMemory();

  /// Makes it at least \p Bytes large; what it held is lost then.
  llvm::Error reserve(const char *Name, size_t Bytes);

  /// Zeroed when new.
  uint8_t *data() const { return Data; }
  size_t size() const { return Size; }
  int file() const { return File; }

private:
  uint8_t *Data = nullptr;
  size_t Size = 0;
  int File = -1;
};

/// An address of a whole page in a part of the address space that nothing else
/// uses, different each time.
uint64_t randomAddress();

} // namespace winnow::measure

#endif // WINNOW_MEASURE_SHAREDMEMORY_H
