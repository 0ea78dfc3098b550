//===- Pretrained.h - The model that is built in ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The weight file of this folder, as a part of the program: it is mapped with
/// it, and needs no path. Its card says what it was trained on.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PRETRAINED_PRETRAINED_H
#define WINNOW_PRETRAINED_PRETRAINED_H

#include <string_view>

namespace winnow::pretrained {

/// The bytes of the weight file; none where the program was built without one.
std::string_view weights();

} // namespace winnow::pretrained

#endif // WINNOW_PRETRAINED_PRETRAINED_H
