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
/// Which buckets there are is decided in BucketChoice.cpp.
///
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "emit/JobEmitter.h"
#include "llvm/IR/Module.h"
#include <functional>

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

bool JobEmitter::usesBuckets() const { return !N.Selectors.empty(); }

void JobEmitter::makeBuckets(Value *Block) {
  if (!usesBuckets())
    return;
  unsigned First = 0;
  while (P.Nodes[First].K != Node::Kind::Buckets)
    ++First;
  // All have one carrier.
  BasicBlock *Entry =
      Fast.V.fast(N.Dims[P.Nodes[First].Carrier]->getLoopPreheader());
  atEndOf(Entry, [&] {
    for (unsigned K = First; K != P.Nodes.size(); ++K) {
      if (P.Nodes[K].K != Node::Kind::Buckets)
        continue;
      BucketState &State = BucketStates[K];
      if (K == First) {
        chooseBuckets(K);
      } else {
        const BucketState &Chosen = BucketStates[First];
        State.Lows = Chosen.Lows;
        State.Extents = Chosen.Extents;
        State.Count = Chosen.Count;
      }
      bool FromStart = K == 0 && N.Equation.startAlike(P.Nodes[K].Carrier);
      Values Starts = FromStart ? starts() : Whole->identity(*B);
      // One behind the other, however much has been reserved.
      Value *Next = B->CreatePtrAdd(Block, State.Offsets.front(), "buckets");
      const DataLayout &DL = Entry->getModule()->getDataLayout();
      for (Value *Start : Starts) {
        State.Tables.push_back(Next);
        Carry(Next, State.Count, Start->getType(), P.Nodes[K].Carrier, {0},
              {State.Count})
            .initialize(*B, Start);
        Value *Bytes = B->CreateMul(
            State.Count, B->getInt64(DL.getTypeAllocSize(Start->getType())));
        Bytes = B->CreateAnd(B->CreateAdd(Bytes, B->getInt64(63)),
                             B->getInt64(~63ull));
        Next = B->CreatePtrAdd(Next, Bytes, "buckets");
      }
      if (!P.Nodes[K].Unwinds)
        continue;
      State.Found = B->CreatePtrAdd(Block, State.FoundOffset, "found");
      for (Value *Offset : State.OldOffsets)
        State.Old.push_back(B->CreatePtrAdd(Block, Offset, "old"));
      State.Depth = slot(B->getInt64Ty(), "depth");
      B->CreateStore(B->getInt64(0), State.Depth);
    }
  });
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

} // namespace winnow::emit
