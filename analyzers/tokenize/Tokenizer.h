//===- Tokenizer.h - Measured blocks into tokens ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Joins what several CPUs were measured on into one file of graphs: blocks
/// that several have in common are one block with several labels, which is what
/// lets them share what is learnt.
///
///     haswell  4801d8 1.00 ┐               4801d8  graph  haswell 1.00, bounds
///     znver4   4801d8 1.02 ┘  tokenize ──►                znver4  1.02, bounds
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOKENIZE_TOKENIZER_H
#define WINNOW_TOKENIZE_TOKENIZER_H

#include "tokenize/Labels.h"
#include "tokens/TokenFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace winnow::tokenize {

struct Source {
  /// As LLVM calls it. Sources of one CPU are joined; of two labels of a block,
  /// the first is taken.
  std::string CPU;
  Labels Measured;
};

struct TokenizeOptions {
  /// Tokens that training blocks hold less often are unknown ones to the model,
  /// so that it meets unknown ones, too.
  uint64_t MinCount = 3;
  /// Blocks whose accesses may collide in memory.
  std::vector<std::vector<uint8_t>> MayAlias;
};

struct Tokenized {
  tokens::TokenFile File;
  /// Blocks that are left out: not decodable, or longer than the file's
  /// numbers; and labels that a block had already.
  uint64_t Undecodable = 0, TooLong = 0, Again = 0;
};

/// \p Advance is called for each block. An error names a CPU that LLVM has no
/// scheduling model of. Costs about 40 µs a label and 150 bytes a block.
llvm::Expected<Tokenized> tokenize(const std::vector<Source> &Sources,
                                   const TokenizeOptions &Options,
                                   llvm::function_ref<void()> Advance);

} // namespace winnow::tokenize

#endif // WINNOW_TOKENIZE_TOKENIZER_H
