//===- Arithmetic.cpp - How the sums of a plan are computed ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Arithmetic.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

namespace {

class PlainArithmetic : public Arithmetic {
public:
  explicit PlainArithmetic(ArrayRef<Accumulator> Sums) : Sums(Sums) {}

  SmallVector<Type *, 4> types() const override {
    SmallVector<Type *, 4> Types;
    for (const Accumulator &Acc : Sums)
      Types.push_back(Acc.Phis.front()->getType());
    return Types;
  }

  Values identity(IRBuilderBase &) const override {
    Values Each;
    for (const Accumulator &Acc : Sums)
      Each.push_back(getRecurrenceIdentity(
          Acc.Kind, Acc.Phis.front()->getType(), Acc.Flags));
    return Each;
  }

  Values add(IRBuilderBase &B, const Values &L,
             const Values &R) const override {
    Values Each;
    for (auto [Acc, X, Y] : zip(Sums, L, R))
      Each.push_back(combine(B, Acc, X, Y));
    return Each;
  }

  Values takeAway(IRBuilderBase &B, const Values &From,
                  const Values &What) const override {
    Values Each;
    for (auto [Acc, X, Y] : zip(Sums, From, What))
      Each.push_back(Acc.Kind == RecurKind::Xor ? B.CreateXor(X, Y)
                                                : B.CreateSub(X, Y));
    return Each;
  }

  Values term(IRBuilderBase &B, ArrayRef<Value *> Factors) const override {
    Type *T = types().front();
    if (Factors.empty())
      return {T->isIntegerTy() ? static_cast<Value *>(ConstantInt::get(T, 1))
                               : ConstantFP::get(T, 1)};
    return scale(B, {Factors.front()}, Factors.drop_front());
  }

  Values scale(IRBuilderBase &B, const Values &V,
               ArrayRef<Value *> Factors) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.setFastMathFlags(regrouped(Sums.front()));
    Value *Product = V.front();
    for (Value *F : Factors)
      Product = F->getType()->isIntegerTy() ? B.CreateMul(Product, F)
                                            : B.CreateFMul(Product, F);
    return {Product};
  }

  Value *isAccurate(IRBuilderBase &, const Values &) const override {
    return nullptr;
  }

  Values result(IRBuilderBase &, const Values &V) const override { return V; }

private:
  /// Partial results differ from the original's, so nothing is known of them.
  static FastMathFlags regrouped(const Accumulator &Acc) {
    FastMathFlags Flags = Acc.Flags;
    Flags.setNoNaNs(false);
    Flags.setNoInfs(false);
    return Flags;
  }

  static Value *combine(IRBuilderBase &B, const Accumulator &Acc, Value *L,
                        Value *R) {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.setFastMathFlags(regrouped(Acc));
    if (RecurrenceDescriptor::isMinMaxRecurrenceKind(Acc.Kind))
      return createMinMaxOp(B, Acc.Kind, L, R);
    unsigned Opcode = RecurrenceDescriptor::getOpcode(Acc.Kind);
    // A chain of subtractions adds up what it takes away.
    if (Opcode == Instruction::Sub)
      Opcode = Instruction::Add;
    return B.CreateBinOp(Instruction::BinaryOps(Opcode), L, R);
  }

  ArrayRef<Accumulator> Sums;
};

/// No operation carries a fast-math flag: the compensation must not be
/// simplified away, and the guard must see every NaN.
class GuardedArithmetic : public Arithmetic {
public:
  explicit GuardedArithmetic(const Accumulator &Sum)
      : T(Sum.Phis.front()->getType()), Two(T->isDoubleTy()) {}

  SmallVector<Type *, 4> types() const override {
    return SmallVector<Type *, 4>(Two ? 4 : 3,
                                  Type::getDoubleTy(T->getContext()));
  }

  Values identity(IRBuilderBase &B) const override {
    return Values(types().size(), ConstantFP::get(B.getDoubleTy(), 0));
  }

