//===- Expansion.cpp - Values that the rewritten loop needs ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Expansion.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

Value *Expansion::value(const SCEV *S) {
  return Expander.expandCodeFor(S, S->getType(), At->getIterator());
}

Value *Expansion::parameter(const Parameter &P) {
  return B.CreateSExtOrTrunc(value(P.Value), B.getInt64Ty(), P.Id);
}

Value *Expansion::affine(const Affine &A, const ReductionNest &N) {
  Value *Sum = B.getInt64(A.Constant);
  for (auto [Id, Coef] : A.Param)
    Sum = B.CreateAdd(
        Sum, B.CreateMul(parameter(N.Parameters[Id]), B.getInt64(Coef)));
  return Sum;
}

std::pair<Value *, Value *>
Expansion::range(const MemoryRange &R, const ReductionNest &N, Value *&Sound) {
  Type *I64 = B.getInt64Ty();
  Value *Zero = B.getInt64(0);
  Value *Low = Zero, *High = B.getInt64(R.Size);
  for (const MemoryRange::Extent &E : R.Extents) {
    Value *Max = affine(E.Max, N);
    Value *Coef = B.CreateSExtOrTrunc(value(E.Coef), I64);
    Value *Bytes;
    if (isa<SCEVConstant>(E.Coef)) {
      Bytes = B.CreateMul(Max, Coef);
    } else {
      Value *Product =
          B.CreateBinaryIntrinsic(Intrinsic::smul_with_overflow, Max, Coef);
      Bytes = B.CreateExtractValue(Product, 0);
      Value *Fits = B.CreateNot(B.CreateExtractValue(Product, 1));
      // Room for the sums below.
      Value *Small =
          B.CreateICmpULT(B.CreateAdd(Bytes, B.getInt64(int64_t(1) << 58)),
                          B.getInt64(int64_t(1) << 59));
      Sound = B.CreateAnd(Sound, B.CreateAnd(Fits, Small));
    }
    Low =
        B.CreateAdd(Low, B.CreateBinaryIntrinsic(Intrinsic::smin, Bytes, Zero));
    High = B.CreateAdd(High,
                       B.CreateBinaryIntrinsic(Intrinsic::smax, Bytes, Zero));
  }
  Value *Base = value(R.Base);
  return {B.CreatePtrAdd(Base, Low), B.CreatePtrAdd(Base, High)};
}

Value *Expansion::assumptionsHold(const ReductionNest &N) {
  Value *Holds = B.getTrue();
  auto And = [&](Value *V) { Holds = B.CreateAnd(Holds, V); };
  for (const Parameter &P : N.Parameters) {
    if (!P.NeedsCheck)
      continue;
    Value *V = parameter(P);
    And(B.CreateICmpSGE(V, B.getInt64(P.Min)));
    And(B.CreateICmpSLE(V, B.getInt64(P.Max)));
  }
  for (const DisjointCheck &C : N.Checks) {
    Value *Sound = B.getTrue();
    auto [StoreLow, StoreHigh] = range(C.Stored, N, Sound);
    auto [LoadLow, LoadHigh] = range(C.Loaded, N, Sound);
    And(Sound);
    And(B.CreateOr(B.CreateICmpULE(StoreHigh, LoadLow),
                   B.CreateICmpULE(LoadHigh, StoreLow)));
  }
  return Holds;
}

bool canExpandAll(const ReductionNest &N, const Expansion &E) {
  auto Form = [&](const LinearForm &F) {
    return E.canExpand(F.Base) &&
           all_of(F.Coef, [&](const SCEV *C) { return E.canExpand(C); });
  };
  auto Range = [&](const MemoryRange &R) {
    return E.canExpand(R.Base) &&
           all_of(R.Extents, [&](auto &X) { return E.canExpand(X.Coef); });
  };
  return all_of(N.Parameters, [&](auto &P) { return E.canExpand(P.Value); }) &&
         all_of(N.Counters, [&](auto &C) { return Form(C.second); }) &&
         all_of(N.Leaves, [&](auto &L) { return Form(L.second); }) &&
         all_of(N.Checks,
                [&](auto &C) { return Range(C.Stored) && Range(C.Loaded); });
}

Value *evaluate(const LinearForm &F, ArrayRef<Value *> Z,
                const DenseMap<const SCEV *, Value *> &Expanded,
                IRBuilderBase &B) {
  Value *Base = Expanded.lookup(F.Base);
  Value *Offset = nullptr;
  for (auto [Coef, Counter] : zip(F.Coef, Z)) {
    if (Coef->isZero())
      continue;
    Value *C = Expanded.lookup(Coef);
    Value *Product = B.CreateMul(B.CreateSExtOrTrunc(Counter, C->getType()), C);
    Offset = Offset ? B.CreateAdd(Offset, Product) : Product;
  }
  if (!Offset)
    return Base;
  return Base->getType()->isPointerTy() ? B.CreatePtrAdd(Base, Offset)
                                        : B.CreateAdd(Base, Offset);
}

} // namespace winnow::emit
