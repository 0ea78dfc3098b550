//===- Target.h - LLVM's x86-64, made ready once ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The target that blocks are code of: 64-bit x86 under Linux, whatever the
/// host is.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_TARGET_H
#define WINNOW_BLOCK_TARGET_H

#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

namespace llvm {
class Target;
} // namespace llvm

namespace winnow::block {

/// x86_64-unknown-linux-gnu.
const llvm::Triple &targetTriple();

/// Registers LLVM's x86 code on the first call. Fails where this LLVM was
/// built without it.
llvm::Expected<const llvm::Target *> target();

} // namespace winnow::block

#endif // WINNOW_BLOCK_TARGET_H
