//===- Selectors.cpp - Guards that compare keys ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Selectors.h"
#include "nest/CertainAccess.h"
#include "nest/Guards.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/Loads.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "isl/aff.h"
#include "isl/set.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace winnow::nest {

/// More keys than this are no array's index any more.
static constexpr size_t MaxSelectors = 3;

/// What \p V is computed from inside the reduction.
static SmallVector<Instruction *, 8> expressionOf(Value *V,
                                                  const ReductionNest &N) {
  SmallVector<Instruction *, 8> Found;
  SmallVector<Value *, 8> Work{V};
  SmallPtrSet<Value *, 16> Seen;
  while (!Work.empty()) {
    auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || !N.top().contains(I) || !Seen.insert(I).second)
      continue;
    Found.push_back(I);
    auto *Phi = dyn_cast<PHINode>(I);
    if (!Phi || !N.Counters.contains(Phi))
      Work.append(I->op_begin(), I->op_end());
  }
  return Found;
}

/// \p V changes inside the reduction, but not with what it carries.
static bool isKey(Value *V, const ReductionNest &N) {
  auto Expression = expressionOf(V, N);
  return !Expression.empty() && none_of(Expression, [&](Instruction *I) {
    return any_of(N.Accumulators, [&](const Accumulator &Acc) {
      return is_contained(Acc.Phis, I);
    });
  });
}

static std::optional<Selector> selectorOf(ICmpInst &Cmp, const ReductionNest &N,
                                          const Analyses &A,
                                          AffineSpace &Space) {
  for (unsigned K : {0, 1}) {
    Selector S;
    S.Key = Cmp.getOperand(K);
    S.With = Cmp.getOperand(1 - K);
    auto *Type = dyn_cast<IntegerType>(S.Key->getType());
    // One bucket that no loop changes is a condition like any other.
    auto *Asked = dyn_cast<Instruction>(S.With);
    if (!Type || Type->getBitWidth() > 64 || !isKey(S.Key, N) || !Asked ||
        N.top().contains(Asked) || !N.root().contains(Asked))
      continue;
    if (std::optional<Affine> With = Space.get(A.SE.getSCEV(S.With))) {
      S.Range = {Space.extreme(*With, /*Greatest=*/false),
                 Space.extreme(*With, /*Greatest=*/true)};
      for (auto [D, C] : enumerate(With->Dim)) {
        if (C == 0)
          continue;
        if ((C != 1 && C != -1) || S.Sweeps) {
          S.Sweeps.reset();
          break;
        }
        S.Sweeps = unsigned(D);
      }
    }
    return S;
  }
  return std::nullopt;
}

bool selectorsOf(Value *Condition, bool Sense, const ReductionNest &N,
                 const Analyses &A, AffineSpace &Space, GuardParts &Into) {
  Into.Known.push_back({Condition, Sense});
  Value *L, *R;
  if (match(Condition, m_Not(m_Value(L))))
    return selectorsOf(L, !Sense, N, A, Space, Into);
  if (Sense ? match(Condition, m_LogicalAnd(m_Value(L), m_Value(R)))
            : match(Condition, m_LogicalOr(m_Value(L), m_Value(R))))
    return selectorsOf(L, Sense, N, A, Space, Into) &&
           selectorsOf(R, Sense, N, A, Space, Into);
  if (auto C = constraintOf(Condition, Sense, Space, A.SE)) {
    Into.Constraints.push_back(*C);
    return true;
  }
  auto *Cmp = dyn_cast<ICmpInst>(Condition);
  if (!Cmp ||
      Cmp->getPredicate() != (Sense ? CmpInst::ICMP_EQ : CmpInst::ICMP_NE))
    return false;
  auto S = selectorOf(*Cmp, N, A, Space);
  if (!S || N.Selectors.size() + Into.Selectors.size() == MaxSelectors)
    return false;
  Into.Selectors.push_back(*S);
  return true;
}

bool maySelect(Loop &Root, Loop &Top, const Analyses &A) {
  for (BasicBlock *BB : Top.blocks())
    for (Instruction &I : *BB) {
      auto *Cmp = dyn_cast<ICmpInst>(&I);
      if (!Cmp || !Cmp->isEquality() ||
          !Cmp->getOperand(0)->getType()->isIntegerTy())
        continue;
      for (unsigned K : {0, 1}) {
        auto *Key = dyn_cast<Instruction>(Cmp->getOperand(K));
        auto *With = dyn_cast<Instruction>(Cmp->getOperand(1 - K));
        if (Key && With && Top.contains(Key) && !Top.contains(With) &&
            Root.contains(With) && !isa<SCEVAddRecExpr>(A.SE.getSCEV(Key)))
          return true;
      }
    }
  return false;
}

