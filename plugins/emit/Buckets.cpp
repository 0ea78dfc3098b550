//===- Buckets.cpp - Guarded terms in buckets -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of JobEmitter that keeps terms apart by their keys.
/// \code
///   buckets = identity                      // before the carrier's loop
///   for (k...) for (m...) {
///     for (i in Add(k,m))                   // where m is the first
///       if (z[i] has a bucket)  bucket[z[i]] op= E(i)
///     for (i in Sub(k,m))  ...              // taken away, or put back
///     if (m has a bucket)  answer = bucket[m]
///     else                 the original loop
///   }
/// \endcode
/// Where the loops bound what the answers ask for, there is a bucket for each
/// such key, and no answer asks for another. Else there are as many as the
/// buckets may cost, from key 0 on: no key is wrong, but answers that ask for
/// others are summed as in the source.
///
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "emit/JobEmitter.h"
#include <functional>

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

/// More buckets than this are never asked for.
static constexpr int64_t MaxBuckets = int64_t(1) << 24;
/// So many may there be for each answer that they serve, and beside that.
static constexpr int64_t BucketsPerAnswer = 2, FewBuckets = 256;

bool JobEmitter::usesBuckets() const { return !N.Selectors.empty(); }

/// How many buckets are worth their memory: filling them must cost less than
/// the answers.
static Value *mostBuckets(const Node &Of, const ReductionNest &N,
                          Expansion &E) {
  IRBuilder<> &B = E.builder();
  Value *Limit = B.getInt64(MaxBuckets);
  Value *Answers = B.getInt64(1);
  for (unsigned D = Of.Carrier; D != N.Outer; ++D) {
    Value *Trips = B.CreateAdd(E.affine(N.MaxCounts[D], N), B.getInt64(1));
    Trips = B.CreateBinaryIntrinsic(Intrinsic::smax, Trips, B.getInt64(0));
    Trips = B.CreateBinaryIntrinsic(Intrinsic::smin, Trips, Limit);
    Answers = B.CreateBinaryIntrinsic(Intrinsic::smin,
                                      B.CreateMul(Answers, Trips), Limit);
  }
  Value *Most = B.CreateAdd(B.CreateMul(Answers, B.getInt64(BucketsPerAnswer)),
                            B.getInt64(FewBuckets));
  return B.CreateBinaryIntrinsic(Intrinsic::smin, Most, Limit);
}

void JobEmitter::prepareBuckets(Expansion &E, CarryMemory &Memory) {
  IRBuilder<> &Early = E.builder();
  for (auto [Of, State] : zip(P.Nodes, BucketStates)) {
    if (Of.K != Node::Kind::Buckets)
      continue;
    SmallVector<Type *, 4> Types = Whole->types();
    Value *Most = mostBuckets(Of, N, E), *Known = Early.getInt64(1);
    unsigned Open = 0;
    for (const Selector &S : N.Selectors) {
      if (!S.Range) {
        ++Open;
        State.Lows.push_back(ConstantInt::get(S.Key->getType(), 0));
        State.Extents.push_back(nullptr);
        continue;
      }
      Value *Low = E.affine(S.Range->first, N);
      Value *Extent =
          Early.CreateAdd(Early.CreateSub(E.affine(S.Range->second, N), Low),
                          Early.getInt64(1));
      Memory.require(Early.CreateICmpSGT(Extent, Early.getInt64(0)));
      Memory.require(Early.CreateICmpSLE(Extent, Most));
      State.Lows.push_back(Early.CreateSExtOrTrunc(Low, S.Key->getType()));
      State.Extents.push_back(Extent);
      // At most 2^24 * 2^24 where the check holds.
      Known = Early.CreateBinaryIntrinsic(Intrinsic::smin,
                                          Early.CreateMul(Known, Extent),
                                          Early.getInt64(MaxBuckets + 1));
    }
    Memory.require(Early.CreateICmpSLE(Known, Most));
    // The rest is shared by the keys that nothing is known of.
    Value *Rest = Early.CreateUDiv(
        Most,
        Early.CreateBinaryIntrinsic(Intrinsic::smax, Known, Early.getInt64(1)));
    if (Open > 1) {
      Value *Bits = Early.CreateSub(
          Early.getInt64(63),
          Early.CreateBinaryIntrinsic(Intrinsic::ctlz, Rest, Early.getTrue()));
      Bits = Early.CreateUDiv(Early.CreateBinaryIntrinsic(Intrinsic::smin, Bits,
                                                          Early.getInt64(62)),
                              Early.getInt64(Open));
      Rest = Early.CreateShl(Early.getInt64(1), Bits);
    }
    for (auto [Extent, S] : zip(State.Extents, N.Selectors)) {
      if (Extent)
        continue;
      unsigned Width = S.Key->getType()->getIntegerBitWidth();
      Extent = Width > 24 ? Rest
                          : Early.CreateBinaryIntrinsic(
                                Intrinsic::smin, Rest,
                                Early.getInt64(int64_t(1) << Width));
    }
    SmallVector<Value *, 4> All;
    for (unsigned D : Of.Apart)
      State.ApartExtents.push_back(
          E.affine(Cells[&Of - P.Nodes.data()][D - Of.Carrier - 1].Count, N));
    All.append(State.ApartExtents);
    All.append(State.Extents);
    for (Type *T : Types)
      std::tie(State.Offsets.emplace_back(), State.Count) =
          Memory.reserve(All, T);
    if (!Of.Unwinds)
      continue;
    SmallVector<Value *, 2> Terms;
    for (const Affine &Last : ArrayRef(N.MaxCounts).drop_front(N.Outer))
      Terms.push_back(Early.CreateAdd(E.affine(Last, N), Early.getInt64(1)));
    State.FoundOffset = Memory.reserve(Terms, Early.getInt64Ty()).first;
    for (Type *T : Types)
      State.OldOffsets.push_back(Memory.reserve(Terms, T).first);
  }
}

