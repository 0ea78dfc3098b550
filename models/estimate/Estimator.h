//===- Estimator.h - Code in, cycles out ------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All that is between the bytes of a block and its cycles on a CPU:
///
///     block ─► instructions ─┬► graph  ─────┬► network ─► cycles, error
///              InstructionTable└► bounds ───┘
///
/// Typical usage:
///
///     Expected<std::unique_ptr<Model>> M = Model::load(Path);
///     Expected<std::unique_ptr<Estimator>> E =
///         Estimator::create(**M, "haswell", Decoder);
///     Expected<Estimate> Now = (*E)->estimate(Block);
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_ESTIMATE_ESTIMATOR_H
#define WINNOW_ESTIMATE_ESTIMATOR_H

#include "bounds/Bounds.h"
#include "estimate/Model.h"
#include "graph/GraphBuilder.h"

namespace winnow::estimate {

struct Estimate {
  /// Of an iteration of the block, when it is repeated endlessly.
  bounds::Cycles Predicted;
  /// The mean of |ln(measured / predicted)| to be expected: 0.05 is about 5 %.
  double Error = 0;
  /// What it cannot be faster than, by LLVM's scheduling model.
  bounds::Bounds Limits;
};

/// Not safe to be shared between threads; the model is.
class Estimator {
public:
  /// An error tells which CPUs \p M knows, if \p CPU is none of them. Costs
  /// some ms. \p M and \p D must outlive the estimator.
  static llvm::Expected<std::unique_ptr<Estimator>>
  create(const Model &M, llvm::StringRef CPU, const block::Decoder &D);

  /// An error tells the offset of what is no instruction, or that the block is
  /// empty. Some 20 µs a block of five instructions, for the first time.
  llvm::Expected<Estimate> estimate(const block::BasicBlock &B);

  const weights::Head &head() const { return M.weights().Heads[Head]; }
  const bounds::Machine &machine() const { return *Machine; }

private:
  Estimator(const Model &M, size_t Head, const block::Decoder &D);

  const Model &M;
  size_t Head;
  graph::InstructionTable Table;
  graph::GraphBuilder Builder;
  serve::Predictor::Memory Memory;
  std::unique_ptr<bounds::Machine> Machine;
  std::unique_ptr<bounds::BoundsFinder> Finder;
};

} // namespace winnow::estimate

#endif // WINNOW_ESTIMATE_ESTIMATOR_H
