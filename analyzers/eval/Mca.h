//===- Mca.h - llvm-mca on many blocks --------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// llvm-mca's answer to each block: the total cycles of 100 iterations, a
/// hundredth of them. Blocks are its regions, some hundred in a file:
///
///     # LLVM-MCA-BEGIN 17
///     addq %rbx, %rax
///     # LLVM-MCA-END 17
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EVAL_MCA_H
#define WINNOW_EVAL_MCA_H

#include "block/Decoder.h"

namespace winnow::eval {

/// The path of llvm-mca-22, or of an llvm-mca that says it is of version 22;
/// empty where there is none.
std::string findMca();

/// Cycles of each of \p Blocks on \p CPU; 0 where llvm-mca has no answer. About
/// 1 ms a block. An error says that it could not be run.
llvm::Expected<std::vector<double>>
askMca(llvm::StringRef Program, llvm::StringRef CPU,
       llvm::ArrayRef<block::BasicBlock> Blocks, const block::Decoder &D);

} // namespace winnow::eval

#endif // WINNOW_EVAL_MCA_H
