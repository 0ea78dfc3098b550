//===- MachineCode.h - What clang would make of it -------------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A module of copies, optimized by the part of the pipeline that holds the
/// vectorizer and lowered to machine code, in memory:
/// \code
///   IR ──► vectorizer, unroller, ... ──► instruction selection, ... ──► bytes
///                                              │ blocks of the machine  ◄─┘
///                                              └► the IR block of each
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_MACHINECODE_H
#define WINNOW_COST_MACHINECODE_H

#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <vector>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace winnow::cost {

/// A block of machine code.
struct CodeBlock {
  /// The block that it was made of, in the function as it was when its
  /// instructions were selected; null for one that has come later.
  const llvm::BasicBlock *Of = nullptr;
  /// Indices of FunctionCode::Blocks.
  llvm::SmallVector<unsigned, 2> Successors;
  /// In FunctionCode::Bytes.
  uint64_t Offset = 0, Size = 0;
};

struct FunctionCode {
  const llvm::Function *Of = nullptr;
  std::vector<uint8_t> Bytes;
  /// In the order of their offsets.
  std::vector<CodeBlock> Blocks;
};

/// The machine that \p F is compiled for. An error where this LLVM cannot.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
machineFor(const llvm::Function &F, llvm::OptimizationLevel Level);

/// Runs the pipeline's second half over \p M.
void optimize(llvm::Module &M, llvm::TargetMachine &TM,
              llvm::OptimizationLevel Level);

/// The code of each function that \p M defines, which is changed on the way:
/// its blocks are those that FunctionCode speaks of. 1 to 10 ms a loop nest.
llvm::Expected<std::vector<FunctionCode>> generate(llvm::Module &M,
                                                   llvm::TargetMachine &TM);

} // namespace winnow::cost

#endif // WINNOW_COST_MACHINECODE_H
