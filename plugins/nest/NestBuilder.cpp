//===- NestBuilder.cpp - From loops to equations --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/NestBuilder.h"
#include "nest/Accumulators.h"
#include "nest/Differences.h"
#include "nest/EquationWriter.h"
#include "nest/Memory.h"
#include "nest/OuterValues.h"
#include "nest/Products.h"
#include "nest/Selectors.h"
#include "nest/Terms.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::nest {

/// Deeper nests are rare, and isl's work grows with each dimension.
static constexpr unsigned MaxDims = 6;

SmallVector<Loop *, 4> candidateTops(LoopInfo &LI, ScalarEvolution &SE) {
  SmallVector<Loop *, 4> Tops;
  for (Loop *L : LI.getLoopsInPreorder()) {
    if (!L->getParentLoop())
      continue;
    for (PHINode &Phi : L->getHeader()->phis()) {
      if (SE.isSCEVable(Phi.getType()))
        if (auto *AR = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(&Phi));
            AR && AR->isAffine())
          continue;
      Tops.push_back(L);
      break;
    }
  }
  return Tops;
}

namespace {

/// Builds one nest, part by part; each part may refuse.
class Builder {
public:
  Builder(Loop &Root, Loop &Top, const Analyses &A, isl::ctx Ctx,
          Conditions Kind, Bodies Body)
      : A(A), Ctx(Ctx), Kind(Kind), Body(Body), Space(Root, A.SE), View(A.DT) {
    for (Loop *L = Top.getParentLoop();; L = L->getParentLoop()) {
      N.Dims.insert(N.Dims.begin(), L);
      if (L == &Root)
        break;
    }
    N.Outer = N.Dims.size();
    for (Loop *L = &Top; L;
         L = L->isInnermost() ? nullptr : L->getSubLoops().front()) {
      N.Dims.push_back(L);
      if (L->getSubLoops().size() > 1)
        Branches = true;
    }
  }

  Verdict<ReductionNest> run() {
    using Part = std::optional<Refusal> (Builder::*)();
    // Each part builds on those before it; the first refusal is the answer.
    for (Part P :
         {&Builder::shape, &Builder::accumulators, &Builder::sideEffects,
          &Builder::outerExits, &Builder::bounds, &Builder::hostConditions,
          &Builder::guards, &Builder::accumulation, &Builder::betweenLoops,
          &Builder::liveOut, &Builder::terms, &Builder::keys,
          &Builder::differences, &Builder::products, &Builder::memory,
          &Builder::equation, &Builder::reads})
      if (std::optional<Refusal> R = (this->*P)())
        return *R;
    N.Leaves = std::move(Terms.Leaves);
    N.Parameters.assign(Space.parameters().begin(), Space.parameters().end());
    return std::move(N);
  }

private:
  std::optional<Refusal> accumulators() { return findAccumulators(N, A); }
  std::optional<Refusal> accumulation() { return classify(N, A, View); }
  std::optional<Refusal> terms() { return collectTerms(N, A, View, Terms); }

  /// The terms are then those of what is subtracted from.
  std::optional<Refusal> differences() {
    if (Body != Bodies::Differences)
      return std::nullopt;
    findDifferences(N, A, View);
    if (N.Differences.empty())
      return Refusal{"NotAReduction", "the body is no product of differences",
                     "", false};
    Terms = TermSet();
    SmallSetVector<Value *, 4> Varying;
    for (const DifferenceProduct &P : N.Differences)
      for (Value *Of : {P.L.Of, P.R.Of})
        Varying.insert(Of);
    for (Value *Of : Varying)
      if (auto R = collectTerms(Of, N, A, View, Terms))
        return R;
    share::Reduction &R = N.Equation;
    R.Alg.Invertible = R.Alg.Approximate = false;
    R.AboutPoint = true;
    // What is shared begins with nothing, wherever the sum does.
    R.CommonStart = false;
    R.AlikeFrom.reset();
    return std::nullopt;
  }

  /// What cannot be taken apart is no refusal: the body is taken whole then.
  std::optional<Refusal> products() {
    if (Body == Bodies::Differences)
      return std::nullopt;
    findProducts(N, A, View);
    for (const ProductValue &P : N.Products) {
      Factors.emplace_back();
      for (const FactorValue &F : P.Factors) {
        TermSet Own;
        if (collectTerms(F.V, N, A, View, Own)) {
          N.Products.clear();
          break;
        }
        for (auto &Leaf : Own.Leaves)
          Terms.Leaves.insert(Leaf);
        Factors.back().push_back(std::move(Own));
      }
      if (N.Products.empty())
        break;
    }
    share::Algebra &Alg = N.Equation.Alg;
    if (N.Products.empty() && Alg.Approximate)
      Alg.Approximate = Alg.Invertible = false;
    return std::nullopt;
  }