void JobEmitter::makeBuckets(Value *Block) {
  for (auto [K, Of] : enumerate(P.Nodes)) {
    if (Of.K != Node::Kind::Buckets)
      continue;
    BucketState &State = BucketStates[K];
    BasicBlock *Entry = Fast.V.fast(N.Dims[Of.Carrier]->getLoopPreheader());
    bool FromStart = K == 0 && N.Equation.CommonStart;
    atEndOf(Entry, [&, K = K] {
      Values Starts = FromStart ? starts() : Whole->identity(*B);
      for (auto [Start, Offset] : zip(Starts, State.Offsets)) {
        State.Tables.push_back(B->CreatePtrAdd(Block, Offset, "buckets"));
        Carry(State.Tables.back(), State.Count, Start->getType(),
              P.Nodes[K].Carrier, {0}, {State.Count})
            .initialize(*B, Start);
      }
      if (!P.Nodes[K].Unwinds)
        return;
      State.Found = B->CreatePtrAdd(Block, State.FoundOffset, "found");
      for (Value *Offset : State.OldOffsets)
        State.Old.push_back(B->CreatePtrAdd(Block, Offset, "old"));
      State.Depth = slot(B->getInt64Ty(), "depth");
      B->CreateStore(B->getInt64(0), State.Depth);
    });
  }
}

Value *JobEmitter::numbered(unsigned K, unsigned S, Value *Key) {
  // One comparison is for both ends.
  Value *Number = B->CreateSub(Key, BucketStates[K].Lows[S], "key");
  return B->CreateZExt(Number, B->getInt64Ty());
}

Value *JobEmitter::indexOf(unsigned K, ArrayRef<Value *> Numbers) {
  const Node &Of = P.Nodes[K];
  const BucketState &State = BucketStates[K];
  Value *Index = nullptr;
  auto Append = [&](Value *Number, Value *Extent) {
    Index = Index ? B->CreateAdd(B->CreateMul(Index, Extent), Number) : Number;
  };
  for (auto [D, Extent] : zip(Of.Apart, State.ApartExtents))
    Append(B->CreateSub(X[D], B->getInt64(Cells[K][D - Of.Carrier - 1].First)),
           Extent);
  for (auto [Number, Extent] : zip(Numbers, State.Extents))
    Append(Number, Extent);
  return Index;
}

Value *JobEmitter::bucketAt(unsigned K, unsigned Accumulator, Value *Index) {
  return B->CreateInBoundsGEP(Whole->types()[Accumulator],
                              BucketStates[K].Tables[Accumulator], Index);
}

