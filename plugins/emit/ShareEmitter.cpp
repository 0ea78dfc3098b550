//===- ShareEmitter.cpp - A sharing plan as IR ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/ShareEmitter.h"
#include "emit/AstWriter.h"
#include "emit/BlockScan.h"
#include "emit/InvariantDivision.h"
#include "emit/JobEmitter.h"
#include "emit/Outline.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/BuildLibCalls.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"
#include "isl/aff.h"
#include "isl/set.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

namespace {

bool usesArrays(const Job &J) {
  return any_of(J.Plan->Nodes, [](const share::Node &N) {
    return N.K == share::Node::Kind::Window ||
           N.K == share::Node::Kind::Buckets ||
           (N.K == share::Node::Kind::Carry && N.Carrier + 1 != N.What.Outer);
  });
}

/// The counter of \p L in the copy: an existing one unless \p Fresh, or a new
/// one.
Value *counterOf(Loop &L, const TwoVersions &V, ScalarEvolution &SE,
                 bool Fresh) {
  Type *I64 = Type::getInt64Ty(L.getHeader()->getContext());
  for (PHINode &Phi : L.getHeader()->phis())
    if (Phi.getType() == I64 && !Fresh)
      if (auto *AR = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(&Phi)))
        if (AR->getLoop() == &L && AR->getStart()->isZero() && AR->isAffine() &&
            AR->getStepRecurrence(SE)->isOne())
          return V.fast(static_cast<Value *>(&Phi));
  BasicBlock *Header = V.fast(L.getHeader());
  BasicBlock *Latch = V.fast(L.getLoopLatch());
  IRBuilder<> B(Header, Header->begin());
  PHINode *Counter = B.CreatePHI(I64, 2, "winnow.i");
  Counter->addIncoming(B.getInt64(0), V.fast(L.getLoopPreheader()));
  B.SetInsertPoint(Latch->getTerminator());
  Counter->addIncoming(B.CreateNUWAdd(Counter, B.getInt64(1)), Latch);
  return Counter;
}

/// i64: the terms of an answer of \p J, less one, up to \p Most.
Value *lastTerm(const Job &J, uint64_t Most, Expansion &E) {
  const ReductionNest &N = *J.Nest;
  IRBuilder<> &B = E.builder();
  ArrayRef<Affine> Reduced = ArrayRef(N.MaxCounts).drop_front(N.Outer);
  if (Reduced.size() == 1)
    return E.affine(Reduced.front(), N);
  // So that the product of a few counts cannot wrap around.
  Value *Enough = B.getInt64(int64_t(Most));
  Value *Terms = nullptr;
  for (const Affine &Last : Reduced) {
    Value *Count = B.CreateAdd(E.affine(Last, N), B.getInt64(1));
    Count = B.CreateBinaryIntrinsic(Intrinsic::smax, Count, B.getInt64(0));
    Count = B.CreateBinaryIntrinsic(Intrinsic::smin, Count, Enough);
    Terms = Terms ? B.CreateMul(Terms, Count) : Count;
  }
  return B.CreateSub(Terms, B.getInt64(1));
}

/// i1: the loops of \p J reach one of J.From. Where the carrier is not the
/// root, its bound counts only once the check has found the parameters to be
/// what it assumes; so do the terms.
Value *isLongEnough(const Job &J, Expansion &E) {
  static constexpr uint64_t MostTerms = 1 << 12;
  const ReductionNest &N = *J.Nest;
  IRBuilder<> &B = E.builder();
  Value *LastTrip = E.affine(N.MaxCounts[J.Plan->outermostCarrier()], N);
  auto AtLeast = [&B](Value *Last, uint64_t Count) {
    return B.CreateICmpSGE(Last, B.getInt64(int64_t(Count) - 1));
  };
  Value *Terms = nullptr;
  if (J.From.front().Terms > 1)
    Terms = lastTerm(J, std::min(J.From.front().Terms, MostTerms), E);
  Value *Any = B.getFalse();
  for (const nest::LeastSize &Corner : J.From) {
    Value *Reached = AtLeast(LastTrip, Corner.Trips);
    if (Corner.Terms > 1)
      Reached = B.CreateAnd(Reached,
                            AtLeast(Terms, std::min(Corner.Terms, MostTerms)));
    Any = B.CreateOr(Any, Reached);
  }
  return Any;
}

