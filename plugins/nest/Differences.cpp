//===- Differences.cpp - Bodies that are products of differences ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Differences.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace winnow::nest {

namespace {

/// Takes what one accumulator is given apart.
class Reader {
public:
  Reader(const ReductionNest &N, const Accumulator &Acc, const Analyses &A,
         const GuardView &View)
      : N(N), Acc(Acc), A(A), View(View) {}

  std::optional<DifferenceProduct> run() const {
    Value *L, *R;
    Value *Update = View.resolve(Acc.Update);
    if (match(Update, m_Intrinsic<Intrinsic::fmuladd>(m_Value(L), m_Value(R),
                                                      m_Specific(carried()))))
      return product(L, R);
    Value *Term;
    if (match(Update, m_c_FAdd(m_Specific(carried()), m_Value(Term))))
      if (match(View.resolve(Term), m_FMul(m_Value(L), m_Value(R))))
        return product(L, R);
    return std::nullopt;
  }

private:
  Value *carried() const { return Acc.Phis.back(); }

  Value *resolved(Value *V) const { return View.resolveFor(N.top(), V, A.LI); }

  /// Known before the reduction's loops.
  bool isKnown(Value *V) const {
    auto *I = dyn_cast<Instruction>(V);
    return !I || !N.top().contains(I);
  }

  /// \p V as it is, or as a difference, of which \p Negative tells whether it
  /// is the other way around.
  Difference difference(Value *V, bool &Negative) const {
    V = resolved(V);
    Value *L, *R;
    if (match(V, m_FSub(m_Value(L), m_Value(R))) && isKnown(L) != isKnown(R)) {
      Negative ^= isKnown(L);
      return isKnown(L) ? Difference{resolved(R), L}
                        : Difference{resolved(L), R};
    }
    if (match(V, m_FAdd(m_Value(L), m_Value(R))) && isKnown(L) != isKnown(R)) {
      if (isKnown(L))
        std::swap(L, R);
      return {resolved(L), R, /*Plus=*/true};
    }
    return {V};
  }

  std::optional<DifferenceProduct> product(Value *L, Value *R) const {
    DifferenceProduct P;
    P.L = difference(L, P.Negative);
    P.R = difference(R, P.Negative);
    for (const Difference &D : {P.L, P.R})
      if (isKnown(D.Of) || !runsAlways(D.Of))
        return std::nullopt;
    return P;
  }

  bool runsAlways(Value *V) const {
    auto *I = cast<Instruction>(V);
    return A.DT.dominates(I->getParent(), N.innermost().getLoopLatch());
  }

  const ReductionNest &N;
  const Accumulator &Acc;
  const Analyses &A;
  const GuardView &View;
};

} // namespace

bool maySubtract(Loop &Root, Loop &Top) {
  for (BasicBlock *BB : Top.blocks())
    for (Instruction &I : *BB) {
      if (I.getOpcode() != Instruction::FSub &&
          I.getOpcode() != Instruction::FAdd)
        continue;
      for (Value *Op : I.operands())
        if (auto *From = dyn_cast<Instruction>(Op);
            From && Root.contains(From) && !Top.contains(From))
          return true;
    }
  return false;
}

void findDifferences(ReductionNest &N, const Analyses &A,
                     const GuardView &View) {
  SmallVector<DifferenceProduct, 2> All;
  bool Moves = false;
  for (const Accumulator &Acc : N.Accumulators) {
    Type *T = Acc.Phis.back()->getType();
    if ((Acc.Kind != RecurKind::FAdd && Acc.Kind != RecurKind::FMulAdd) ||
        (!T->isFloatTy() && !T->isDoubleTy()))
      return;
    auto P = Reader(N, Acc, A, View).run();
    if (!P)
      return;
    for (const Difference &D : {P->L, P->R})
      if (auto *From = dyn_cast_or_null<Instruction>(D.From))
        Moves |= N.root().contains(From);
    All.push_back(*P);
  }
  if (Moves)
    N.Differences = std::move(All);
}

} // namespace winnow::nest
