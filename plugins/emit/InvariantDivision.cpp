//===- InvariantDivision.cpp - Divisions by what a loop leaves alone ------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/InvariantDivision.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/KnownBits.h"

using namespace llvm;

namespace winnow::emit {

/// What the proof holds for.
static constexpr unsigned MostBits = 32;

/// An integer division by what \p Host does not change.
static BinaryOperator *invariantDivision(Instruction &I, const Loop &Host) {
  auto *Division = dyn_cast<BinaryOperator>(&I);
  if (!Division || !I.isIntDivRem() || !I.getType()->isIntegerTy() ||
      (I.getOpcode() != Instruction::UDiv &&
       I.getOpcode() != Instruction::SDiv))
    return nullptr;
  // Constants have better ways.
  if (isa<Constant>(I.getOperand(1)) || !Host.isLoopInvariant(I.getOperand(1)))
    return nullptr;
  return Division;
}

/// The dividend's bits that may differ from its sign, or from zero.
static bool isNarrow(const BinaryOperator &Division, const DataLayout &DL) {
  unsigned Bits = Division.getType()->getIntegerBitWidth();
  if (Bits <= MostBits)
    return true;
  if (Bits > 64)
    return false;
  return computeKnownBits(Division.getOperand(0), DL).countMinLeadingZeros() >=
         Bits - MostBits;
}

/// The double next above 1.0 / \p Divisor in magnitude.
static Value *reciprocal(IRBuilderBase &B, Value *Divisor, bool Signed) {
  Type *Double = B.getDoubleTy();
  Value *D = Signed ? B.CreateSIToFP(Divisor, Double)
                    : B.CreateUIToFP(Divisor, Double);
  Value *Nearest = B.CreateFDiv(ConstantFP::get(Double, 1.0), D);
  Value *Next =
      B.CreateAdd(B.CreateBitCast(Nearest, B.getInt64Ty()), B.getInt64(1));
  return B.CreateBitCast(Next, Double, "winnow.reciprocal");
}

void multiplyForDivisions(Loop &Host, TwoVersions &V, const LoopInfo &LI,
                          const TargetTransformInfo &TTI) {
  Function &F = *Host.getHeader()->getParent();
  if (F.hasFnAttribute(Attribute::NoImplicitFloat) ||
      F.hasFnAttribute(Attribute::StrictFP) ||
      !TTI.isTypeLegal(Type::getDoubleTy(F.getContext())))
    return;
  const DataLayout &DL = F.getParent()->getDataLayout();
  for (BasicBlock *BB : Host.blocks()) {
    if (LI.getLoopFor(BB) != &Host)
      continue;
    for (Instruction &I : *BB) {
      BinaryOperator *Original = invariantDivision(I, Host);
      auto *Copy = Original ? dyn_cast_or_null<BinaryOperator>(
                                  static_cast<Value *>(V.Map.lookup(Original)))
                            : nullptr;
      if (!Copy || !isNarrow(*Original, DL))
        continue;
      bool Signed = Copy->getOpcode() == Instruction::SDiv;
      Type *Whole = Copy->getType();
      unsigned Bits = Whole->getIntegerBitWidth();
      IRBuilder<> Before(V.fast(Host.getLoopPreheader())->getTerminator());
      Before.SetCurrentDebugLocation(Copy->getDebugLoc());
      Value *R = reciprocal(Before, Copy->getOperand(1), Signed);
      IRBuilder<> B(Copy);
      // Of 64 bits the upper half is zero; 32 have conversions of vectors.
      Value *Dividend = Copy->getOperand(0);
      bool Wide = Bits > MostBits;
      if (Wide)
        Dividend = B.CreateTrunc(Dividend, B.getIntNTy(MostBits));
      Value *Number = Signed && !Wide
                          ? B.CreateSIToFP(Dividend, B.getDoubleTy())
                          : B.CreateUIToFP(Dividend, B.getDoubleTy());
      Value *Product = B.CreateFMul(Number, R);
      Value *Quotient = nullptr;
      if (Signed)
        Quotient = B.CreateFPToSI(Product, Whole);
      else
        Quotient = B.CreateZExt(
            B.CreateFPToUI(Product, Wide ? B.getIntNTy(MostBits) : Whole),
            Whole);
      Quotient->takeName(Copy);
      Copy->replaceAllUsesWith(Quotient);
      Copy->eraseFromParent();
    }
  }
}

} // namespace winnow::emit
