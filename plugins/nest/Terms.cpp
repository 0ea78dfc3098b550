//===- Terms.cpp - What the body of a reduction depends on ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Terms.h"
#include "nest/Memory.h"
#include "nest/Names.h"
#include "nest/OuterValues.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::nest {

std::string ArrayNames::of(const SCEV *Object) {
  for (auto &[Known, Name] : Known)
    if (Known == Object)
      return Name;
  std::string Name;
  if (auto *U = dyn_cast<SCEVUnknown>(Object))
    Name = sourceName(*U->getValue());
  bool Taken = any_of(Known, [&](auto &K) { return K.second == Name; });
  // isl keeps some lower-case words for itself; none ends in a digit.
  if (Name.empty() || isDigit(Name[0]) || Taken)
    Name = (Name.empty() || isDigit(Name[0]) ? "A" : Name) +
           std::to_string(Known.size());
  Known.push_back({Object, Name});
  return Name;
}

namespace {

class Collector {
public:
  Collector(const ReductionNest &N, const Analyses &A, const GuardView &View,
            TermSet &Out)
      : N(N), A(A), View(View), Out(Out) {
    for (const Accumulator &Acc : N.Accumulators)
      Carried.insert(Acc.Phis.begin(), Acc.Phis.end());
  }

  std::optional<Refusal> run() {
    for (const Accumulator &Acc : N.Accumulators)
      push(Acc.Update);
    if (std::optional<Refusal> R = conditions())
      return R;
    return drain();
  }

  std::optional<Refusal> run(Value *Of) {
    push(Of);
    std::optional<Refusal> R = drain();
    if (!R && Chooses)
      R = conditions();
    return R ? R : drain();
  }

private:
  /// Which way the body goes is part of the value of what it chooses from.
  std::optional<Refusal> conditions() {
    for (BasicBlock *BB : N.top().blocks()) {
      Loop *L = A.LI.getLoopFor(BB);
      if (BB == L->getLoopLatch())
        continue;
      if (auto *Br = dyn_cast<BranchInst>(BB->getTerminator())) {
        if (Br->isConditional() && !View.known(Br->getCondition()))
          push(Br->getCondition());
      } else {
        return Refusal{"NotAReduction", "the body has a switch", "", false};
      }
    }
    return std::nullopt;
  }

  std::optional<Refusal> drain() {
    while (!Work.empty())
      if (std::optional<Refusal> R = visit(Work.pop_back_val()))
        return R;
    return std::nullopt;
  }

  void push(Value *V) {
    V = View.resolveFor(N.top(), V, A.LI);
    if (isa<Instruction>(V) && Seen.insert(V).second)
      Work.push_back(cast<Instruction>(V));
  }

  std::optional<LinearForm> formOf(Value *V) {
    if (!A.SE.isSCEVable(V->getType()))
      return std::nullopt;
    return linearForm(A.SE.getSCEV(V), N.Dims, A.SE);
  }

  std::optional<Refusal> visit(Instruction *I) {
    if (is_contained(Carried, I) || !N.root().contains(I))
      return std::nullopt;
    auto Form = formOf(I);
    if (auto R = Form ? rowsOf(*Form) : std::nullopt) {
      Out.Kernel.append(R->begin(), R->end());
      Out.Leaves.insert({I, *Form});
      return std::nullopt;
    }
    if (!N.top().contains(I)) {
      auto *Call = dyn_cast<CallBase>(I);
      if (isa<BinaryOperator, UnaryOperator, CastInst, CmpInst, SelectInst>(
              I) ||
          (Call && isFunctionOfOperands(*Call))) {
        for (Value *Op : I->operands())
          push(Op);
        return std::nullopt;
      }
      // LICM has moved it out of the body.
      if (auto *Load = dyn_cast<LoadInst>(I)) {
        std::optional<LinearForm> F = formOf(Load->getPointerOperand());
        std::optional<Rows> Formal = F ? rowsOf(*F) : std::nullopt;
        if (Formal && Load->isSimple() && isUnchanged(N, *Load, A)) {
          Out.Loads.push_back({Load, F, *Formal});
          return std::nullopt;
        }
      }
      for (unsigned D : changesWith(*I, N, A).set_bits()) {
        Row R;
        R.Coef.assign(N.Dims.size(), 0);
        R.Coef[D] = 1;
        Out.Kernel.push_back(R);
      }
      return std::nullopt;
    }
    if (auto *Load = dyn_cast<LoadInst>(I)) {
      std::optional<LinearForm> F = formOf(Load->getPointerOperand());
      std::optional<Rows> Formal = F ? rowsOf(*F) : std::nullopt;
      if (Formal) {
        Out.Loads.push_back({Load, F, *Formal});
        if (auto *Address = dyn_cast<Instruction>(Load->getPointerOperand()))
          Out.Leaves.insert({Address, *F});
      } else {
        push(Load->getPointerOperand());
        Out.Loads.push_back({Load, std::nullopt, {}});
      }
      return std::nullopt;
    }
    if (auto *Phi = dyn_cast<PHINode>(I)) {
      Chooses = true;
      for (unsigned K = 0; K < Phi->getNumIncomingValues(); ++K)
        if (!View.isDead(Phi->getIncomingBlock(K), Phi->getParent()))
          push(Phi->getIncomingValue(K));
      return std::nullopt;
    }
    for (Value *Op : I->operands())
      push(Op);
    return std::nullopt;
  }

  const ReductionNest &N;
  const Analyses &A;
  const GuardView &View;
  TermSet &Out;
  /// A value depends on the way that was taken.
  bool Chooses = false;
  SmallPtrSet<Instruction *, 8> Carried;
  SmallPtrSet<Value *, 32> Seen;
  SmallVector<Instruction *, 16> Work;
};

} // namespace

std::optional<Refusal> collectTerms(const ReductionNest &N, const Analyses &A,
                                    const GuardView &View, TermSet &Out) {
  return Collector(N, A, View, Out).run();
}

std::optional<Refusal> collectTerms(Value *Of, const ReductionNest &N,
                                    const Analyses &A, const GuardView &View,
                                    TermSet &Out) {
  return Collector(N, A, View, Out).run(Of);
}

} // namespace winnow::nest
