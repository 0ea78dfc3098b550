//===- VersionCost.h - What a version of a nest costs in all ---*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The cycles of a whole version: how often each block of its machine code is
/// run, times what the model says of the block.
/// \code
///   total =   sum over blocks   visits * cycles(block)
///           + entries of loops * what leaving one costs
///           + calls * what a call costs
///   at least  bytes moved / what the level of memory that holds them delivers
/// \endcode
/// The blocks of an iteration are priced as one block, without the loops inside
/// them. A loop that waits for its own last iteration is slow only as far as
/// the core cannot go ahead: the next time it is entered overlaps with this
/// one, as many iterations as are in flight at a time.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_VERSIONCOST_H
#define WINNOW_COST_VERSIONCOST_H

#include "cost/BlockPricer.h"
#include "cost/CostModel.h"
#include "cost/FlowCounter.h"
#include "cost/MachineCode.h"

namespace winnow::cost {

struct VersionTotal {
  Cycles Total;
  /// The mean of |ln(measured / predicted)| to expect, weighted by cycles.
  double Error = 0;
  /// The function came to its end within the limit of steps, and returned this.
  bool Complete = false;
  Number Returned;
  /// Memory, not the core, sets the pace.
  bool MemoryBound = false;
};

/// The cycles that moving \p Bytes takes where they lie in \p Footprint bytes:
/// none that a block does not count already if those fit the first cache.
Cycles memoryCycles(double Bytes, double Footprint);

/// Cycles of each iteration of a loop, of which so many instructions are run
/// each time that it is entered, on a core with \p Window in flight.
Cycles iterationCycles(const BlockCost &Block, double Instructions,
                       double Window);

class VersionCost {
public:
  /// Prices each block of \p Code, whose function must stay as it is.
  static llvm::Expected<std::unique_ptr<VersionCost>>
  create(const FunctionCode &Code, BlockPricer &Pricer);

  VersionTotal total(llvm::ArrayRef<Number> Arguments) const;

private:
  /// A block of the machine code, without its end and its calls.
  struct Part {
    block::BasicBlock Code;
    /// In the function; nothing for what has come later.
    std::optional<unsigned> Of;
    /// The header of its loop.
    std::optional<unsigned> Header;
    /// A loop of its own.
    bool IsLoop = false;
    /// The parts before and behind it.
    llvm::SmallVector<unsigned, 2> Before, Behind;
  };

  explicit VersionCost(const llvm::Function &F, BlockPricer &Pricer)
      : Flow(F), Pricer(Pricer) {}
  /// How often each part is run.
  std::vector<double> visits(const FlowCounts &Counts) const;
  BlockCost price(const block::BasicBlock &B) const;

  FlowCounter Flow;
  BlockPricer &Pricer;
  std::vector<Part> Parts;
};

} // namespace winnow::cost

#endif // WINNOW_COST_VERSIONCOST_H
