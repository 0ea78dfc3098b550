//===- Reader.h - Reads loops as sparse sums --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the readers of the several orders of loops have in common. Each finds
/// the loops and the store in a way of its own; what may stand in them is
/// checked alike.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_READER_H
#define WINNOW_SPARSE_READER_H

#include "sparse/Accumulation.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace winnow::sparse {

class Reader {
public:
  explicit Reader(const Analyses &A) : A(A) {}
  virtual ~Reader() = default;
  Reader(const Reader &) = delete;
  Reader &operator=(const Reader &) = delete;

  std::optional<Verdict<Accumulation>> read();

protected:
  /// Sets the loops, Store, Cells, and what is known of their addresses; false
  /// where the loops have another form.
  virtual bool findLoops() = 0;
  /// Sets Skips; false where other paths than from test to test lead through
  /// the loops.
  virtual bool findPaths() = 0;

  /// Outputs \p Start, of \p Line where that moves with \p Lines and not with
  /// \p Root.
  bool setLines(const llvm::SCEV *Start, llvm::Loop &Lines, llvm::Loop &Root);
  /// Follows the tests on the way from the header of \p From to \p To in it.
  bool findPath(llvm::Loop &From, llvm::Loop &To);
  bool isCell(const llvm::Value *V) const { return is_contained(R.Cells, V); }

  const Analyses &A;
  /// The blocks that every entry comes to.
  llvm::SmallPtrSet<llvm::BasicBlock *, 8> AlwaysRun;
  Accumulation R;

private:
  /// What is looked for, though it may not be rewritten.
  bool looksSparse();
  std::optional<Refusal> checkInstructions();
  std::optional<Refusal> checkCounts();
  std::optional<Refusal> checkCarried();
  std::optional<Refusal> checkValue(llvm::Value *V, unsigned Depth);
  std::optional<Refusal> checkTests();
  void collectInputs();
  void visitSlice(llvm::Value *V, llvm::SmallPtrSetImpl<llvm::Value *> &Seen);
};

/// Whether \p Step is the size of what \p Access accesses, of \p Type.
bool isSizeOf(const llvm::SCEV *Step, llvm::Type *Type,
              const llvm::Instruction &Access);

/// Whether nothing but empty blocks lie between \p From and \p To.
bool leadsTo(const llvm::BasicBlock *From, const llvm::BasicBlock *To);

/// The columns innermost, in \p Columns.
std::optional<Verdict<Accumulation>> readInnerColumns(llvm::Loop &Columns,
                                                      const Analyses &A);
/// The entries innermost, in \p Entries.
std::optional<Verdict<Accumulation>> readInnerEntries(llvm::Loop &Entries,
                                                      const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_READER_H