void JobEmitter::withBucket(unsigned K, ArrayRef<Value *> Z, bool Outside,
                            function_ref<void(Value *)> Then,
                            function_ref<void()> Else) {
  BucketState &State = BucketStates[K];
  auto &Writers = Outside ? State.Outside : State.Inside;
  if (Writers.empty())
    for (const Selector &S : N.Selectors)
      Writers.push_back(std::make_unique<StatementWriter>(
          N, Fast.V, Fast.Expanded, A.LI,
          StatementWriter::Mode{P.InOrder, Outside}, ArrayRef(S.Key)));
  SmallVector<Value *, 2> Numbers;
  std::function<void()> FromNext = [&] {
    unsigned S = Numbers.size();
    if (S == N.Selectors.size())
      return Then(indexOf(K, Numbers));
    // What is compared must be what is used.
    Value *Number =
        numbered(K, S, B->CreateFreeze(Writers[S]->values(*B, Z).front()));
    Numbers.push_back(Number);
    onlyIf(B->CreateICmpULT(Number, State.Extents[S]), FromNext, Else);
  };
  FromNext();
}

void JobEmitter::writeDown(unsigned K, Value *Index, bool InBucket) {
  BucketState &State = BucketStates[K];
  Type *I64 = B->getInt64Ty();
  Value *Depth = B->CreateLoad(I64, State.Depth);
  B->CreateStore(Index, B->CreateInBoundsGEP(I64, State.Found, Depth));
  if (InBucket)
    for (auto [A, T] : enumerate(Whole->types()))
      B->CreateStore(B->CreateLoad(T, bucketAt(K, A, Index)),
                     B->CreateInBoundsGEP(T, State.Old[A], Depth));
  B->CreateStore(B->CreateNUWAdd(Depth, B->getInt64(1)), State.Depth);
}

void JobEmitter::putIn(unsigned K, ArrayRef<Value *> Z) {
  bool Unwinds = P.Nodes[K].Unwinds;
  withBucket(
      K, Z, /*Outside=*/false,
      [&](Value *Index) {
        if (Unwinds)
          writeDown(K, Index, /*InBucket=*/true);
        Values Cells;
        for (unsigned A = 0; A != N.Accumulators.size(); ++A)
          Cells.push_back(bucketAt(K, A, Index));
        body(P.Nodes[K].Below[0], /*Outside=*/false).write(*B, Z, Cells);
      },
      [&] {
        if (Unwinds)
          writeDown(K, B->getInt64(-1), /*InBucket=*/false);
      });
}

void JobEmitter::takeOut(unsigned K, ArrayRef<Value *> Z) {
  withBucket(
      K, Z, /*Outside=*/true,
      [&](Value *Index) {
        Values Term = inCells(Whole->identity(*B), [&](ArrayRef<Value *> Own) {
          body(P.Nodes[K].Below[1], /*Outside=*/true).write(*B, Z, Own);
        });
        Values Held;
        for (auto [A, T] : enumerate(Whole->types()))
          Held.push_back(B->CreateLoad(T, bucketAt(K, A, Index)));
        for (auto [A, V] : enumerate(Whole->takeAway(*B, Held, Term)))
          B->CreateStore(V, bucketAt(K, A, Index));
      },
      [] {});
}

void JobEmitter::unwind(unsigned K) {
  BucketState &State = BucketStates[K];
  Type *I64 = B->getInt64Ty();
  Value *Depth = B->CreateSub(B->CreateLoad(I64, State.Depth), B->getInt64(1));
  B->CreateStore(Depth, State.Depth);
  Value *Index =
      B->CreateLoad(I64, B->CreateInBoundsGEP(I64, State.Found, Depth));
  onlyIf(
      B->CreateICmpSGE(Index, B->getInt64(0)),
      [&] {
        for (auto [A, T] : enumerate(Whole->types()))
          B->CreateStore(
              B->CreateLoad(T, B->CreateInBoundsGEP(T, State.Old[A], Depth)),
              bucketAt(K, A, Index));
      },
      [] {});
}

void JobEmitter::updateBuckets() {
  for (auto [K, Of] : enumerate(P.Nodes)) {
    if (Of.K != Node::Kind::Buckets)
      continue;
    auto Over = [&](unsigned Leaf, function_ref<void(ArrayRef<Value *>)> Do) {
      auto Each = [&](ArrayRef<Value *> Y) { Do(original(P.Nodes[Leaf], Y)); };
      AstWriter(*B, Names, AstWriter::Statement(Each)).write(Loops[Leaf]);
    };
    Over(Of.Below[0], [&, K = K](ArrayRef<Value *> Z) { putIn(K, Z); });
    if (Of.Below.size() == 2)
      Over(Of.Below[1], [&, K = K](ArrayRef<Value *> Z) {
        P.Nodes[K].Unwinds ? unwind(K) : takeOut(K, Z);
      });
  }
}

