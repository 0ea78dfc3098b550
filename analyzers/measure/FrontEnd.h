//===- FrontEnd.h - Where a block's instructions come from ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The same block has two costs, and public data sets differ in which one they
/// mean:
/// \code
///   op cache   as the body of a loop: decoded once, then up to eight
///              operations a cycle       nop  0.125 cycles (Zen 5)
///   decoders   unrolled without end: code that no cache of operations holds is
///              decoded again and again  nop  0.25 (four, or 16 bytes, a cycle)
/// \endcode
/// uiCA (Abel and Reineke, ICS 2022) calls these TPL and TPU.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_FRONTEND_H
#define WINNOW_MEASURE_FRONTEND_H

#include "llvm/ADT/StringRef.h"

namespace winnow::measure {

enum class FrontEnd { OpCache, Decoders };

/// "op cache", "decoders".
const char *toString(FrontEnd F);

/// What the labels mean that the built-in model of \p Cpu, LLVM's name, learned
/// from: so what is measured can be held against what is predicted.
FrontEnd usualFrontEnd(llvm::StringRef Cpu);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_FRONTEND_H
