//===- CertainAccess.cpp - What a loop reads in any case ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/CertainAccess.h"
#include "nest/Element.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::nest {

/// { [offset] }  at the points of \p Tuple in \p Range
static isl::set offsets(const std::string &Tuple, const std::string &Range,
                        const Affine &Offset, AffineSpace &Space,
                        isl::ctx Ctx) {
  std::string Text = Space.isl("[" + Tuple + "] -> [" + Space.text(Offset) +
                               "]" + (Range.empty() ? "" : " : " + Range));
  isl::map M = isl::manage(isl_map_read_from_str(Ctx.get(), Text.c_str()));
  return M.range();
}

/// The bytes from its object's base that \p I touches first, in all iterations
/// of the loops around it up to the root, if it runs in each of them.
static isl::set certainOffsets(Instruction &I, const Affine &Offset,
                               const ReductionNest &N, const Analyses &A,
                               AffineSpace &Space) {
  isl::ctx Ctx = N.Equation.Domain.ctx();
  std::string Tuple, Range;
  const BasicBlock *BB = I.getParent();
  for (Loop *L = A.LI.getLoopFor(BB); L && N.root().contains(L);
       L = L->getParentLoop()) {
    if (!L->isLoopSimplifyForm() || L->getExitingBlock() != L->getLoopLatch() ||
        !A.DT.dominates(BB, L->getLoopLatch()) || !Space.maxCount(*L))
      return isl::set();
    std::string Counter = "i" + std::to_string(*Space.indexOf(*L));
    Tuple += (Tuple.empty() ? "" : ", ") + Counter;
    Range += (Range.empty() ? "" : " and ") + Counter + " >= 0";
    for (const Affine &B : Space.boundsOf(*L))
      Range += " and " + Counter + " <= " + Space.text(B);
    BB = L->getLoopPreheader();
  }
  return offsets(Tuple, Range, Offset, Space, Ctx);
}

bool isAccessedAnyway(LoadInst &Load, const ReductionNest &N, const Analyses &A,
                      AffineSpace &Space) {
  if (N.MayLeave || N.Equation.Domain.is_null())
    return false;
  std::optional<Element> Wanted =
      flatElement(Load.getPointerOperand(), Space, A.SE);
  if (!Wanted)
    return false;
  const DataLayout &DL = Load.getDataLayout();
  TypeSize Size = DL.getTypeStoreSize(Load.getType());
  isl::map Where = isl::manage(isl_map_read_from_str(
      N.Equation.Domain.ctx().get(),
      Space
          .isl("[" + Space.dims(N.Dims.size()) + "] -> [" +
               Space.text(Wanted->Offset) + "]")
          .c_str()));
  isl::set Read = N.Equation.Domain.reset_tuple_id().apply(Where);
  for (BasicBlock *BB : N.root().blocks()) {
    if (N.top().contains(BB))
      continue;
    for (Instruction &I : *BB) {
      auto *Other = dyn_cast<LoadInst>(&I);
      auto *Store = dyn_cast<StoreInst>(&I);
      if (!(Other && Other->isSimple()) && !(Store && Store->isSimple()))
        continue;
      Type *T = Other ? Other->getType() : Store->getValueOperand()->getType();
      std::optional<Element> Seen =
          DL.getTypeStoreSize(T) == Size
              ? flatElement(getLoadStorePointerOperand(&I), Space, A.SE)
              : std::nullopt;
      if (!Seen || !Seen->isLike(*Wanted))
        continue;
      isl::set Certain = certainOffsets(I, Seen->Offset, N, A, Space);
      if (Read.is_subset(Certain).is_true())
        return true;
    }
  }
  return false;
}

} // namespace winnow::nest
