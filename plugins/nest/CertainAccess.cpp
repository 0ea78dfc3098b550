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

namespace {

/// Finds accesses that go through the same elements as a load.
class AccessFinder {
public:
  AccessFinder(LoadInst &Load, const ReductionNest &N, const Analyses &A,
               AffineSpace &Space)
      : Load(Load), N(N), A(A), Space(Space), Ctx(N.Equation.Domain.ctx()),
        DL(Load.getDataLayout()) {}

  bool find(bool Rows) {
    std::optional<Element> Wanted = element(&Load, N.Dims, Rows);
    if (!Wanted)
      return false;
    isl::map Where = map(Space.dims(N.Dims.size()), "", *Wanted);
    isl::set Read = N.Equation.Domain.reset_tuple_id().apply(Where);
    for (BasicBlock *BB : N.root().blocks())
      for (Instruction &I : *BB)
        if (!N.top().contains(BB) && isLike(I)) {
          isl::set Certain = elementsOf(I, *Wanted, Rows);
          if (Read.is_subset(Certain).is_true())
            return true;
        }
    return false;
  }

private:
  /// \p I accesses as many bytes as the load.
  bool isLike(Instruction &I) const {
    auto *Other = dyn_cast<LoadInst>(&I);
    auto *Store = dyn_cast<StoreInst>(&I);
    if (!(Other && Other->isSimple()) && !(Store && Store->isSimple()))
      return false;
    Type *T = Other ? Other->getType() : Store->getValueOperand()->getType();
    return DL.getTypeStoreSize(T) == DL.getTypeStoreSize(Load.getType());
  }

  std::optional<Element> element(Instruction *I, ArrayRef<Loop *> Loops,
                                 bool Rows) {
    Value *Address = getLoadStorePointerOperand(I);
    return Rows ? rowElement(Address, Loops, Space, A.SE)
                : flatElement(Address, Space, A.SE);
  }

  /// { [counters] -> [row, place] : Range }, in bytes.
  isl::map map(const std::string &Tuple, const std::string &Range,
               const Element &E) {
    std::string To =
        (E.Length ? Space.text(E.Row) + ", " : "") + Space.text(E.Offset);
    std::string Text = Space.isl("[" + Tuple + "] -> [" + To + "]" +
                                 (Range.empty() ? "" : " : " + Range));
    return isl::manage(isl_map_read_from_str(Ctx.get(), Text.c_str()));
  }

  /// The elements that \p I accesses in all iterations of the loops around it
  /// up to the root, where it runs in each of them; null where it does not, or
  /// not in the array of \p Wanted.
  isl::set elementsOf(Instruction &I, const Element &Wanted, bool Rows) {
    std::string Tuple, Range;
    const BasicBlock *BB = I.getParent();
    SmallVector<Loop *, 4> Loops;
    for (Loop *L = A.LI.getLoopFor(BB); L && N.root().contains(L);
         L = L->getParentLoop()) {
      if (!L->isLoopSimplifyForm() ||
          L->getExitingBlock() != L->getLoopLatch() ||
          !A.DT.dominates(BB, L->getLoopLatch()) || !Space.maxCount(*L))
        return isl::set();
      std::string Counter = "i" + std::to_string(*Space.indexOf(*L));
      Tuple += (Tuple.empty() ? "" : ", ") + Counter;
      Range += (Range.empty() ? "" : " and ") + Counter + " >= 0";
      for (const Affine &B : Space.boundsOf(*L))
        Range += " and " + Counter + " <= " + Space.text(B);
      Loops.insert(Loops.begin(), L);
      BB = L->getLoopPreheader();
    }
    // Rows are numbered by the loops of the nest.
    if (Rows && (Loops.size() > N.Dims.size() ||
                 !std::equal(Loops.begin(), Loops.end(), N.Dims.begin())))
      return isl::set();
    std::optional<Element> E = element(&I, Loops, Rows);
    return E && E->isLike(Wanted) ? map(Tuple, Range, *E).range() : isl::set();
  }

  LoadInst &Load;
  const ReductionNest &N;
  const Analyses &A;
  AffineSpace &Space;
  isl::ctx Ctx;
  const DataLayout &DL;
};

} // namespace

bool isAccessedAnyway(LoadInst &Load, const ReductionNest &N, const Analyses &A,
                      AffineSpace &Space) {
  if (N.MayLeave || N.Equation.Domain.is_null())
    return false;
  AccessFinder Finder(Load, N, A, Space);
  return Finder.find(/*Rows=*/false) || Finder.find(/*Rows=*/true);
}

} // namespace winnow::nest
