//===- CertainAccess.cpp - What a loop reads in any case ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/CertainAccess.h"
#include "nest/Element.h"
#include "nest/Guards.h"
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
    // What some accesses do not go through others may.
    for (BasicBlock *BB : N.root().blocks())
      for (Instruction &I : *BB)
        if (!N.top().contains(BB) && isLike(I)) {
          isl::set Seen = elementsOf(I, *Wanted, Rows);
          if (!Seen.is_null())
            Read = Read.subtract(Seen);
          if (Read.is_empty().is_true())
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

  /// Adds the conditions to \p Range under which \p BB runs in an iteration of
  /// the loops around it; false where they are not affine. Those that no loop
  /// changes must be those of the reduction.
  bool addConditions(BasicBlock &BB, std::string &Range) {
    auto Own = conditionsOf(BB, N.root(), A.LI, A.DT, A.PDT);
    auto Known =
        conditionsOf(*N.top().getLoopPreheader(), N.root(), A.LI, A.DT, A.PDT);
    if (!Own || !Known)
      return false;
    for (const Guard &G : *Own) {
      if (any_of(*Known, [&](const Guard &Other) {
            return Other.Condition == G.Condition && Other.Sense == G.Sense &&
                   A.SE.isLoopInvariant(A.SE.getSCEV(G.Condition), &N.root());
          }))
        continue;
      auto C = constraintOf(G.Condition, G.Sense, Space, A.SE);
      if (!C)
        return false;
      Range += (Range.empty() ? "" : " and ") + *C;
    }
    return true;
  }

  /// The elements that \p I accesses in all iterations of the loops around it
  /// up to the root, as far as affine conditions tell; null where they do not,
  /// or where it is not in the array of \p Wanted.
  isl::set elementsOf(Instruction &I, const Element &Wanted, bool Rows) {
    std::string Tuple, Range;
    SmallVector<Loop *, 4> Loops;
    for (Loop *L = A.LI.getLoopFor(I.getParent()); L && N.root().contains(L);
         L = L->getParentLoop()) {
      if (!L->isLoopSimplifyForm() || !L->getExitBlock() ||
          L->getExitingBlock() != L->getLoopLatch() || !Space.maxCount(*L))
        return isl::set();
      std::string Counter = "i" + std::to_string(*Space.indexOf(*L));
      Tuple += (Tuple.empty() ? "" : ", ") + Counter;
      Range += (Range.empty() ? "" : " and ") + Counter + " >= 0";
      for (const Affine &B : Space.boundsOf(*L))
        Range += " and " + Counter + " <= " + Space.text(B);
      Loops.insert(Loops.begin(), L);
    }
    if (!addConditions(*I.getParent(), Range))
      return isl::set();
    // Rows are numbered by the loops of the nest.
    bool Numbered = Loops.size() <= N.Dims.size() &&
                    std::equal(Loops.begin(), Loops.end(), N.Dims.begin());
    std::optional<Element> E;
    if (!Rows || Numbered)
      E = element(&I, Loops, Rows);
    if (Rows && !E) {
      // Where the row's number is 0, its length does not show.
      E = element(&I, Loops, /*Rows=*/false);
      if (E) {
        E->Length = Wanted.Length;
        E->RowLength = Wanted.RowLength;
      }
    }
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
