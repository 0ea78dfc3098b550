//===- Names.h - What the source calls a value ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_NAMES_H
#define WINNOW_NEST_NAMES_H

#include <string>

namespace llvm {
class Value;
} // namespace llvm

namespace winnow::nest {

/// The name that the source gave to \p V, of letters, digits and underscores,
/// without what the compiler added: "a" for %a.addr, "table" for the static
/// @f.table. Empty where it has none.
std::string sourceName(const llvm::Value &V);

} // namespace winnow::nest

#endif // WINNOW_NEST_NAMES_H
