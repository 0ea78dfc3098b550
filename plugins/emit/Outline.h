//===- Outline.h - The rewritten loop in its own function -------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// \code
///   f:  before ── check ── holds ──► call f.winnow ──► exit
///         └─────────┴──► original loop ─────────────────┘
/// \endcode
/// Where the rewritten loop needs memory, the check of its size is long and
/// goes along:
/// \code
///   f:  before ── long enough ──► call f.winnow ── true ──► exit
///         │                             └ false ┐            │
///         └──────────────► original loop ◄──────┘ ───────────┘
///
///   f.winnow:  check ──► allocate ──► rewritten loop ──► true
///                └───────────┴──► false
/// \endcode
/// Side by side in one function the two loops share its registers: what the
/// rewritten one needs is saved by every call, those on few elements too.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_OUTLINE_H
#define WINNOW_EMIT_OUTLINE_H

#include "emit/Versioning.h"

namespace llvm {
class AssumptionCache;
class CallBase;
} // namespace llvm

namespace winnow::emit {

/// On a function that outline() has made: it is rewritten already.
inline constexpr char OutlinedAttribute[] = "winnow-outlined";

/// Moves the fast version, and where it \p Allocates Check as well, into a
/// function of its own, internal and never inlined.
/// \return null, with nothing changed, where LLVM cannot move such code
llvm::Function *outline(const TwoVersions &V, bool Allocates,
                        llvm::DominatorTree &DT, llvm::AssumptionCache &AC);

/// Moves \p L, which has a preheader, into a function of its own in the same
/// way; DT and LoopInfo are stale afterwards.
/// \return the call of it, or null, where LLVM cannot move such code
llvm::CallBase *outlineLoop(llvm::Loop &L, llvm::DominatorTree &DT,
                            llvm::AssumptionCache &AC);

} // namespace winnow::emit

#endif // WINNOW_EMIT_OUTLINE_H
