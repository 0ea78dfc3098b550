//===- Kernels.cpp - Which kernels this machine can run -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/Kernels.h"

namespace winnow::serve {

/// Of the lowest width, for any machine.
extern const Kernels KernelsSSE2;
#ifdef __x86_64__
extern const Kernels KernelsAVX2;
extern const Kernels KernelsAVX512;
#endif

std::vector<const Kernels *> availableKernels() {
  std::vector<const Kernels *> All = {&KernelsSSE2};
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2"))
    All.push_back(&KernelsAVX2);
  if (__builtin_cpu_supports("avx512f"))
    All.push_back(&KernelsAVX512);
#endif
  return All;
}

const Kernels &bestKernels() {
  static const Kernels *const Best = availableKernels().back();
  return *Best;
}

} // namespace winnow::serve
