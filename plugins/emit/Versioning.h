//===- Versioning.h - Two versions of a loop --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// \code
///        before ── too few iterations ─────┐
///           │                              │
///         check ── an assumption fails ────┤
///           │                              │
///       allocate ── out of memory ─────────┤      (only with arrays)
///           │                              │
///       fast version                 original loop
///        (a copy)                          │
///           └────────────► exit ◄──────────┘
/// \endcode
/// The original stays as it was; what goes wrong in the copy can be thrown
/// away with it.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_VERSIONING_H
#define WINNOW_EMIT_VERSIONING_H

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

namespace winnow::emit {

struct TwoVersions {
  /// Decides by the trip count alone.
  llvm::BasicBlock *Before = nullptr;
  /// Straight-line code before the loop, where the checks go.
  llvm::BasicBlock *Check = nullptr;
  llvm::BasicBlock *OriginalPreheader = nullptr;
  llvm::BasicBlock *FastPreheader = nullptr;
  /// Where the fast version leaves its loop, before the common exit.
  llvm::BasicBlock *FastExit = nullptr;
  /// From the original's values and blocks to the copy's.
  llvm::ValueToValueMapTy Map;

  llvm::BasicBlock *fast(const llvm::BasicBlock *BB) const {
    return llvm::cast<llvm::BasicBlock>(Map.lookup(BB));
  }
  /// The copy of \p V, or \p V itself if it stands outside the loop.
  llvm::Value *fast(llvm::Value *V) const {
    llvm::Value *Copy = Map.lookup(V);
    return Copy ? Copy : V;
  }
};

/// Step 1: splits the preheader of \p Root into Before, Check and
/// OriginalPreheader, which follow each other unconditionally.
void splitPreheader(llvm::Loop &Root, TwoVersions &V, llvm::LoopInfo &LI,
                    llvm::DominatorTree &DT);

/// Step 2: copies the loop. Before and Check still fall through.
void copyLoop(llvm::Loop &Root, TwoVersions &V, llvm::LoopInfo &LI,
              llvm::DominatorTree &DT);

/// Step 3: makes Before go to Check where \p LongEnough, and Check to the copy
/// where \p Holds, both to the original otherwise. DT is stale afterwards.
void connect(TwoVersions &V, llvm::Value *LongEnough, llvm::Value *Holds);

} // namespace winnow::emit

#endif // WINNOW_EMIT_VERSIONING_H
