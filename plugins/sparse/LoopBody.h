//===- LoopBody.h - One way through a loop ----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A loop around another, read as what comes before the inner one and what
/// comes behind it. Tests may lead around the inner loop:
/// \code
///   header ► test ► ... ► [inner loop] ► ... ► latch
///              └───────────────────────► somewhere here
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_LOOPBODY_H
#define WINNOW_SPARSE_LOOPBODY_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include <optional>

namespace winnow::sparse {

struct LoopBody {
  /// From the header to the inner loop's preheader, and from its exit to the
  /// latch.
  llvm::SmallVector<llvm::BasicBlock *, 4> Before, Behind;
  /// In the blocks of Before: the successor with this number leads on.
  struct Test {
    llvm::BranchInst *Branch;
    unsigned On;
  };
  llvm::SmallVector<Test, 1> Tests;
  /// Values that come together, and which one does where all tests lead on.
  llvm::SmallVector<std::pair<llvm::PHINode *, llvm::Value *>, 2> Joins;
};

/// Nothing where \p Outer has other blocks or exits.
std::optional<LoopBody> readBody(const llvm::Loop &Outer,
                                 const llvm::Loop &Inner,
                                 const llvm::DominatorTree &DT);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_LOOPBODY_H
