//===- KernelsSSE2.cpp - Kernels for vectors of 128 bits ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/VectorKernels.h"

namespace winnow::serve {

extern const Kernels KernelsSSE2;
const Kernels KernelsSSE2 = VectorKernels<4>::table("sse2");

} // namespace winnow::serve
