//===- Floats.cpp - Numbers that vectors are made of ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/Floats.h"
#include <cassert>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace winnow::serve {

static constexpr size_t HugePage = size_t(2) << 20;

static float *allocate(size_t Bytes) {
  size_t Alignment = Bytes >= HugePage ? HugePage : Lanes * sizeof(float);
  // The size must be a multiple of the alignment.
  size_t Whole = (Bytes + Alignment - 1) / Alignment * Alignment;
  void *Memory = std::aligned_alloc(Alignment, Whole);
  assert(Memory && "out of memory");
#ifdef MADV_HUGEPAGE
  // Hundreds of page faults less; where it cannot be done, nothing is lost.
  if (Memory && Alignment == HugePage)
    (void)::madvise(Memory, Whole, MADV_HUGEPAGE);
#endif
  return static_cast<float *>(Memory);
}

Floats::Floats(size_t Size)
    : Memory(allocate(Size * sizeof(float))), Size(Size) {
  std::fill_n(Memory.get(), Size, 0.0F);
}

} // namespace winnow::serve