/// Whether the emitter needs loops over the Domain of \p Of.
bool runsThroughPoints(const share::Node &Of, const ReductionNest &N) {
  using Kind = share::Node::Kind;
  switch (Of.K) {
  case Kind::Carry:
    // It reads its terms afresh where taking some away was not accurate.
    return Of.termsLeave() && N.Equation.Alg.Approximate;
  case Kind::Split:
  case Kind::Pieces:
  case Kind::Buckets:
  case Kind::Window:
    return false;
  default:
    return true;
  }
}

/// The loops over all terms before any answer of the carrier, so that their
/// keys can be looked at; null where the keys change with the answers, or may
/// only be read while some are asked for.
isl::ast_node loopsOverKeys(const share::Node &Of, const ReductionNest &N) {
  const share::Reduction &R = N.Equation;
  auto Changes = [&](const share::Term &T) {
    return isl_multi_aff_involves_dims(T.Index.get(), isl_dim_in, Of.Carrier,
                                       N.Outer - Of.Carrier) != isl_bool_false;
  };
  bool AllKnown = true;
  for (auto [Own, S] : zip(N.Selectors, R.Selectors)) {
    if (S.Within || any_of(S.Key, Changes))
      return {};
    AllKnown &= Own.Range.has_value();
  }
  if (AllKnown)
    return {};
  auto Before = [&](const isl::set &S) {
    return isl::manage(isl_set_project_out(isl_set_reset_tuple_id(S.copy()),
                                           isl_dim_set, Of.Carrier,
                                           N.Outer - Of.Carrier));
  };
  isl::ast_node Loops =
      residualLoops(Before(R.Domain).coalesce(), Before(R.Answers), Of.Carrier);
  return canWrite(Loops) ? Loops : isl::ast_node();
}

void markDone(Loop &L) { addStringMetadataToLoop(&L, DoneMarker, 1); }

} // namespace

std::optional<share::Refusal> prepareJob(Job &J, const Analyses &A,
                                         const TargetLibraryInfo &TLI) {
  const ReductionNest &N = *J.Nest;
  Expansion E(A.SE, N.root().getLoopPreheader()->getTerminator());
  auto Refuse = [](const char *Name, const char *Why) {
    return share::Refusal{Name, Why, "", true};
  };
  if (!canExpandAll(N, E))
    return Refuse("NotExpandable",
                  "a bound cannot be computed before the loop");
  if (usesArrays(J)) {
    if (!isLibFuncEmittable(N.root().getHeader()->getModule(), &TLI,
                            LibFunc_malloc))
      return Refuse("NoHeap", "the carried answers need malloc");
    if (N.MayLeave)
      return Refuse("MayUnwind",
                    "a call in the loop may not return, and the memory of the "
                    "carried answers would leak");
  }
  for (const share::Node &Of : J.Plan->Nodes) {
    isl::ast_node &Into = J.Loops.emplace_back();
    SmallVector<CellRange, 2> &Cells = J.Cells.emplace_back();
    if (Of.K == share::Node::Kind::Carry || !Of.Apart.empty()) {
      auto Ranges = cellRanges(Of, N);
      if (!Ranges)
        return Refuse("UnboundedCarry", "the range of a carried sum's answers "
                                        "is not known before the loop");
      Cells = std::move(*Ranges);
    }
    if (Of.K == share::Node::Kind::Buckets)
      Into = loopsOverKeys(Of, N);
    if (!runsThroughPoints(Of, N))
      continue;
    Into = residualLoops(Of.Domain, Of.What.Answers, Of.What.Outer);
    if (!canWrite(Into))
      return Refuse("WorkLimit", "the residual loops are too complicated");
  }
  auto Windows = layOut(*J.Plan, N, J.Loops);
  if (!Windows)
    return Refuse("WorkLimit",
                  "the loops over the windows are too complicated");
  J.Windows = std::move(*Windows);
  if (!canReadAhead(J.Windows, N, A))
    return Refuse("NotExpandable",
                  "a term of the windows cannot be read before the loop");
  return std::nullopt;
}