  std::optional<Refusal> outerExits() {
    return singleExits(ArrayRef(N.Dims).take_front(N.Outer), /*Missed=*/true);
  }

  std::optional<Refusal> guards() {
    for (std::string &C : findGuards(N, A, Space, View, Kind))
      Constraints.Reduction.push_back(std::move(C));
    return std::nullopt;
  }

  /// What the keys are made of.
  std::optional<Refusal> keys() {
    for (const Selector &S : N.Selectors)
      if (auto R = collectTerms(S.Key, N, A, View, Keys.emplace_back()))
        return R;
    return std::nullopt;
  }

  /// The terms of all keys are read, not only of those that are asked for.
  std::optional<Refusal> reads() {
    if (N.Selectors.empty())
      return std::nullopt;
    if (!SetErrno.empty())
      return Refusal{"SideEffect",
                     "the terms call a function that sets errno, and buckets "
                     "would call it for terms that no answer asks for",
                     "-fno-math-errno", true};
    N.Parameters.assign(Space.parameters().begin(), Space.parameters().end());
    return checkSelectedReads(N, A, Space);
  }

  /// What may write the terms is no refusal yet: first it is asked whether
  /// sharing would pay.
  std::optional<Refusal> memory() {
    TermSet All = Terms;
    for (const TermSet &Key : Keys)
      All.Loads.append(Key.Loads.begin(), Key.Loads.end());
    std::optional<Refusal> R = checkMemory(N, All, A, Space, Writes);
    if (R && !N.Obstacle)
      N.Obstacle = R;
    N.Equation.Tables = !N.MayLeave;
    N.Equation.Reversible.assign(N.Outer, false);
    N.Equation.Reversible.back() = SingleBound[N.Outer - 1] && Writes.empty() &&
                                   hostIsReversible(N, A, Space);
    return std::nullopt;
  }

  std::optional<Refusal> shape() {
    if (Branches || N.Dims.size() > MaxDims)
      return Refusal{"NotALoopNest", "the loops are no simple nest", "", false};
    if (!N.root().isSafeToClone())
      return Refusal{"NotALoopNest", "the outer loop cannot be copied", "",
                     false};
    for (Loop *L : N.Dims)
      if (!L->isLoopSimplifyForm())
        return Refusal{"NotALoopNest", "a loop is not in simplified form", "",
                       false};
    // A loop that searches is no reduction.
    return singleExits(ArrayRef(N.Dims).drop_front(N.Outer), /*Missed=*/false);
  }

  std::optional<Refusal> singleExits(ArrayRef<Loop *> Loops, bool Missed) {
    for (Loop *L : Loops)
      if (!L->getExitBlock() || L->getExitingBlock() != L->getLoopLatch())
        return Refusal{"EarlyExit", "a loop of the nest has an early exit",
                       "move the exit out of the loop", Missed};
    return std::nullopt;
  }

  std::optional<Refusal> sideEffects() {
    for (BasicBlock *BB : N.top().blocks())
      for (Instruction &I : *BB) {
        if (I.getType()->isScalableTy())
          return Refusal{"NotAReduction", "the terms are scalable vectors", "",
                         false};
        if (auto *Load = dyn_cast<LoadInst>(&I)) {
          if (!Load->isSimple())
            N.Obstacle = Refusal{"VolatileOrAtomic",
                                 "a term is volatile or atomic", "", true};
          continue;
        }
        if (auto *Store = dyn_cast<StoreInst>(&I);
            Store && Store->isSimple() && claimStore(Store))
          continue;
        if (isa<AssumeInst>(I) || I.isDebugOrPseudoInst())
          continue;
        auto *Call = dyn_cast<CallBase>(&I);
        bool Pure =
            Call ? isFunctionOfOperands(*Call)
                 : !I.mayReadOrWriteMemory() && !I.mayThrow() && I.willReturn();
        if (Pure && Call && Call->mayWriteToMemory())
          SetErrno.push_back(Call);
        if (!Pure)
          return Refusal{"SideEffect",
                         "the reduction's loop does more than reduce: it has " +
                             std::string(I.getOpcodeName()),
                         "", false};
      }
    if (!mayLeaveOutCalls(SetErrno, N, A))
      N.Obstacle = Refusal{"SideEffect",
                           "the terms call a function that sets errno, and "
                           "the outer loop may ask for it",
                           "-fno-math-errno", true};
    return std::nullopt;
  }

