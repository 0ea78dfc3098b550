//===- Child.h - Work that may end its process ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's assembler and its reader of debug information end their process on
/// some damaged inputs (`report_fatal_error`), crash on a few, and ask for any
/// amount of memory. So they work in a child, and what goes wrong there is an
/// error like any other:
///
///     LLVM's assembler crashed (Segmentation fault)
///     LLVM's assembler takes more than a gigabyte for this
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_CHILD_H
#define WINNOW_EXTRACT_CHILD_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace winnow::extract {

/// What \p Work returns, in a child with a gigabyte of memory and twenty
/// seconds. \p Worker names it in errors. Costs the fork of this process: a
/// few milliseconds.
llvm::Expected<std::string> runInChild(llvm::StringRef Worker,
                                       llvm::function_ref<std::string()> Work);

/// A sequence of texts as one, and back: what a child returns is a string.
/// Lengths are eight bytes each.
void pack(std::string &Into, llvm::StringRef Text);
/// Empty where nothing is left.
llvm::StringRef unpack(llvm::StringRef &From);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_CHILD_H
