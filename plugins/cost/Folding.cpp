//===- Folding.cpp - Integers and addresses, as far as known --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Folding.h"
#include "llvm/ADT/APInt.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace winnow::cost {

unsigned bitsOf(Type *T) {
  if (T->isPointerTy())
    return 64;
  return T->isIntegerTy() && T->getIntegerBitWidth() <= 64
             ? T->getIntegerBitWidth()
             : 0;
}

uint64_t truncated(uint64_t V, unsigned Bits) {
  return V & maskTrailingOnes<uint64_t>(Bits);
}

int64_t asSigned(uint64_t V, unsigned Bits) {
  return Bits ? SignExtend64(V, Bits) : 0;
}

std::optional<AddressSum> addressSum(const GEPOperator &GEP) {
  if (GEP.getType()->isVectorTy())
    return std::nullopt;
  // The module is found from wherever the operator stands.
  const DataLayout *DL = nullptr;
  if (auto *I = dyn_cast<Instruction>(&GEP))
    DL = &I->getDataLayout();
  AddressSum Sum;
  SmallMapVector<Value *, APInt, 4> Parts;
  APInt Offset(64, 0);
  if (!DL || !GEP.collectOffset(*DL, 64, Parts, Offset))
    return std::nullopt;
  Sum.Offset = Offset.getSExtValue();
  for (auto &[V, Scale] : Parts)
    Sum.Parts.push_back({V, Scale.getSExtValue()});
  return Sum;
}

static Number foldBinary(unsigned Opcode, uint64_t L, uint64_t R,
                         unsigned Bits) {
  int64_t SL = asSigned(L, Bits), SR = asSigned(R, Bits);
  switch (Opcode) {
  case Instruction::Add:
    return L + R;
  case Instruction::Sub:
    return L - R;
  case Instruction::Mul:
    return L * R;
  case Instruction::UDiv:
    return R ? Number(L / R) : std::nullopt;
  case Instruction::URem:
    return R ? Number(L % R) : std::nullopt;
  case Instruction::SDiv:
    return R && SR != -1 ? Number(uint64_t(SL / SR)) : std::nullopt;
  case Instruction::SRem:
    return R && SR != -1 ? Number(uint64_t(SL % SR)) : std::nullopt;
  case Instruction::Shl:
    return R < Bits ? Number(L << R) : std::nullopt;
  case Instruction::LShr:
    return R < Bits ? Number(L >> R) : std::nullopt;
  case Instruction::AShr:
    return R < Bits ? Number(uint64_t(SL >> R)) : std::nullopt;
  case Instruction::And:
    return L & R;
  case Instruction::Or:
    return L | R;
  case Instruction::Xor:
    return L ^ R;
  default:
    return std::nullopt;
  }
}