namespace {

/// Asks which instructions run in each iteration, given some guards.
class RunsAlways {
public:
  RunsAlways(const ReductionNest &N, const Analyses &A)
      : N(N), A(A), View(A.DT) {}

  void assume(Guard G) { View.assume(G); }

  bool operator()(const Instruction &I) const {
    const BasicBlock *BB = I.getParent();
    for (Loop *L = A.LI.getLoopFor(BB);; L = L->getParentLoop()) {
      if (!inEachIteration(BB, *L))
        return false;
      if (L == &N.top())
        return true;
      BB = L->getLoopPreheader();
    }
  }

private:
  /// Every way through the body of \p L leads through \p BB.
  bool inEachIteration(const BasicBlock *BB, const Loop &L) const {
    SmallVector<const BasicBlock *, 8> Work{L.getHeader()};
    SmallPtrSet<const BasicBlock *, 16> Seen;
    while (!Work.empty()) {
      const BasicBlock *Next = Work.pop_back_val();
      if (Next == BB || !L.contains(Next) || !Seen.insert(Next).second)
        continue;
      if (Next == L.getLoopLatch())
        return false;
      for (const BasicBlock *To : successors(Next))
        if (!View.isDead(Next, To))
          Work.push_back(To);
    }
    return true;
  }

  const ReductionNest &N;
  const Analyses &A;
  GuardView View;
};

/// { [x] : 0 <= x_D <= the bound of its loop }, where no other loop is in it
isl_set *loopOf(const ReductionNest &N, unsigned D) {
  isl_space *Space = isl_space_reset_tuple_id(
      isl_set_get_space(N.Equation.Answers.get()), isl_dim_set);
  const Affine &Last = N.Bounds[D];
  for (auto [Id, C] : Last.Param)
    if (isl_space_find_dim_by_name(Space, isl_dim_param,
                                   N.Parameters[Id].Id.c_str()) < 0) {
      isl_size At = isl_space_dim(Space, isl_dim_param);
      Space = isl_space_add_dims(Space, isl_dim_param, 1);
      Space = isl_space_set_dim_name(Space, isl_dim_param, unsigned(At),
                                     N.Parameters[Id].Id.c_str());
    }
  isl_aff *Counter =
      isl_aff_var_on_domain(isl_local_space_from_space(Space), isl_dim_set, D);
  isl_aff *Left = isl_aff_neg(isl_aff_copy(Counter));
  Left = isl_aff_add_constant_si(Left, int(Last.Constant));
  for (auto [Id, C] : Last.Param)
    Left = isl_aff_add_coefficient_si(
        Left, isl_dim_param,
        isl_aff_find_dim_by_name(Left, isl_dim_param,
                                 N.Parameters[Id].Id.c_str()),
        int(C));
  isl_aff *Zero = isl_aff_zero_on_domain(
      isl_local_space_from_space(isl_aff_get_domain_space(Counter)));
  isl_basic_set *Low = isl_aff_ge_basic_set(Counter, isl_aff_copy(Zero));
  isl_basic_set *High = isl_aff_ge_basic_set(Left, Zero);
  return isl_set_from_basic_set(isl_basic_set_intersect(Low, High));
}

/// Nothing else of the nest changes with dimension \p D, which always has the
/// same values: the answers go through all of them wherever they go through
/// one.
bool sweepsAll(const ReductionNest &N, unsigned D) {
  auto Moves = [D](const Affine &B) { return D < B.Dim.size() && B.Dim[D]; };
  if (any_of(N.Bounds, Moves) ||
      any_of(N.Bounds[D].Dim, [](int64_t C) { return C != 0; }))
    return false;
  const share::Reduction &R = N.Equation;
  auto Changes = [D](const share::Term &T) {
    return isl_multi_aff_involves_dims(T.Index.get(), isl_dim_in, D, 1) !=
           isl_bool_false;
  };
  if (any_of(R.Terms, Changes) ||
      any_of(R.Selectors,
             [&](const share::Selector &S) { return any_of(S.Key, Changes); }))
    return false;
  isl_set *Answers = isl_set_reset_tuple_id(R.Answers.copy());
  isl_set *Full = isl_set_insert_dims(
      isl_set_project_out(isl_set_copy(Answers), isl_dim_set, D, 1),
      isl_dim_set, D, 1);
  Full = isl_set_intersect(Full, loopOf(N, D));
  isl::set All = isl::manage(Full);
  if (!All.is_equal(isl::manage(isl_set_copy(Answers))).is_true()) {
    isl_set_free(Answers);
    return false;
  }
  Answers =
      isl_set_add_dims(Answers, isl_dim_set, unsigned(N.Dims.size() - N.Outer));
  isl::set Terms = isl::manage(isl_set_remove_redundancies(
      isl_set_gist(isl_set_reset_tuple_id(R.Domain.copy()), Answers)));
  return isl_set_involves_dims(Terms.get(), isl_dim_set, D, 1) ==
         isl_bool_false;
}

} // namespace

