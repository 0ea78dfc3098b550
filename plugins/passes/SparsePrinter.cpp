//===- SparsePrinter.cpp - print<winnow-sparse> ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SparseLoops.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow {

PreservedAnalyses PrintSparsePass::run(Function &F,
                                       FunctionAnalysisManager &AM) {
  PreservedAnalyses Preserved = prepareSparse(F, AM);
  for (const SparseCandidate &C : findSparse(F, AM)) {
    if (C.Jam) {
      OS << "function " << F.getName() << ": " << "sums of rows of one length"
         << " at depth " << C.Jam->Rows->getLoopDepth() << '\n'
         << "  checked: " << C.Jam->checks() << '\n'
         << "  together: " << C.Jam->Lanes << " rows\n";
      continue;
    }
    OS << "function " << F.getName() << ": "
       << (C.Sum ? C.Sum->description() : "sum over sparse entries")
       << " at depth "
       << (C.Sum ? C.Sum->root().getLoopDepth()
                 : C.Innermost->getLoopDepth() - 1)
       << '\n';
    if (C.Memory)
      OS << "  checked: " << C.Memory->checks() << '\n';
    if (!C.Shapes.empty()) {
      OS << "  tiles:";
      for (const sparse::TileShape &S : C.Shapes) {
        OS << ' ';
        if (S.Lines > 1)
          OS << S.Lines << " x ";
        OS << S.Vectors << " x " << S.Lanes;
        if (S.Whole != S.Vectors)
          OS << " (" << S.Vectors - S.Whole << " masked)";
      }
      OS << '\n';
    }
    if (C.Refusal)
      OS << "  refused " << C.Refusal->Name << ": " << C.Refusal->Reason
         << '\n';
  }
  return Preserved;
}

} // namespace winnow
