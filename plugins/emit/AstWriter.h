//===- AstWriter.h - isl's loops as IR --------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the points of a set as loops, in lexicographic order:
/// \code
///   { [i,j] : i <= j < i + 2 }  at i   -->   for (c = i; c <= i + 1; c++)
///                                              statement(c)
/// \endcode
/// All arithmetic is in i64; the parameters' bounds (Affine.h) keep it from
/// overflowing.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EMIT_ASTWRITER_H
#define WINNOW_EMIT_ASTWRITER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/IRBuilder.h"
#include "isl/isl-noexceptions.h"

namespace winnow::emit {

/// The loops over the y part of a residual, for one x.
/// \param Points   { [x,y] }
/// \param Answers  { [x] }   what is known of x there
/// \return a null node where isl gave up (its operation limit).
isl::ast_node residualLoops(const isl::set &Points, const isl::set &Answers,
                            unsigned Outer);

/// Whether AstWriter can write every expression in \p Node.
bool canWrite(const isl::ast_node &Node);

class AstWriter {
public:
  /// Writes one statement at the builder's place for the point \p Y, and
  /// leaves the builder behind it.
  using Statement = llvm::function_ref<void(llvm::ArrayRef<llvm::Value *> Y)>;

  /// Does what a statement does the given number of times (i64, not negative).
  using Repetition = llvm::function_ref<void(llvm::Value *Times)>;

  /// Writes loops in which only the number of points matters: the innermost
  /// ones are counted by their bounds.
  AstWriter(llvm::IRBuilderBase &B, const llvm::StringMap<llvm::Value *> &Names,
            Repetition Repeat)
      : B(B), Names(Names), Repeat(Repeat) {}

  /// \param Names  the i64 values of parameters and outer counters.
  AstWriter(llvm::IRBuilderBase &B, const llvm::StringMap<llvm::Value *> &Names,
            Statement Write)
      : B(B), Names(Names), Write(Write) {}

  /// Writes \p Node at the builder's place, which must be the end of a block
  /// without terminator; leaves the builder at the end of such a block.
  void write(const isl::ast_node &Node);

private:
  void writeFor(const isl::ast_node &Node);
  /// Counts the iterations of a loop around one statement; false for others.
  bool countFor(const isl::ast_node &Node);
  void writeIf(const isl::ast_node &Node);
  llvm::Value *value(const isl::ast_expr &E);
  llvm::Value *operation(const isl::ast_expr &E);
  llvm::Value *floorDiv(llvm::Value *N, llvm::Value *D);

  llvm::IRBuilderBase &B;
  llvm::StringMap<llvm::Value *> Names;
  Statement Write;
  Repetition Repeat;
};

} // namespace winnow::emit

#endif // WINNOW_EMIT_ASTWRITER_H