  Values add(IRBuilderBase &B, const Values &L,
             const Values &R) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    return sum(B, L, R, B.CreateFAdd(magnitudes(L), magnitudes(R)));
  }

  Values takeAway(IRBuilderBase &B, const Values &From,
                  const Values &What) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    Values Minus(What);
    Minus[0] = B.CreateFNeg(Minus[0]);
    if (Two)
      Minus[1] = B.CreateFNeg(Minus[1]);
    return sum(B, From, Minus,
               B.CreateFSub(magnitudes(From), magnitudes(What)));
  }

  Values term(IRBuilderBase &B, ArrayRef<Value *> Factors) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    Value *Product = ConstantFP::get(B.getDoubleTy(), 1);
    for (auto [K, F] : enumerate(Factors)) {
      Value *Wide = B.CreateFPExt(F, B.getDoubleTy());
      Product = K ? B.CreateFMul(Product, Wide) : Wide;
    }
    Value *Size = B.CreateUnaryIntrinsic(Intrinsic::fabs, Product);
    if (!Two)
      return {Product, Size, Size};
    return {Product, ConstantFP::get(B.getDoubleTy(), 0), Size, Size};
  }

  Values scale(IRBuilderBase &B, const Values &V,
               ArrayRef<Value *> Factors) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    Values Scaled(V);
    // Rounded to one double, like a term.
    if (Two) {
      Scaled[0] = B.CreateFAdd(V[0], V[1]);
      Scaled[1] = ConstantFP::get(B.getDoubleTy(), 0);
    }
    for (Value *F : Factors) {
      Value *Wide = B.CreateFPExt(F, B.getDoubleTy());
      Value *Size = B.CreateUnaryIntrinsic(Intrinsic::fabs, Wide);
      Scaled[0] = B.CreateFMul(Scaled[0], Wide);
      for (size_t K = Scaled.size() - 2; K != Scaled.size(); ++K)
        Scaled[K] = B.CreateFMul(Scaled[K], Size);
    }
    return Scaled;
  }

  Value *isAccurate(IRBuilderBase &B, const Values &V) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    Value *Enough =
        B.CreateFMul(magnitudes(V), ConstantFP::get(B.getDoubleTy(), 1 << 20));
    Value *Small = B.CreateFCmpOLE(largest(V), Enough);
    Value *Finite = B.CreateFCmpOLT(magnitudes(V),
                                    ConstantFP::getInfinity(B.getDoubleTy()));
    return B.CreateFreeze(B.CreateAnd(Small, Finite));
  }

  Values result(IRBuilderBase &B, const Values &V) const override {
    IRBuilderBase::FastMathFlagGuard Guard(B);
    B.clearFastMathFlags();
    return {Two ? B.CreateFAdd(V[0], V[1]) : B.CreateFPTrunc(V[0], T)};
  }

private:
  static Value *largest(const Values &V) { return V[V.size() - 2]; }
  static Value *magnitudes(const Values &V) { return V.back(); }

  /// Of NaNs neither: the magnitudes show them.
  static Value *larger(IRBuilderBase &B, Value *L, Value *R) {
    return B.CreateSelect(B.CreateFCmpOGT(R, L), R, L);
  }

  Values sum(IRBuilderBase &B, const Values &L, const Values &R,
             Value *Magnitudes) const {
    Value *Larger = larger(B, larger(B, largest(L), largest(R)), Magnitudes);
    Value *Sum = B.CreateFAdd(L[0], R[0]);
    if (!Two)
      return {Sum, Larger, Magnitudes};
    // Knuth's TwoSum: Sum + Error is L + R exactly.
    Value *Virtual = B.CreateFSub(Sum, L[0]);
    Value *Error = B.CreateFAdd(B.CreateFSub(L[0], B.CreateFSub(Sum, Virtual)),
                                B.CreateFSub(R[0], Virtual));
    Value *Rest = B.CreateFAdd(B.CreateFAdd(L[1], R[1]), Error);
    return {Sum, Rest, Larger, Magnitudes};
  }

  Type *T;
  /// A second double holds what the first cannot.
  bool Two;
};

} // namespace

std::unique_ptr<Arithmetic> plainArithmetic(ArrayRef<Accumulator> Sums) {
  return std::make_unique<PlainArithmetic>(Sums);
}

std::unique_ptr<Arithmetic> guardedArithmetic(const Accumulator &Sum) {
  return std::make_unique<GuardedArithmetic>(Sum);
}

} // namespace winnow::emit