/// Some store that the equation knows runs inside dimension \p D.
static bool storesInside(const share::Reduction &R, unsigned D) {
  // { [x_D] }
  auto Only = [D](const isl::set &S) {
    isl_size Dims = isl_set_dim(S.get(), isl_dim_set);
    isl_set *Own = isl_set_reset_tuple_id(S.copy());
    Own = isl_set_project_out(Own, isl_dim_set, D + 1, unsigned(Dims) - D - 1);
    return isl::manage(isl_set_project_out(Own, isl_dim_set, 0, D));
  };
  isl::set Counter = Only(R.Answers);
  return any_of(R.Writes, [&](const share::Write &W) {
    return !Only(W.Domain).intersect(Counter).is_empty().is_true();
  });
}

unsigned JobEmitter::firstAskingLoop() const {
  unsigned First = N.Outer;
  for (const Node &Of : P.Nodes) {
    if (Of.K != Node::Kind::Buckets)
      continue;
    while (First > Of.Carrier + 1 && !is_contained(Of.Apart, First - 1))
      --First;
    // They ask from their first iterations on, where all counters are 0.
    for (unsigned Leaf : Of.Below)
      for (unsigned D = First; D != N.Outer; ++D) {
        isl_set *Later = isl_set_lower_bound_si(P.Nodes[Leaf].Domain.copy(),
                                                isl_dim_set, D, 1);
        if (!isl::manage(Later).is_empty().is_true())
          return N.Outer;
      }
  }
  // The equation says what is read only where the reduction runs.
  for (unsigned D = First; D != N.Outer; ++D)
    if (!A.DT.dominates(N.Dims[D + 1]->getLoopPreheader(),
                        N.Dims[D]->getLoopLatch()))
      return N.Outer;
  return First == N.Outer || storesInside(N.Equation, First) ? N.Outer : First;
}

bool JobEmitter::updatedBefore() {
  unsigned First = usesBuckets() ? firstAskingLoop() : N.Outer;
  if (First == N.Outer)
    return false;
  SmallVector<Value *, 4> Here = X;
  auto Rename = [&](ArrayRef<Value *> Counters) {
    X.assign(Counters.begin(), Counters.end());
    for (unsigned D = First; D != N.Outer; ++D)
      Names["i" + std::to_string(D)] = X[D];
  };
  atEndOf(Fast.V.fast(N.Dims[First]->getLoopPreheader()), [&] {
    SmallVector<Value *, 4> Begin = Here;
    for (unsigned D = First; D != N.Outer; ++D)
      Begin[D] = B->getInt64(0);
    Rename(Begin);
    updateBuckets();
    Rename(Here);
  });
  return true;
}

Value *JobEmitter::isCounted() {
  if (!usesBuckets())
    return nullptr;
  unsigned First = 0;
  while (P.Nodes[First].K != Node::Kind::Buckets)
    ++First;
  Value *Counted = nullptr;
  for (auto [S, Own] : enumerate(N.Selectors)) {
    Asked.push_back(B->CreateFreeze(Fast.V.fast(Own.With)));
    if (Own.Range)
      continue;
    Value *Number = numbered(First, S, Asked[S]);
    Value *Has = B->CreateICmpULT(Number, BucketStates[First].Extents[S]);
    Counted = Counted ? B->CreateAnd(Counted, Has) : Has;
  }
  return Counted;
}

JobEmitter::Values JobEmitter::lookedUp(unsigned K) {
  SmallVector<Value *, 2> Numbers;
  for (unsigned S = 0; S != N.Selectors.size(); ++S)
    Numbers.push_back(numbered(K, S, Asked[S]));
  Value *Index = indexOf(K, Numbers);
  Values Held;
  for (auto [A, T] : enumerate(Whole->types()))
    Held.push_back(B->CreateLoad(T, bucketAt(K, A, Index), "bucket"));
  return Held;
}

void JobEmitter::keepLoop(Value *Counted) {
  BasicBlock *Header = Fast.V.fast(N.top().getHeader());
  BasicBlock *Before = Fast.V.fast(N.top().getLoopPreheader());
  BasicBlock *Here = B->GetInsertBlock();
  auto *Look = BasicBlock::Create(Header->getContext(), "bucket.known",
                                  Header->getParent(), Header);
  B->CreateCondBr(Counted, Look, Header);
  Header->replacePhiUsesWith(Before, Here);
  B->SetInsertPoint(Look);
  leaveWith(answers());
}

} // namespace winnow::emit
