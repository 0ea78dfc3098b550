//===- Torch.h - The part of libtorch that is used --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tensors and gradients. <torch/torch.h> takes twice as long to compile.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_TORCH_H
#define WINNOW_TRAIN_NET_TORCH_H

#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>
#include <torch/utils.h>

#endif // WINNOW_TRAIN_NET_TORCH_H