std::optional<Refusal> checkSelectedReads(ReductionNest &N, const Analyses &A,
                                          AffineSpace &Space) {
  static constexpr unsigned Never = ~0u;
  const unsigned Count = N.Selectors.size();
  SmallVector<bool, 2> Swept(Count, false);
  SmallVector<unsigned, 2> Dims;
  if (!N.MayLeave)
    for (unsigned K = 0; K != Count; ++K) {
      std::optional<unsigned> D = N.Selectors[K].Sweeps;
      Swept[K] = D && !is_contained(Dims, *D) && sweepsAll(N, *D);
      if (Swept[K])
        Dims.push_back(*D);
    }
  // How many of the selectors, all swept, must hold for a condition to be
  // known.
  auto Needed = [&](auto Self, Value *Condition) -> unsigned {
    if (auto *Cmp = dyn_cast<ICmpInst>(Condition)) {
      for (unsigned K = 0; K != Count; ++K)
        if (is_contained(Cmp->operands(), N.Selectors[K].Key) &&
            is_contained(Cmp->operands(), N.Selectors[K].With))
          return Swept[K] ? K + 1 : Never;
      return 0;
    }
    unsigned Most = 0;
    if (auto *I = dyn_cast<Instruction>(Condition))
      for (Value *Op : I->operands())
        if (!isa<Constant>(Op))
          Most = std::max(Most, Self(Self, Op));
    return Most;
  };
  // What runs in each iteration of the source where the first K keys, one after
  // the other, have been found to have buckets.
  std::vector<RunsAlways> Given;
  for (unsigned K = 0; K <= Count; ++K) {
    RunsAlways &Known = Given.emplace_back(N, A);
    for (const Guard &G : N.Guards)
      if (Needed(Needed, G.Condition) <= K)
        Known.assume(G);
  }
  bool Within = false;
  auto MayRun = [&](Instruction &I, unsigned K) {
    auto *Load = dyn_cast<LoadInst>(&I);
    if (I.isTerminator() || isa<PHINode>(I) || I.isDebugOrPseudoInst() ||
        isa<AssumeInst>(I) || (!Load && isSafeToSpeculativelyExecute(&I)) ||
        Given[0](I))
      return true;
    bool Free =
        Load && (isDereferenceableAndAlignedInLoop(
                     Load, A.LI.getLoopFor(I.getParent()), A.SE, A.DT, &A.AC) ||
                 isAccessedAnyway(*Load, N, A, Space));
    if (!Free && Given[K](I))
      Within = Free = true;
    return Free;
  };
  bool Sound = true;
  for (unsigned K = 0; K != Count; ++K)
    for (Instruction *I : expressionOf(N.Selectors[K].Key, N))
      Sound &= MayRun(*I, K);
  for (BasicBlock *BB : N.top().blocks())
    for (Instruction &I : *BB)
      Sound &= MayRun(I, Count);
  if (!Sound)
    return Refusal{"ConditionalRead",
                   "what the sum reads under its guard might not be readable "
                   "otherwise",
                   "read it in each iteration", true};
  if (Within)
    for (unsigned K = 0; K != Count; ++K)
      if (Swept[K])
        N.Equation.Selectors[K].Within = N.Selectors[K].Sweeps;
  return std::nullopt;
}

} // namespace winnow::nest
