//===- Printers.cpp - print<winnow-nest>, print<winnow-share> -------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/Printers.h"
#include "passes/SharingCandidates.h"
#include "share/Text.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow {

static void printHead(raw_ostream &OS, const Function &F,
                      const SharingCandidate &C) {
  OS << "function " << F.getName() << ": reduction at depth "
     << C.Top->getLoopDepth();
  if (C.Nest)
    OS << " from depth " << C.Nest->root().getLoopDepth();
  OS << '\n';
}

static void printRefusal(raw_ostream &OS, const share::Refusal &R) {
  OS << "  refused " << R.Name << ": " << R.Reason << '\n';
}

PreservedAnalyses PrintNestPass::run(Function &F, FunctionAnalysisManager &AM) {
  Canonical Form = canonicalize(F, AM);
  if (!Form.HasCandidates)
    return Form.Preserved;
  for (const SharingCandidate &C : findSharing(F, AM)) {
    printHead(OS, F, C);
    if (!C.Nest) {
      printRefusal(OS, C.Refusal);
      continue;
    }
    const nest::ReductionNest &N = *C.Nest;
    OS << share::printSystem(N.Equation, "  ");
    OS << "  accumulators: " << N.Accumulators.size()
       << (N.Equation.Alg.Invertible     ? ", invertible"
           : N.Equation.Alg.Reassociates ? ", any order"
                                         : ", in order")
       << (N.Equation.CommonStart ? "" : ", each with its own start") << '\n';
    if (!N.Guards.empty())
      OS << "  guards: " << N.Guards.size() << '\n';
    if (!N.Checks.empty())
      OS << "  disjoint ranges to check: " << N.Checks.size() << '\n';
    for (const nest::Parameter &P : N.Parameters)
      OS << "  parameter " << P.Id << (P.NeedsCheck ? ", size to check" : "")
         << '\n';
    if (N.Obstacle)
      printRefusal(OS, *N.Obstacle);
  }
  return Form.Preserved;
}

PreservedAnalyses PrintSharePass::run(Function &F,
                                      FunctionAnalysisManager &AM) {
  Canonical Form = canonicalize(F, AM);
  if (!Form.HasCandidates)
    return Form.Preserved;
  for (const SharingCandidate &C : findSharing(F, AM)) {
    printHead(OS, F, C);
    if (C.Plan)
      OS << share::print(C.Nest->Equation, *C.Plan) << '\n';
    if (!C.isShareable())
      printRefusal(OS, C.Refusal);
  }
  return Form.Preserved;
}

} // namespace winnow