  /// `s[i] += a[j]` with the store left in the loop: the accumulator's value
  /// goes to one address after each iteration.
  bool claimStore(StoreInst *Store) {
    for (Accumulator &Acc : N.Accumulators) {
      if (Acc.Update != Store->getValueOperand() || Acc.Store)
        continue;
      // The loaded start must come from the same address, and the store must
      // run in each iteration, so that one store at the end does the same.
      auto *Start = dyn_cast<LoadInst>(Acc.Start);
      if (!Start || !Start->isSimple() ||
          Start->getPointerOperand() != Store->getPointerOperand() ||
          !A.SE.isLoopInvariant(A.SE.getSCEV(Store->getPointerOperand()),
                                &N.top()) ||
          N.Dims.size() != N.Outer + 1 ||
          !A.DT.dominates(Store->getParent(), N.top().getLoopLatch()))
        return false;
      if (auto *Ptr = dyn_cast<Instruction>(Store->getPointerOperand());
          Ptr && N.top().contains(Ptr))
        return false;
      Acc.Store = Store;
      return true;
    }
    return false;
  }

  std::optional<Refusal> bounds() {
    for (auto [D, L] : enumerate(N.Dims)) {
      SmallVector<Affine, 2> Bounds = Space.addLoop(*L);
      if (Bounds.empty())
        return Refusal{"UnknownTripCount",
                       "the trip count of a loop is not an affine function of "
                       "the loops around it",
                       "", false};
      std::string Counter = "i" + std::to_string(D);
      auto &Into = D < N.Outer ? Constraints.Outer : Constraints.Reduction;
      Into.push_back(Counter + " >= 0");
      for (const Affine &B : Bounds)
        Into.push_back(Counter + " <= " + Space.text(B));
      N.MaxCounts.push_back(*Space.maxCount(*L));
      if (D < N.Outer)
        N.Bounds.push_back(Bounds.front());
      SingleBound.push_back(Bounds.size() == 1);
    }
    return std::nullopt;
  }

  /// Where in the outer loops, and in those of the reduction, the next loop
  /// runs at all.
  std::optional<Refusal> hostConditions() {
    if (!constraintsOn(*N.top().getLoopPreheader(), N.root(), Space, A,
                       Constraints.Host))
      return Refusal{"NonAffineGuard",
                     "the reduction runs under a condition that is not affine",
                     "", true};
    return std::nullopt;
  }

  /// What the outer reduction loops compute for the inner ones must follow
  /// from their counters alone, not from the way that was taken.
  std::optional<Refusal> betweenLoops() {
    for (BasicBlock *BB : N.top().blocks()) {
      Loop *L = A.LI.getLoopFor(BB);
      if (L == &N.innermost() || BB == L->getHeader())
        continue;
      for (PHINode &Phi : BB->phis())
        for (User *U : Phi.users())
          if (!isa<PHINode>(U) && N.top().contains(cast<Instruction>(U)))
            return Refusal{"NotAReduction",
                           "the reduction's loops choose between values", "",
                           false};
    }
    return std::nullopt;
  }

  /// Only the answers may leave the reduction's loops.
  std::optional<Refusal> liveOut() {
    for (BasicBlock *BB : N.top().blocks())
      for (Instruction &I : *BB) {
        bool IsAnswer = any_of(N.Accumulators, [&](const Accumulator &Acc) {
          return Acc.Result == &I;
        });
        for (User *U : I.users()) {
          auto *UI = cast<Instruction>(U);
          if (N.top().contains(UI))
            continue;
          if (!IsAnswer || !isa<PHINode>(UI) ||
              UI->getParent() != N.top().getExitBlock())
            return Refusal{"ValueLeavesLoop",
                           "a value other than the result is used behind the "
                           "reduction's loop",
                           "", true};
        }
      }
    // A memory accumulator under a guard would have to stay unwritten.
    if (!N.Guards.empty() &&
        any_of(N.Accumulators, [](auto &Acc) { return Acc.Store != nullptr; }))
      return Refusal{"ConditionalStore",
                     "the result is stored under a condition", "", true};
    return std::nullopt;
  }

  std::optional<Refusal> equation() {
    for (const TermSet &Key : Keys)
      for (auto &Leaf : Key.Leaves)
        Terms.Leaves.insert(Leaf);
    return writeEquation(N, {Terms, Factors, Keys, Writes, Constraints}, A,
                         Space, Ctx);
  }

  const Analyses &A;
  isl::ctx Ctx;
  Conditions Kind;
  Bodies Body;
  AffineSpace Space;
  GuardView View;
  ReductionNest N;
  TermSet Terms;
  /// Of each factor of N.Products.
  std::vector<std::vector<TermSet>> Factors;
  /// Of each of N.Selectors.
  std::vector<TermSet> Keys;
  SmallVector<ElementWrite, 2> Writes;
  ConstraintTexts Constraints;
  SmallVector<bool, 4> SingleBound;
  /// Calls in the reduction that may set errno.
  SmallVector<CallBase *, 2> SetErrno;
  bool Branches = false;
};

} // namespace

Verdict<ReductionNest> buildNest(Loop &Root, Loop &Top, const Analyses &A,
                                 isl::ctx Ctx, Conditions Kind, Bodies Body) {
  return Builder(Root, Top, A, Ctx, Kind, Body).run();
}

} // namespace winnow::nest
