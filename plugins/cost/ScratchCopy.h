//===- ScratchCopy.h - A function, copied to be priced ---------*- C++ -*--===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Code generation changes the code, and what it says goes to the user. So what
/// is priced is a copy in a context of its own, of which the host sees nothing:
/// \code
///   host:  f in its module  ──►  bytes  ──►  @winnow.priced in a module of its
///          own, in a context of its own
/// \endcode
/// Kept are the triple, the data layout, the attributes, and of the metadata
/// what the optimizer reads; left out are names, debug information and the
/// definitions of everything else, but for tables of constants.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_COST_SCRATCHCOPY_H
#define WINNOW_COST_SCRATCHCOPY_H

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace winnow::cost {

class ScratchCopy {
public:
  /// The bitcode of a copy: equal functions give equal bytes. An error says
  /// what about \p F cannot be copied. Some 10 µs, and 1 µs an instruction.
  static llvm::Expected<std::string> serialize(const llvm::Function &F);

  /// Reads what serialize() wrote.
  static llvm::Expected<std::unique_ptr<ScratchCopy>>
  read(llvm::StringRef Bitcode);

  llvm::Module &module() { return *M; }
  llvm::Function &function() { return *F; }

private:
  ScratchCopy() = default;

  llvm::LLVMContext Context;
  std::unique_ptr<llvm::Module> M;
  llvm::Function *F = nullptr;
};

/// While it lives, passes over a copy are not timed as the host's.
class TimingPause {
public:
  TimingPause();
  ~TimingPause();
  TimingPause(const TimingPause &) = delete;
  TimingPause &operator=(const TimingPause &) = delete;

private:
  bool Enabled;
};

} // namespace winnow::cost

#endif // WINNOW_COST_SCRATCHCOPY_H
