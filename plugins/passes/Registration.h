//===- Registration.h - The passes under the names users type ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Registers every pass with a PassBuilder: by name for opt, and at the
/// extension points of the -O pipelines.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_REGISTRATION_H
#define WINNOW_PASSES_REGISTRATION_H

namespace llvm {
class PassBuilder;
} // namespace llvm

namespace winnow {

/// The name under which Winnow.so presents itself to its host.
inline constexpr char PluginName[] = "winnow";

/// Adds the passes to the textual pipeline parser and to the -O pipelines.
void registerPasses(llvm::PassBuilder &PB);

} // namespace winnow

#endif // WINNOW_PASSES_REGISTRATION_H