static Number foldIntrinsic(const IntrinsicInst &I, ArrayRef<Number> Operands,
                            unsigned Bits) {
  auto Binary = [&](auto Take) -> Number {
    if (!Operands[0] || !Operands[1])
      return std::nullopt;
    uint64_t L = *Operands[0], R = *Operands[1];
    return Take(L, R, asSigned(L, Bits), asSigned(R, Bits)) ? L : R;
  };
  switch (I.getIntrinsicID()) {
  case Intrinsic::smax:
    return Binary(
        [](uint64_t, uint64_t, int64_t L, int64_t R) { return L > R; });
  case Intrinsic::smin:
    return Binary(
        [](uint64_t, uint64_t, int64_t L, int64_t R) { return L < R; });
  case Intrinsic::umax:
    return Binary(
        [](uint64_t L, uint64_t R, int64_t, int64_t) { return L > R; });
  case Intrinsic::umin:
    return Binary(
        [](uint64_t L, uint64_t R, int64_t, int64_t) { return L < R; });
  case Intrinsic::usub_sat:
    if (Operands[0] && Operands[1])
      return *Operands[0] > *Operands[1] ? *Operands[0] - *Operands[1] : 0;
    return std::nullopt;
  case Intrinsic::expect:
  case Intrinsic::ssa_copy:
    return Operands[0];
  case Intrinsic::ctlz:
    if (Operands[0])
      return uint64_t(countl_zero(*Operands[0])) - (64 - Bits);
    return std::nullopt;
  case Intrinsic::cttz:
    if (Operands[0])
      return std::min<uint64_t>(countr_zero(*Operands[0]), Bits);
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

static const WithOverflowInst *overflowOf(const Instruction &I) {
  auto *Extract = dyn_cast<ExtractValueInst>(&I);
  return Extract && Extract->getNumIndices() == 1
             ? dyn_cast<WithOverflowInst>(Extract->getAggregateOperand())
             : nullptr;
}

SmallVector<const Value *, 4> inputsOf(const Instruction &I) {
  if (const WithOverflowInst *Of = overflowOf(I))
    return {Of->getLHS(), Of->getRHS()};
  return {I.op_begin(), I.op_end()};
}

static Number foldOverflow(const WithOverflowInst &Of, bool WantsFlag,
                           uint64_t L, uint64_t R) {
  unsigned Bits = bitsOf(Of.getLHS()->getType());
  APInt A(Bits, L), B(Bits, R);
  bool Wraps = false, Signed = Of.isSigned();
  APInt Result;
  switch (Of.getBinaryOp()) {
  case Instruction::Add:
    Result = Signed ? A.sadd_ov(B, Wraps) : A.uadd_ov(B, Wraps);
    break;
  case Instruction::Sub:
    Result = Signed ? A.ssub_ov(B, Wraps) : A.usub_ov(B, Wraps);
    break;
  default:
    Result = Signed ? A.smul_ov(B, Wraps) : A.umul_ov(B, Wraps);
  }
  return WantsFlag ? uint64_t(Wraps) : Result.getZExtValue();
}

Number fold(const Instruction &I, ArrayRef<Number> Operands) {
  unsigned Bits = bitsOf(I.getType());
  if (!Bits)
    return std::nullopt;
  Number Result;
  if (auto *Compare = dyn_cast<ICmpInst>(&I)) {
    unsigned Width = bitsOf(Compare->getOperand(0)->getType());
    if (!Width || !Operands[0] || !Operands[1])
      return std::nullopt;
    return ICmpInst::compare(APInt(Width, *Operands[0], false, true),
                             APInt(Width, *Operands[1], false, true),
                             Compare->getPredicate());
  }
  if (isa<SelectInst>(I)) {
    if (Operands[0])
      return *Operands[0] ? Operands[1] : Operands[2];
    return Operands[1] == Operands[2] ? Operands[1] : std::nullopt;
  }
  if (auto *Call = dyn_cast<IntrinsicInst>(&I)) {
    Result = foldIntrinsic(*Call, Operands, Bits);
  } else if (const WithOverflowInst *Of = overflowOf(I)) {
    if (Operands[0] && Operands[1])
      Result = foldOverflow(*Of, *cast<ExtractValueInst>(I).idx_begin() == 1,
                            *Operands[0], *Operands[1]);
  } else if (isa<BinaryOperator>(I)) {
    if (Operands[0] && Operands[1])
      Result = foldBinary(I.getOpcode(), *Operands[0], *Operands[1], Bits);
  } else if (isa<SExtInst>(I)) {
    if (Operands[0])
      Result =
          uint64_t(asSigned(*Operands[0], bitsOf(I.getOperand(0)->getType())));
  } else if (isa<ZExtInst, TruncInst, PtrToIntInst, IntToPtrInst, FreezeInst,
                 BitCastInst>(I)) {
    Result = Operands[0];
  }
  if (Result)
    Result = truncated(*Result, Bits);
  return Result;
}

static Number evaluate(const Value &V,
                       function_ref<Number(const Value &)> Known,
                       unsigned Depth) {
  static constexpr unsigned MaxDepth = 32;
  if (Number N = Known(V))
    return N;
  if (auto *C = dyn_cast<ConstantInt>(&V))
    return C->getBitWidth() <= 64 ? Number(C->getZExtValue()) : std::nullopt;
  if (isa<ConstantPointerNull>(V))
    return 0;
  auto *I = dyn_cast<Instruction>(&V);
  if (!I || Depth == MaxDepth)
    return std::nullopt;
  if (auto *GEP = dyn_cast<GEPOperator>(I)) {
    std::optional<AddressSum> Sum = addressSum(*GEP);
    Number Base = evaluate(*GEP->getPointerOperand(), Known, Depth + 1);
    if (!Sum || !Base)
      return std::nullopt;
    uint64_t Address = *Base + uint64_t(Sum->Offset);
    for (auto [Part, Scale] : Sum->Parts) {
      Number N = evaluate(*Part, Known, Depth + 1);
      if (!N)
        return std::nullopt;
      Address +=
          uint64_t(asSigned(*N, bitsOf(Part->getType()))) * uint64_t(Scale);
    }
    return Address;
  }
  if (auto *Phi = dyn_cast<PHINode>(I)) {
    for (const Value *In : Phi->incoming_values())
      if (Number N = evaluate(*In, Known, Depth + 1))
        return N;
    return std::nullopt;
  }
  SmallVector<Number, 4> Operands;
  for (const Value *Operand : inputsOf(*I))
    Operands.push_back(bitsOf(Operand->getType())
                           ? evaluate(*Operand, Known, Depth + 1)
                           : std::nullopt);
  return fold(*I, Operands);
}

Number evaluate(const Value &V, function_ref<Number(const Value &)> Known) {
  return evaluate(V, Known, 0);
}

} // namespace winnow::cost
