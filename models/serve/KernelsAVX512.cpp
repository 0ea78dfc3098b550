//===- KernelsAVX512.cpp - Kernels for vectors of 512 bits ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/VectorKernels.h"

namespace winnow::serve {

extern const Kernels KernelsAVX512;
const Kernels KernelsAVX512 = VectorKernels<16>::table("avx512");

} // namespace winnow::serve
