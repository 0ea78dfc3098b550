//===- BucketChoice.cpp - Which keys have buckets -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of JobEmitter that decides how many buckets there are.
///
/// Where the loops bound what the answers ask for, there is a bucket for each
/// such key, and no answer asks for another. Else the keys are looked at before
/// the loop, or if they are too far apart, or cannot be looked at, there are as
/// many buckets as they may cost, from key 0 on. That is a guess, since the
/// loop may store others: no key is wrong, but answers that ask for one without
/// a bucket are summed as in the source.
///
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "emit/JobEmitter.h"
#include <cstdint>

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

/// More buckets than this are never asked for; and not more than the second
/// number for the sake of what the keys show, since memory that is not used
/// costs something too.
static constexpr int64_t MaxBuckets = int64_t(1) << 24, MaxSeen = int64_t(1)
                                                                  << 19;
/// So many may there be for each answer that they serve, and beside that, where
/// nothing is known of the keys; and so many of a key that others stand beside.
static constexpr int64_t BucketsPerAnswer = 2, FewBuckets = 256, FewKeys = 64;
/// As a power of two: one for so many terms in the source, where the keys show
/// that they fit.
static constexpr unsigned TermsPerBucket = 4;

namespace {

/// The number of iterations of the dimensions [From, To), at most 2^24.
Value *tripsOf(const ReductionNest &N, unsigned From, unsigned To,
               Expansion &E) {
  IRBuilder<> &B = E.builder();
  Value *Limit = B.getInt64(MaxBuckets), *All = B.getInt64(1);
  for (unsigned D = From; D != To; ++D) {
    Value *Trips = B.CreateAdd(E.affine(N.MaxCounts[D], N), B.getInt64(1));
    Trips = B.CreateBinaryIntrinsic(Intrinsic::smax, Trips, B.getInt64(0));
    Trips = B.CreateBinaryIntrinsic(Intrinsic::smin, Trips, Limit);
    All = B.CreateBinaryIntrinsic(Intrinsic::smin, B.CreateMul(All, Trips),
                                  Limit);
  }
  return All;
}

Value *least(IRBuilderBase &B, Value *L, Value *R) {
  return B.CreateBinaryIntrinsic(Intrinsic::smin, L, R);
}

Value *greatest(IRBuilderBase &B, Value *L, Value *R) {
  return B.CreateBinaryIntrinsic(Intrinsic::smax, L, R);
}

} // namespace

void JobEmitter::prepareBuckets(Expansion &E, CarryMemory &Memory) {
  IRBuilder<> &Early = E.builder();
  for (auto [K, Of] : enumerate(P.Nodes)) {
    if (Of.K != Node::Kind::Buckets)
      continue;
    BucketState &State = BucketStates[K];
    // Filling them must cost less than the answers, or little against the sums
    // in the source.
    Value *Limit = Early.getInt64(MaxBuckets);
    Value *Answers = tripsOf(N, Of.Carrier, N.Outer, E);
    Value *Terms = tripsOf(N, N.Outer, N.Dims.size(), E);
    State.Few =
        least(Early, Limit,
              Early.CreateAdd(
                  Early.CreateMul(Answers, Early.getInt64(BucketsPerAnswer)),
                  Early.getInt64(FewBuckets)));
    Value *Seen =
        Early.CreateLShr(Early.CreateMul(Answers, Terms), TermsPerBucket);
    State.Most =
        greatest(Early, State.Few, least(Early, Seen, Early.getInt64(MaxSeen)));
    // At most 2^24 * 2^24 on the way.
    auto Times = [&](Value *L, Value *R) {
      Memory.require(Early.CreateICmpSGT(R, Early.getInt64(0)));
      Memory.require(Early.CreateICmpSLE(R, State.Most));
      return least(Early, Early.CreateMul(L, R),
                   Early.getInt64(MaxBuckets + 1));
    };
    State.Known = Early.getInt64(1);
    for (unsigned D : Of.Apart) {
      State.ApartExtents.push_back(
          E.affine(Cells[K][D - Of.Carrier - 1].Count, N));
      State.Known = Times(State.Known, State.ApartExtents.back());
    }
    bool Open = false;
    for (const Selector &S : N.Selectors) {
      Open |= !S.Range;
      Value *Low = S.Range ? E.affine(S.Range->first, N) : nullptr;
      State.Lows.push_back(Low ? Early.CreateSExtOrTrunc(Low, S.Key->getType())
                               : nullptr);
      State.Extents.push_back(
          Low ? Early.CreateAdd(
                    Early.CreateSub(E.affine(S.Range->second, N), Low),
                    Early.getInt64(1))
              : nullptr);
      if (Low)
        State.Known = Times(State.Known, State.Extents.back());
    }
    if (Loops[K].get())
      requireSteadyConditions(E, Memory);
    Memory.require(Early.CreateICmpSLE(State.Known, State.Most));
    State.Count = State.Known;
    for (Type *T : Whole->types())
      State.Offsets.push_back(
          Memory.reserve({Open ? State.Most : State.Known}, T).first);
    if (!Of.Unwinds)
      continue;
    SmallVector<Value *, 2> Loops;
    for (const Affine &Last : ArrayRef(N.MaxCounts).drop_front(N.Outer))
      Loops.push_back(Early.CreateAdd(E.affine(Last, N), Early.getInt64(1)));
    State.FoundOffset = Memory.reserve(Loops, Early.getInt64Ty()).first;
    for (Type *T : Whole->types())
      State.OldOffsets.push_back(Memory.reserve(Loops, T).first);
  }
}

