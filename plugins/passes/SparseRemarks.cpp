//===- SparseRemarks.cpp - What the programmer is told --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SparseRemarks.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"

using namespace llvm;

namespace winnow {

static constexpr char PassName[] = "winnow-sparse";

void remarkTiled(OptimizationRemarkEmitter &ORE, const SparseCandidate &C) {
  ORE.emit([&] {
    const Loop &Root = C.Sum->root();
    OptimizationRemark Remark(PassName, "Tiled", Root.getStartLoc(),
                              Root.getHeader());
    Remark << ore::NV("Pattern", C.Sum->description())
           << ": its outputs are kept in registers, bit-identical; checked at "
              "run time: "
           << ore::NV("Checks", C.Memory->checks());
    return Remark;
  });
}

void remarkJammed(OptimizationRemarkEmitter &ORE, const SparseCandidate &C) {
  ORE.emit([&] {
    const Loop &Rows = *C.Jam->Rows;
    OptimizationRemark Remark(PassName, "Jammed", Rows.getStartLoc(),
                              Rows.getHeader());
    Remark << ore::NV("Pattern", "sums of rows of one length") << ": "
           << ore::NV("Rows", C.Jam->Lanes)
           << " rows are summed at a time, bit-identical; checked at run time: "
           << ore::NV("Checks", C.Jam->checks());
    return Remark;
  });
}

void remarkKept(OptimizationRemarkEmitter &ORE, const SparseCandidate &C) {
  ORE.emit([&] {
    OptimizationRemarkMissed Remark(PassName, C.Refusal->Name,
                                    C.Innermost->getStartLoc(),
                                    C.Innermost->getHeader());
    Remark << "sparse loop not rewritten: "
           << ore::NV("Obstacle", C.Refusal->Reason);
    if (!C.Refusal->Remedy.empty())
      Remark << "; to change that: " << ore::NV("Remedy", C.Refusal->Remedy);
    return Remark;
  });
}

} // namespace winnow
