//===- KernelsAVX2.cpp - Kernels for vectors of 256 bits ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/VectorKernels.h"

namespace winnow::serve {

extern const Kernels KernelsAVX2;
const Kernels KernelsAVX2 = VectorKernels<8>::table("avx2");

} // namespace winnow::serve
