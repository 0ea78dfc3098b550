//===- BlockPricer.h - What a block of a version costs ---------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The learned model, asked about one block.
/// \code
///   bytes ──► instructions ──► graph, bounds ──► network ──► cycles
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_BLOCKPRICER_H
#define WINNOW_COST_BLOCKPRICER_H

#include "block/Decoder.h"
#include "estimate/Estimator.h"
#include <map>

namespace winnow::cost {

/// In cycles, all data in the first cache.
struct BlockCost {
  /// An iteration, when the block is repeated endlessly.
  double Repeated = 0;
  /// The same, if no iteration waited for the one before.
  double Throughput = 0;
  /// The mean of |ln(measured / Repeated)| that the network expects.
  double Error = 0;
  unsigned Instructions = 0;
};

/// The model that -winnow-model names, or the one that is built in: read on the
/// first call, once a process. An error is given to each caller.
llvm::Expected<const estimate::Model *> theModel();

/// The head of \p M that prices code for \p CPU, LLVM's name; nothing where
/// there is none. Another name of the same core counts, and so does a core
/// that differs in what ordinary loops do not use (docs/winnow-cost.md).
struct HeadChoice {
  std::string Name;
  /// It was trained on another CPU.
  bool IsRelative = false;
};
std::optional<HeadChoice> headFor(const estimate::Model &M,
                                  llvm::StringRef CPU);

/// Not safe to be shared between threads.
class BlockPricer {
public:
  /// \p Head: as a weight file has it. Some ms.
  static llvm::Expected<std::unique_ptr<BlockPricer>>
  create(const estimate::Model &M, llvm::StringRef Head);

  /// Some 10 µs for what was not asked before.
  llvm::Expected<BlockCost> price(const block::BasicBlock &B);

  const block::Decoder &decoder() const { return *Decoder; }
  /// How many instructions the core has in flight.
  double window() const { return Window; }

private:
  BlockPricer() = default;

  std::unique_ptr<block::Decoder> Decoder;
  std::unique_ptr<estimate::Estimator> Estimator;
  double Window = 0;
  std::map<std::vector<uint8_t>, BlockCost> Known;
};

} // namespace winnow::cost

#endif // WINNOW_COST_BLOCKPRICER_H
