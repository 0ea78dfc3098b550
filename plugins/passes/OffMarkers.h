//===- OffMarkers.h - What the programmer asked to leave alone --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `[[winnow::off]]` on a function and `#pragma winnow off` before a loop.
/// The front end leaves an annotation on the function, and in the loop's body
/// an annotated variable; a pass at the start of the pipeline turns them into
/// an attribute of the function and metadata on the loop:
/// \code
///   loop:  call void @llvm.var.annotation(ptr %v, "winnow.off", ...)
///          br label %loop      -->      br ..., !llvm.loop !{...,
///          !"winnow.off"}
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_OFFMARKERS_H
#define WINNOW_PASSES_OFFMARKERS_H

#include "llvm/IR/PassManager.h"

namespace llvm {
class Loop;
} // namespace llvm

namespace winnow {

inline constexpr char OffMarker[] = "winnow.off";

/// Turns marker calls into loop metadata.
class LowerOffMarkersPass : public llvm::PassInfoMixin<LowerOffMarkersPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
  static bool isRequired() { return true; }
};

/// The function carries [[winnow::off]].
bool isTurnedOff(const llvm::Function &F);
/// The loop, or a loop around it, carries #pragma winnow off.
bool isTurnedOff(const llvm::Loop &L);

} // namespace winnow

#endif // WINNOW_PASSES_OFFMARKERS_H