std::pair<Value *, Value *> JobEmitter::keyRange(unsigned K, unsigned S) {
  const Node &Of = P.Nodes[K];
  Value *Key = N.Selectors[S].Key;
  StatementWriter Writer(N, Fast.V, Fast.Expanded, A.LI,
                         StatementWriter::Mode{P.InOrder,
                                               /*OutsideDomain=*/true,
                                               /*Ahead=*/true},
                         ArrayRef(Key));
  if (!Loops[K].get() || !Writer.canStandBefore(*N.Dims[Of.Carrier]))
    return {nullptr, nullptr};
  SmallVector<Value *, 4> Around(X.begin(), X.begin() + Of.Carrier);
  Values Found = inCells(
      {B->getInt64(INT64_MAX), B->getInt64(INT64_MIN)},
      [&](ArrayRef<Value *> Cells) {
        auto Each = [&](ArrayRef<Value *> Y) {
          // The key does not change with the counters in between.
          SmallVector<Value *, 4> Z = Around;
          Z.resize(N.Outer, B->getInt64(0));
          Z.append(Y.begin(), Y.end());
          Type *I64 = B->getInt64Ty();
          Value *V =
              B->CreateSExt(B->CreateFreeze(Writer.values(*B, Z).front()), I64);
          B->CreateStore(least(*B, B->CreateLoad(I64, Cells[0]), V), Cells[0]);
          B->CreateStore(greatest(*B, B->CreateLoad(I64, Cells[1]), V),
                         Cells[1]);
        };
        AstWriter(*B, Names, AstWriter::Statement(Each)).write(Loops[K]);
      });
  return {Found[0], Found[1]};
}

void JobEmitter::chooseBuckets(unsigned K) {
  BucketState &State = BucketStates[K];
  Value *One = B->getInt64(1);
  Value *Rest = B->CreateUDiv(State.Most, State.Known);
  Value *Usual =
      greatest(*B, B->CreateUDiv(State.Few, State.Known), B->getInt64(FewKeys));
  // First those whose keys can be looked at: the others share what they leave.
  SmallVector<Value *, 2> Seen(N.Selectors.size(), nullptr);
  for (bool Look : {true, false})
    for (auto [S, Own] : enumerate(N.Selectors)) {
      if (State.Extents[S] && Look)
        continue;
      auto *T = cast<IntegerType>(Own.Key->getType());
      if (Look) {
        auto [Low, High] = keyRange(K, S);
        if (!Low)
          continue;
        // Keys that are stored later are such as loops count to.
        if (!N.Equation.Writes.empty()) {
          Value *Zero = B->getInt64(0);
          Value *From = least(*B, Low, Zero);
          Value *To = greatest(*B, High, B->CreateSub(Usual, One));
          Value *Wide = B->CreateICmpULT(B->CreateSub(To, From), Rest);
          Low = B->CreateSelect(Wide, From, Low);
          High = B->CreateSelect(Wide, To, High);
        }
        Value *Last = B->CreateSub(High, Low);
        Value *Fits = B->CreateICmpULT(Last, Rest);
        State.Lows[S] =
            B->CreateTrunc(B->CreateSelect(Fits, Low, B->getInt64(0)), T);
        State.Extents[S] = B->CreateSelect(Fits, B->CreateAdd(Last, One),
                                           least(*B, Usual, Rest));
      } else if (!State.Extents[S]) {
        State.Lows[S] = ConstantInt::get(T, 0);
        State.Extents[S] = least(*B, Usual, Rest);
        if (T->getBitWidth() <= 24)
          State.Extents[S] = least(*B, State.Extents[S],
                                   B->getInt64(int64_t(1) << T->getBitWidth()));
      } else {
        continue;
      }
      State.Count = B->CreateMul(State.Count, State.Extents[S]);
      Rest = B->CreateUDiv(Rest, State.Extents[S]);
      Usual = greatest(*B, B->CreateUDiv(Usual, State.Extents[S]),
                       B->getInt64(FewKeys));
    }
}

} // namespace winnow::emit
