//===- BlockScan.h - Running sums of a block at a time ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A loop that carries its sum is linear, but each of its iterations waits for
/// the one before, and the vectorizer leaves all of it alone. What is left of
/// the loop once the sums are known has no such chain:
/// \code
///   for (i < n) {                      for (; n - i > 64; i += 64) {
///     s += t(i);                         for (k < 64) b[k] = t(i + k);
///     out[i] = f(s, i);      -->         running sums of b, from s on, in
///   }                                      registers, a vector at a time
///                                        for (k < 64) out[i+k] = f(b[k], i+k);
///                                      }
///                                      the loop as it was, for 1 to 64 more
/// \endcode
/// The sums of a vector take log2(lanes) steps (Hillis and Steele, "Data
/// parallel algorithms", 1986). Integers, and what carries reassoc.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_BLOCKSCAN_H
#define WINNOW_EMIT_BLOCKSCAN_H

#include "emit/ShareEmitter.h"
#include "emit/Versioning.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/IR/IRBuilder.h"

namespace winnow::emit {

class BlockScan {
public:
  /// Looks at the copy of \p Host, an original loop, when \p Jobs are
  /// rewritten and in SSA form but not moved yet. Nothing where it is no single
  /// chain of blocks with such sums, where a term reads what the loop stores,
  /// or where the machine has narrow vectors.
  static std::optional<BlockScan>
  find(const llvm::Loop &Host, llvm::ArrayRef<Job> Jobs, const TwoVersions &V,
       llvm::AAResults &AA, const llvm::TargetTransformInfo &TTI);

  /// Whether the host of \p J may get such loops although its terms are not
  /// integers, which are the same in any grouping.
  static bool mayRegroup(const Job &J);

  /// Puts the loops over blocks before the loop, wherever it stands now. Every
  /// analysis of its function is stale afterwards.
  void rewrite();

private:
  /// A PHI, and its value an iteration later.
  struct Sum {
    llvm::PHINode *Phi = nullptr;
    llvm::Instruction *Result = nullptr;
    /// What is added, where it is read, and whether it is subtracted.
    llvm::SmallVector<std::pair<const llvm::Use *, bool>, 2> Terms;
    unsigned Lanes = 0;
    llvm::Type *type() const { return Phi->getType(); }
    bool isFloat() const { return type()->isFloatingPointTy(); }
    llvm::Value *add(llvm::IRBuilderBase &B, llvm::Value *L, llvm::Value *R,
                     bool Subtract = false) const;
  };

  bool readShape(llvm::BasicBlock *TheHeader, llvm::BasicBlock *TheLatch);
  bool readCounter();
  bool readPhis(unsigned RegisterBits);
  std::optional<Sum> readSum(llvm::PHINode &Phi) const;
  bool isSteady(const llvm::PHINode &Phi) const;
  bool contains(const llvm::Value *V) const;
  /// Adds what \p V needs of an iteration; false where that is a sum itself.
  bool need(llvm::Value *V);
  bool mayReadAhead(llvm::ArrayRef<Job> Jobs, llvm::AAResults &AA) const;

  /// The three loops of a block; each is entered from \p From and left to a
  /// block that it returns, without terminator.
  llvm::BasicBlock *writeTerms(llvm::BasicBlock *From);
  llvm::BasicBlock *writeScan(llvm::BasicBlock *From, const Sum &S,
                              llvm::Value *Buffer, llvm::Value *&Carried);
  llvm::BasicBlock *writeRest(llvm::BasicBlock *From,
                              llvm::ValueToValueMapTy &Map);

  /// In order; the first has the PHIs, the last leaves or goes back.
  llvm::SmallVector<llvm::BasicBlock *, 4> Blocks;
  llvm::BasicBlock *Before = nullptr;
  /// Counts up by one until Next is Bound. What stands outside of the loop is
  /// known by where it is read: it becomes an argument when the loop moves.
  llvm::PHINode *Counter = nullptr;
  llvm::Instruction *Next = nullptr;
  const llvm::Use *Bound = nullptr;
  llvm::SmallVector<Sum, 2> Sums;
  /// What the terms need, PHIs among it.
  llvm::SmallPtrSet<llvm::Instruction *, 16> Needed;
  /// While it is rewritten: the PHIs at the start of a block; the buffers.
  llvm::DenseMap<llvm::PHINode *, llvm::PHINode *> AtBlock;
  llvm::SmallVector<llvm::Value *, 2> Buffers;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_BLOCKSCAN_H
