//===- Chooser.h - Who decides, and within what budget ---------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One for each compile. Nothing is read or counted before the first question.
/// \code
///   -winnow-cost=model ─► a head for the CPU? ─► budget left? ─► priced
///   before?
///                              │ no                 │ no              │ yes
///                              └──► LLVM's tables ◄─┘        the same answer
/// \endcode
/// The budget counts instructions, not time, so that a compile gives the same
/// output wherever and whenever it runs.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_CHOOSER_H
#define WINNOW_COST_CHOOSER_H

#include "cost/Decision.h"
#include "llvm/ADT/StringMap.h"

namespace llvm {
class TargetTransformInfo;
} // namespace llvm

namespace winnow::cost {

/// What may be asked: some nests in any compile, and then so many instructions
/// as are a share of those that are compiled.
class Budget {
public:
  Budget(uint64_t CompiledInstructions, unsigned Percent);

  /// Pricing a nest of so many instructions; false, and nothing is spent, where
  /// too little is left.
  bool spend(uint64_t Instructions);

private:
  uint64_t Left;
};

/// Not safe to be shared between threads.
class Chooser {
public:
  explicit Chooser(llvm::OptimizationLevel Level) : Level(Level) {}

  /// Decides by policy(). \p Tag tells candidates of one function apart.
  Decision decide(const llvm::Function &F, const Candidate &C,
                  llvm::StringRef Tag, VersionMaker Make,
                  const llvm::TargetTransformInfo &TTI);

private:
  /// Nothing, with \p Note, where the model is not to be asked.
  std::optional<Decision> ask(const llvm::Function &F, const Candidate &C,
                              llvm::StringRef Tag, VersionMaker Make,
                              std::string &Note);
  /// The pricer for \p F, or null and \p Note.
  BlockPricer *pricerFor(const llvm::Function &F, std::string &Note);

  const llvm::OptimizationLevel Level;
  /// By head.
  llvm::StringMap<std::unique_ptr<BlockPricer>> Pricers;
  HeadChoice Head;
  std::optional<Budget> Allowance;
  /// By the bytes of the copy and the tag.
  llvm::StringMap<Decision> Known;
};

} // namespace winnow::cost

#endif // WINNOW_COST_CHOOSER_H