bool emitSharing(ArrayRef<Job> Jobs, Function &F, const Analyses &A,
                 const TargetLibraryInfo &TLI, const TargetTransformInfo &TTI,
                 bool MayOutline) {
  Loop &Root = Jobs.front().Nest->root();
  formLCSSARecursively(Root, A.DT, &A.LI, &A.SE);
  FastLoops Fast;
  TwoVersions &V = Fast.V;
  splitPreheader(Root, V, A.LI, A.DT);

  // Everything that asks ScalarEvolution, while the loop is still what it was.
  Expansion Early(A.SE, V.Before->getTerminator());
  Value *LongEnough = Early.builder().getTrue();
  for (const Job &J : Jobs)
    LongEnough = Early.builder().CreateAnd(LongEnough, isLongEnough(J, Early));
  LongEnough = Early.builder().CreateFreeze(LongEnough);
  Expansion E(A.SE, V.Check->getTerminator());
  CarryMemory Memory(E);
  Value *Holds = E.builder().getTrue();
  std::vector<std::unique_ptr<JobEmitter>> Emitters;
  for (const Job &J : Jobs) {
    Holds = E.builder().CreateAnd(Holds, E.assumptionsHold(*J.Nest));
    Emitters.push_back(std::make_unique<JobEmitter>(J, Fast, A));
    Emitters.back()->prepare(E, Memory);
  }
  if (!Memory.empty())
    Holds = E.builder().CreateAnd(Holds, Memory.fits());
  Holds = E.builder().CreateFreeze(Holds);

  copyLoop(Root, V, A.LI, A.DT);
  for (const Job &J : Jobs)
    for (unsigned D = 0; D < J.Nest->Outer; ++D) {
      Loop *L = J.Nest->Dims[D];
      if (!Fast.Counters.contains(L))
        Fast.Counters[L] = counterOf(
            *L, V, A.SE, L == &J.Nest->host() && J.Plan->runsBackwards());
    }
  if (Loop *Copy = A.LI.getLoopFor(V.fast(Root.getHeader())))
    markDone(*Copy);
  markDone(Root);

  BasicBlock *Allocate = nullptr;
  Value *Block = nullptr;
  if (!Memory.empty()) {
    Allocate = BasicBlock::Create(F.getContext(), "winnow.allocate", &F,
                                  V.FastPreheader);
    IRBuilder<> B(Allocate);
    B.SetCurrentDebugLocation(Root.getStartLoc());
    Block = emitMalloc(Memory.bytes(), B, F.getDataLayout(), &TLI);
    B.CreateCondBr(B.CreateIsNull(Block), V.OriginalPreheader, V.FastPreheader);
    B.SetInsertPoint(V.FastExit->getTerminator());
    B.CreateFree(Block);
  }
  for (auto &Emitter : Emitters)
    Emitter->rewrite(Block);
  for (const Job &J : Jobs)
    multiplyForDivisions(J.Nest->host(), V, A.LI, TTI);
  connect(V, LongEnough, Holds);
  if (Allocate)
    V.Check->getTerminator()->replaceSuccessorWith(V.FastPreheader, Allocate);

  A.DT.recalculate(F);
  assert(all_of(Fast.Slots, isAllocaPromotable));
  PromoteMemToReg(Fast.Slots, A.DT, &A.AC);
  if (!verifyFunction(F)) {
    // Found while the nest's values are those of the loop, and written once it
    // has a function: its memory must stand there.
    std::vector<BlockScan> Scans;
    SmallSetVector<const Loop *, 2> Hosts;
    for (const Job &J : Jobs)
      Hosts.insert(&J.Nest->host());
    for (const Loop *Host : Hosts)
      if (auto Scan = BlockScan::find(*Host, Jobs, V, A.AA, TTI))
        Scans.push_back(std::move(*Scan));
    if (MayOutline)
      outline(V, !Memory.empty(), A.DT, A.AC);
    for (BlockScan &Scan : Scans)
      Scan.rewrite();
    return true;
  }
  // Our mistake: throw the copy away, and keep the original alone.
  V.Check->getTerminator()->replaceSuccessorWith(
      Allocate ? Allocate : V.FastPreheader, V.OriginalPreheader);
  EliminateUnreachableBlocks(F);
  return false;
}

} // namespace winnow::emit
