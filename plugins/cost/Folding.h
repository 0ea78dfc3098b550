//===- Folding.h - Integers and addresses, as far as known -----*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an instruction computes from numbers: enough to follow the control
/// flow of loops that the optimizer has rewritten. Floating-point numbers,
/// vectors and what memory holds are unknown.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_FOLDING_H
#define WINNOW_COST_FOLDING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instruction.h"
#include <optional>

namespace llvm {
class DataLayout;
class GEPOperator;
} // namespace llvm

namespace winnow::cost {

/// An integer or a pointer of up to 64 bits, its upper bits clear; or unknown.
using Number = std::optional<uint64_t>;

/// The bits of \p T where a Number can hold it; else 0.
unsigned bitsOf(llvm::Type *T);
/// The lower \p Bits of \p V as a signed number.
int64_t asSigned(uint64_t V, unsigned Bits);
/// The lower \p Bits of \p V.
uint64_t truncated(uint64_t V, unsigned Bits);

/// A getelementptr as a sum.
struct AddressSum {
  int64_t Offset = 0;
  /// Values, and what they are multiplied by.
  llvm::SmallVector<std::pair<llvm::Value *, int64_t>, 2> Parts;
};
std::optional<AddressSum> addressSum(const llvm::GEPOperator &GEP);

/// What \p I is made of: its operands, or those of the operation whose overflow
/// it extracts.
llvm::SmallVector<const llvm::Value *, 4> inputsOf(const llvm::Instruction &I);

/// What \p I is where inputsOf() are \p Operands; unknown for phis,
/// getelementptrs and whatever reads memory.
Number fold(const llvm::Instruction &I, llvm::ArrayRef<Number> Operands);

/// What \p V is in terms of \p Known, which is asked about everything first,
/// and which knows all but constants and instructions; phis are what they are
/// on a way in that can be told.
Number evaluate(const llvm::Value &V,
                llvm::function_ref<Number(const llvm::Value &)> Known);

} // namespace winnow::cost

#endif // WINNOW_COST_FOLDING_H
