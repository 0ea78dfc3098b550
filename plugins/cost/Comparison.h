//===- Comparison.h - Two versions of a nest, compared ---------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a pass asks before it rewrites a nest. The pass makes both versions in
/// a copy of the function, each a function of its own that the copy calls; here
/// they become machine code, and are priced for loops of any length.
/// \code
///   copy of f:   call @original(a, out, n)        n = 20   123 cycles
///                call @rewritten(a, out, n)                 61 cycles
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_COMPARISON_H
#define WINNOW_COST_COMPARISON_H

#include "cost/ScratchCopy.h"
#include "cost/Sizing.h"
#include "cost/VersionCost.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/PassManager.h"
#include <functional>

namespace winnow::cost {

/// What a pass has made of a copy.
struct Versions {
  /// Calls in the copy, of functions that the copy's module defines.
  llvm::CallBase *Original = nullptr, *Rewritten = nullptr;
  /// Values of the copy that say how long the loops are, for given sizes;
  /// integers are to be read as signed.
  using Pins = llvm::SmallVector<std::pair<const llvm::Value *, int64_t>, 4>;
  std::function<Pins(Sizes)> PinsFor;
  /// Checks before the rewritten version.
  Cycles Setup;
  /// What the rewritten version returns where it has done nothing, since a
  /// check failed.
  Number GivesUp;
};

/// Makes both versions in a function; its analyses need not be kept.
using VersionMaker = llvm::function_ref<llvm::Expected<Versions>(
    llvm::Function &Copy, llvm::FunctionAnalysisManager &AM)>;

struct Totals {
  Cycles Original, Rewritten;
  /// Of the less certain one.
  double Error = 0;
  /// Neither was too long to be followed.
  bool Complete = false;
  /// The rewritten one found that it does not apply, and left the loop to the
  /// original.
  bool GaveUp = false;
  bool MemoryBound = false;
};

class Comparison {
public:
  /// \p Bitcode: of ScratchCopy. 5 to 20 ms a nest.
  static llvm::Expected<std::unique_ptr<Comparison>>
  create(llvm::StringRef Bitcode, VersionMaker Make, BlockPricer &Pricer,
         llvm::OptimizationLevel Level);
  ~Comparison();

  /// 10 µs to some ms.
  Totals totals(Sizes S) const;

private:
  Comparison() = default;
  llvm::SmallVector<Number, 8> argumentsOf(const llvm::CallBase &Call,
                                           Sizes S) const;

  std::unique_ptr<ScratchCopy> Copy;
  Versions Of;
  /// Both versions as they were when their instructions were selected.
  std::unique_ptr<llvm::Module> Lowered;
  std::unique_ptr<VersionCost> Original, Rewritten;
};

} // namespace winnow::cost

#endif // WINNOW_COST_COMPARISON_H
