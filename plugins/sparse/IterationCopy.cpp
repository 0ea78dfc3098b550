//===- IterationCopy.cpp - An iteration, computed elsewhere ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "sparse/IterationCopy.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace winnow::sparse {

static Type *wide(Type *Element, const LaneGroup &G) {
  return G.Lanes == 1 ? Element : FixedVectorType::get(Element, G.Lanes);
}

Value *groupAddress(IRBuilder<> &B, const LaneGroup &G, Type *Element,
                    Value *Address) {
  return G.Offset ? B.CreateConstGEP1_64(Element, Address, G.Offset) : Address;
}

Value *loadLanes(IRBuilder<> &B, const LaneGroup &G, Type *Element,
                 Value *Address, Align Alignment) {
  Address = groupAddress(B, G, Element, Address);
  Type *Ty = wide(Element, G);
  if (!G.Mask)
    return B.CreateAlignedLoad(Ty, Address, Alignment);
  return B.CreateMaskedLoad(Ty, Address, Alignment, G.Mask,
                            Constant::getNullValue(Ty));
}

/// The lanes of \p V from \p First on, a power of two of them.
static Value *part(IRBuilder<> &B, Value *V, unsigned First, unsigned Count) {
  if (Count == 1)
    return B.CreateExtractElement(V, uint64_t(First));
  SmallVector<int, 16> Lanes;
  for (unsigned L = 0; L != Count; ++L)
    Lanes.push_back(int(First + L));
  return B.CreateShuffleVector(V, Lanes);
}

namespace {

/// if (Condition) { Then } without a block where the answer is a constant.
class Branching {
public:
  Branching(IRBuilder<> &B, Value *Condition, const Twine &Name) : B(B) {
    From = B.GetInsertBlock();
    if (auto *Known = dyn_cast<ConstantInt>(Condition)) {
      Taken = Known->isOne();
      return;
    }
    Function *F = From->getParent();
    Then = BasicBlock::Create(F->getContext(), Name, F, From->getNextNode());
    Join = BasicBlock::Create(F->getContext(), Name, F, Then->getNextNode());
    B.CreateCondBr(Condition, Then, Join);
    B.SetInsertPoint(Then);
    Taken = true;
  }
  bool isTaken() const { return Taken; }

  void end() {
    if (!Then)
      return;
    Then = B.GetInsertBlock();
    B.CreateBr(Join);
    B.SetInsertPoint(Join);
  }
  /// Behind end(): \p IfTaken, or what was so before.
  Value *choose(Value *IfTaken, Value *Otherwise) {
    if (!Join)
      return Taken ? IfTaken : Otherwise;
    PHINode *Phi = B.CreatePHI(IfTaken->getType(), 2);
    Phi->addIncoming(IfTaken, Then);
    Phi->addIncoming(Otherwise, From);
    return Phi;
  }

private:
  IRBuilder<> &B;
  BasicBlock *From = nullptr, *Then = nullptr, *Join = nullptr;
  bool Taken = false;
};

} // namespace

void storeLanes(IRBuilder<> &B, const LaneGroup &G, Value *Lanes,
                Value *Address, Align Alignment) {
  Type *Element = Lanes->getType()->getScalarType();
  Address = groupAddress(B, G, Element, Address);
  if (!G.Mask) {
    B.CreateAlignedStore(Lanes, Address, Alignment);
    return;
  }
  // All of them, too, are a piece; of Used the bits below are zero then.
  Value *Rest = Lanes;
  for (unsigned Piece = G.Lanes; Piece != 0; Piece /= 2) {
    const bool All = Piece == G.Lanes;
    Value *Low = All ? Rest : part(B, Rest, 0, Piece);
    Value *High = All ? Rest : part(B, Rest, Piece, Piece);
    Branching If(B, B.CreateIsNotNull(B.CreateAnd(G.Used, B.getInt32(Piece))),
                 "winnow.piece");
    Value *Behind = Address;
    if (If.isTaken()) {
      B.CreateAlignedStore(Low, Address, Alignment);
      Behind = B.CreateConstGEP1_64(Element, Address, Piece);
    }
    If.end();
    Rest = If.choose(High, Low);
    Address = If.choose(Behind, Address);
  }
}

Value *IterationCopy::scalar(Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Sum.root().contains(I))
    return V;
  if (Value *Now = Known.lookup(V))
    return Now;
  assert(!isa<PHINode>(I) && "a counter without a value");
  Instruction *Copy = I->clone();
  // Scopes speak of the order that the loops had.
  Copy->setMetadata(LLVMContext::MD_alias_scope, nullptr);
  Copy->setMetadata(LLVMContext::MD_noalias, nullptr);
  for (Use &U : Copy->operands())
    U.set(scalar(U));
  B.Insert(Copy, I->getName());
  Known[V] = Copy;
  return Copy;
}

void IterationCopy::begin(const LaneGroup &G, Value *Cells) {
  Group = G;
  Wide.clear();
  if (Cells)
    for (LoadInst *Cell : Sum.Cells)
      Wide[Cell] = Cells;
}

Value *IterationCopy::start(const LaneGroup &G, Value *Old) {
  if (!Sum.SumPhi)
    return Old;
  begin(G, Old);
  return lanes(Sum.SumStart);
}

Value *IterationCopy::sum(const LaneGroup &G, Value *Before, Value *Old) {
  begin(G, Sum.SumPhi ? Old : Before);
  if (!Sum.entriesInside())
    return lanes(Sum.Store->getValueOperand());
  if (Sum.SumPhi)
    Wide[Sum.SumPhi] = Before;
  return lanes(Sum.SumNext);
}

Value *IterationCopy::stored(const LaneGroup &G, Value *Sums, Value *Old) {
  if (Sum.Entries->contains(Sum.Store))
    return Sums;
  begin(G, Old);
  Wide[Sum.SumNext] = Sums;
  return lanes(Sum.Store->getValueOperand());
}

Value *IterationCopy::lanes(Value *V) {
  if (Value *Done = Wide.lookup(V))
    return Done;
  auto *I = dyn_cast<Instruction>(V);
  auto *Load = dyn_cast<LoadInst>(V);
  auto *Phi = dyn_cast<PHINode>(V);
  const bool Varies =
      I && Sum.Columns->contains(I) && (!Load || Sum.rowOf(Load));
  Value *Result = nullptr;
  if (Value *From = Phi ? Sum.joined(*Phi) : nullptr) {
    Result = lanes(From);
  } else if (!Varies || Phi) {
    Result = scalar(V);
    if (Group.Lanes != 1)
      Result = B.CreateVectorSplat(Group.Lanes, Result);
  } else if (Load) {
    Value *Address = scalar(Load->getPointerOperand());
    if (auto Moved = RowBytes.find(Load); Moved != RowBytes.end())
      Address = B.CreatePtrAdd(Address, Moved->second[Group.Line]);
    Result = loadLanes(B, Group, Load->getType(), Address, Load->getAlign());
  } else {
    Result = widen(
        B, *I, Group.Lanes, [&](Value *Operand) { return lanes(Operand); },
        [&](Value *Operand) { return scalar(Operand); });
  }
  Wide[V] = Result;
  return Result;
}

bool isLanewise(const Instruction &I) {
  switch (I.getOpcode()) {
  case Instruction::SDiv:
  case Instruction::UDiv:
  case Instruction::SRem:
  case Instruction::URem:
    // Lanes beyond the last column would divide by zero.
    return false;
  case Instruction::Call: {
    auto *II = dyn_cast<IntrinsicInst>(&I);
    return II && isTriviallyVectorizable(II->getIntrinsicID());
  }
  default:
    return isa<BinaryOperator, UnaryOperator, CmpInst, SelectInst>(I) ||
           (isa<CastInst>(I) && !I.getType()->isPointerTy() &&
            !I.getOperand(0)->getType()->isPointerTy());
  }
}

Value *widen(IRBuilder<> &B, Instruction &I, unsigned Lanes,
             function_ref<Value *(Value *)> Wide,
             function_ref<Value *(Value *)> Single) {
  const LaneGroup G = {Lanes};
  SmallVector<Value *, 4> Operands;
  if (auto *II = dyn_cast<IntrinsicInst>(&I)) {
    Intrinsic::ID ID = II->getIntrinsicID();
    SmallVector<Type *, 2> Overloads;
    if (isVectorIntrinsicWithOverloadTypeAtArg(ID, -1, nullptr))
      Overloads.push_back(wide(I.getType(), G));
    for (unsigned N = 0; N != II->arg_size(); ++N) {
      Value *Own = II->getArgOperand(N);
      Value *Operand = isVectorIntrinsicWithScalarOpAtArg(ID, N, nullptr)
                           ? Single(Own)
                           : Wide(Own);
      Operands.push_back(Operand);
      if (isVectorIntrinsicWithOverloadTypeAtArg(ID, N, nullptr))
        Overloads.push_back(Operand->getType());
    }
    CallInst *Call = B.CreateIntrinsic(ID, Overloads, Operands);
    Call->copyIRFlags(II);
    Call->copyMetadata(*II, {LLVMContext::MD_fpmath});
    return Call;
  }
  for (Value *Operand : I.operands())
    Operands.push_back(Wide(Operand));
  Value *Result = nullptr;
  if (auto *Cast = dyn_cast<CastInst>(&I))
    Result = B.CreateCast(Cast->getOpcode(), Operands[0], wide(I.getType(), G));
  else if (auto *Cmp = dyn_cast<CmpInst>(&I))
    Result = B.CreateCmp(Cmp->getPredicate(), Operands[0], Operands[1]);
  else if (isa<SelectInst>(I))
    Result = B.CreateSelect(Operands[0], Operands[1], Operands[2]);
  else
    Result = B.CreateNAryOp(I.getOpcode(), Operands);
  if (auto *New = dyn_cast<Instruction>(Result)) {
    New->copyIRFlags(&I);
    New->copyMetadata(I, {LLVMContext::MD_fpmath});
  }
  return Result;
}

} // namespace winnow::sparse
