//===- BlockScan.cpp - Running sums of a block at a time ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/BlockScan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace winnow::emit {

/// Elements of a block: four vectors of 512 bits of the usual integers, so that
/// short rows have blocks, too.
static constexpr unsigned BlockLength = 64;
/// With fewer lanes the chain is as fast: an addition of integers takes a
/// cycle, one of floating-point numbers three or four.
static constexpr unsigned FewestIntegers = 8, FewestFloats = 4;

bool BlockScan::contains(const Value *V) const {
  auto *I = dyn_cast<Instruction>(V);
  return I && is_contained(Blocks, I->getParent());
}

/// A chain of blocks, entered from one place, with nothing in it that must not
/// be done an iteration earlier or later than something else.
bool BlockScan::readShape(BasicBlock *TheHeader, BasicBlock *TheLatch) {
  for (BasicBlock *BB = TheHeader;; BB = BB->getUniqueSuccessor()) {
    // A loop inside would come back to where the walk has been.
    if (!BB || is_contained(Blocks, BB))
      return false;
    if (BB != TheHeader && !BB->getSinglePredecessor())
      return false;
    Blocks.push_back(BB);
    if (BB == TheLatch)
      break;
  }
  for (BasicBlock *From : predecessors(TheHeader)) {
    if (From == TheLatch)
      continue;
    if (Before)
      return false;
    Before = From;
  }
  if (!Before)
    return false;
  for (BasicBlock *BB : Blocks)
    for (Instruction &I : *BB) {
      if (isa<LoadInst, StoreInst>(I)) {
        if (I.isVolatile() || I.isAtomic())
          return false;
      } else if (isa<CallBase>(I)
                     ? !isa<IntrinsicInst>(I) || I.mayReadOrWriteMemory() ||
                           !I.willReturn()
                     : I.mayReadOrWriteMemory() || I.mayThrow()) {
        return false;
      }
    }
  return true;
}

bool BlockScan::readCounter() {
  auto *Br = dyn_cast<BranchInst>(Blocks.back()->getTerminator());
  if (!Br || !Br->isConditional())
    return false;
  bool LeavesOnTrue = Br->getSuccessor(1) == Blocks.front();
  auto *Compare = dyn_cast<ICmpInst>(Br->getCondition());
  if (!Compare || !Compare->isEquality() ||
      (Compare->getPredicate() == CmpInst::ICMP_EQ) != LeavesOnTrue)
    return false;
  for (unsigned Side : {0U, 1U}) {
    Value *Stepped = Compare->getOperand(Side);
    const Use &End = Compare->getOperandUse(1 - Side);
    Value *From = nullptr;
    if (contains(End) || !match(Stepped, m_Add(m_Value(From), m_One())))
      continue;
    auto *Phi = dyn_cast<PHINode>(From);
    if (!Phi || Phi->getParent() != Blocks.front() ||
        Phi->getIncomingValueForBlock(Blocks.back()) != Stepped)
      continue;
    Counter = Phi;
    Next = cast<Instruction>(Stepped);
    Bound = &End;
    return true;
  }
  return false;
}

/// A counter, or a pointer that moves on.
bool BlockScan::isSteady(const PHINode &Phi) const {
  Value *Step = nullptr;
  Value *Later = Phi.getIncomingValueForBlock(Blocks.back());
  if (match(Later, m_c_Add(m_Specific(&Phi), m_Value(Step))))
    return !contains(Step);
  auto *Moved = dyn_cast<GetElementPtrInst>(Later);
  return Moved && Moved->getPointerOperand() == &Phi &&
         none_of(Moved->indices(), [this](Value *V) { return contains(V); });
}

std::optional<BlockScan::Sum> BlockScan::readSum(PHINode &Phi) const {
  Sum S;
  S.Phi = &Phi;
  S.Result = dyn_cast<Instruction>(Phi.getIncomingValueForBlock(Blocks.back()));
  // From the result back to the PHI, along what only the chain uses.
  Value *V = S.Result;
  while (V != &Phi) {
    auto *I = dyn_cast<BinaryOperator>(V);
    if (!I || !contains(I) || (I != S.Result && !I->hasOneUse()))
      return std::nullopt;
    unsigned Opcode = I->getOpcode();
    bool IsSub = Opcode == Instruction::Sub || Opcode == Instruction::FSub;
    if (!IsSub && Opcode != Instruction::Add && Opcode != Instruction::FAdd)
      return std::nullopt;
    if (S.isFloat() && !I->hasAllowReassoc())
      return std::nullopt;
    // The side that leads on is the one that needs the PHI; look one step far.
    unsigned On = 0;
    if (!IsSub) {
      auto Leads = [&](Value *Side) {
        return Side == &Phi ||
               (isa<BinaryOperator>(Side) && contains(Side) &&
                is_contained(cast<BinaryOperator>(Side)->operands(), &Phi));
      };
      On = Leads(I->getOperand(0)) ? 0 : Leads(I->getOperand(1)) ? 1 : 2;
      if (On == 2)
        return std::nullopt;
    }
    S.Terms.push_back({&I->getOperandUse(1 - On), IsSub});
    V = I->getOperand(On);
  }
  if (!Phi.hasOneUse() || S.Terms.empty())
    return std::nullopt;
  return S;
}

bool BlockScan::readPhis(unsigned RegisterBits) {
  for (PHINode &Phi : Blocks.front()->phis()) {
    if (isSteady(Phi))
      continue;
    Type *T = Phi.getType();
    if (!T->isIntegerTy() && !T->isFloatTy() && !T->isDoubleTy())
      return false;
    std::optional<Sum> S = readSum(Phi);
    if (!S)
      return false;
    S->Lanes = RegisterBits / T->getPrimitiveSizeInBits().getFixedValue();
    if (S->Lanes < (S->isFloat() ? FewestFloats : FewestIntegers) ||
        S->Lanes > BlockLength || BlockLength % S->Lanes != 0)
      return false;
    Sums.push_back(std::move(*S));
  }
  return !Sums.empty();
}

bool BlockScan::need(Value *V) {
  SmallVector<Value *, 16> Open{V};
  while (!Open.empty()) {
    Value *Now = Open.pop_back_val();
    auto *I = dyn_cast<Instruction>(Now);
    if (!I || !contains(I) || !Needed.insert(I).second)
      continue;
    if (any_of(Sums, [I](const Sum &S) { return S.Phi == I; }))
      return false;
    if (auto *Phi = dyn_cast<PHINode>(I); Phi && I->getParent() == Blocks[0])
      Open.push_back(Phi->getIncomingValueForBlock(Blocks.back()));
    else
      append_range(Open, I->operands());
  }
  return true;
}

/// A block's terms are read before what it stores is stored.
bool BlockScan::mayReadAhead(ArrayRef<Job> Jobs, AAResults &AA) const {
  // Then the nests' checks keep each store of the loop from each term.
  if (any_of(Jobs,
             [](const Job &J) { return !J.Nest->Equation.Writes.empty(); }))
    return false;
  auto ObjectOf = [](const SCEV *Base) -> const Value * {
    auto *U = dyn_cast<SCEVUnknown>(Base);
    return U ? getUnderlyingObject(U->getValue()) : nullptr;
  };
  auto Checked = [&](const Value *Stored, const Value *Loaded) {
    return any_of(Jobs, [&](const Job &J) {
      return any_of(J.Nest->Checks, [&](const nest::DisjointCheck &C) {
        return ObjectOf(C.Stored.Base) == Stored &&
               ObjectOf(C.Loaded.Base) == Loaded;
      });
    });
  };
  for (Instruction *I : Needed) {
    auto *Load = dyn_cast<LoadInst>(I);
    if (!Load)
      continue;
    for (BasicBlock *BB : Blocks)
      for (Instruction &Other : *BB) {
        auto *Store = dyn_cast<StoreInst>(&Other);
        if (!Store)
          continue;
        const Value *To = getUnderlyingObject(Store->getPointerOperand());
        const Value *From = getUnderlyingObject(Load->getPointerOperand());
        if (To == From)
          return false;
        if (!Checked(To, From) &&
            !AA.isNoAlias(
                MemoryLocation::getBeforeOrAfter(Store->getPointerOperand(),
                                                 Store->getAAMetadata()),
                MemoryLocation::getBeforeOrAfter(Load->getPointerOperand(),
                                                 Load->getAAMetadata())))
          return false;
      }
  }
  return true;
}

std::optional<BlockScan> BlockScan::find(const Loop &Host, ArrayRef<Job> Jobs,
                                         const TwoVersions &V, AAResults &AA,
                                         const TargetTransformInfo &TTI) {
  BlockScan B;
  unsigned Bits =
      TTI.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector)
          .getFixedValue();
  if (!B.readShape(V.fast(Host.getHeader()), V.fast(Host.getLoopLatch())) ||
      !B.readCounter() || !B.readPhis(Bits))
    return std::nullopt;
  for (const Sum &S : B.Sums)
    for (auto [Term, Subtracted] : S.Terms)
      if (!B.need(*Term))
        return std::nullopt;
  if (!B.mayReadAhead(Jobs, AA))
    return std::nullopt;
  return B;
}

bool BlockScan::mayRegroup(const Job &J) {
  return any_of(J.Nest->Accumulators, [](const nest::Accumulator &Acc) {
    return Acc.Flags.allowReassoc() &&
           Acc.Phis.front()->getType()->isFloatingPointTy();
  });
}

Value *BlockScan::Sum::add(IRBuilderBase &B, Value *L, Value *R,
                           bool Subtract) const {
  if (!isFloat())
    return Subtract ? B.CreateSub(L, R) : B.CreateAdd(L, R);
  // Partial sums come about that the source does not have: that no Inf or NaN
  // is among its own says nothing of them.
  FastMathFlags Flags;
  Flags.setAllowReassoc();
  Flags.setNoSignedZeros(Result->hasNoSignedZeros());
  return Subtract ? B.CreateFSubFMF(L, R, Flags) : B.CreateFAddFMF(L, R, Flags);
}

static BasicBlock *blockIn(Function &F, const Twine &Name, BasicBlock *Place) {
  return BasicBlock::Create(F.getContext(), Name, &F, Place);
}

/// Begins a loop of \p Count iterations behind \p From; \return its counter.
static PHINode *enterLoop(IRBuilderBase &B, BasicBlock *From,
                          BasicBlock *Into) {
  B.SetInsertPoint(From);
  B.CreateBr(Into);
  B.SetInsertPoint(Into);
  PHINode *K = B.CreatePHI(B.getInt64Ty(), 2, "winnow.k");
  K->addIncoming(B.getInt64(0), From);
  return K;
}

static void leaveLoop(IRBuilderBase &B, PHINode *K, uint64_t Step,
                      uint64_t Count, BasicBlock *Into, BasicBlock *To) {
  Value *Next = B.CreateNUWAdd(K, B.getInt64(Step));
  K->addIncoming(Next, B.GetInsertBlock());
  B.CreateCondBr(B.CreateICmpEQ(Next, B.getInt64(Count)), To, Into);
}

BasicBlock *BlockScan::writeTerms(BasicBlock *From) {
  Function &F = *From->getParent();
  BasicBlock *Body = blockIn(F, "winnow.terms", Blocks.front());
  BasicBlock *To = blockIn(F, "winnow.scan", Blocks.front());
  IRBuilder<> B(F.getContext());
  PHINode *K = enterLoop(B, From, Body);
  ValueToValueMapTy Map;
  SmallVector<Instruction *, 16> Copies;
  SmallVector<std::pair<PHINode *, PHINode *>, 4> Phis;
  for (BasicBlock *BB : Blocks)
    for (Instruction &I : *BB) {
      if (!Needed.contains(&I))
        continue;
      if (auto *Phi = dyn_cast<PHINode>(&I); Phi && BB == Blocks.front()) {
        PHINode *Own = B.CreatePHI(Phi->getType(), 2);
        Own->addIncoming(AtBlock.lookup(Phi), From);
        Phis.push_back({Phi, Own});
        Map[Phi] = Own;
        continue;
      }
      Instruction *Copy = I.clone();
      B.Insert(Copy);
      Map[&I] = Copy;
      Copies.push_back(Copy);
    }
  // A PHI of a single value, behind where the reduction's loop was.
  for (Instruction *Copy : Copies) {
    if (auto *Phi = dyn_cast<PHINode>(Copy))
      Phi->setIncomingBlock(0, Body);
    RemapInstruction(Copy, Map,
                     RF_NoModuleLevelChanges | RF_IgnoreMissingLocals);
  }
  for (Instruction *Copy : Copies)
    if (auto *Phi = dyn_cast<PHINode>(Copy)) {
      Phi->replaceAllUsesWith(Phi->getIncomingValue(0));
      Phi->eraseFromParent();
    }
  auto Mapped = [&Map](Value *V) {
    Value *Copy = Map.lookup(V);
    return Copy ? Copy : V;
  };
  for (auto [S, Buffer] : zip(Sums, Buffers)) {
    Value *Total = nullptr;
    // The last was found first.
    for (auto [Term, Subtracted] : reverse(S.Terms)) {
      Value *V = Mapped(*Term);
      if (Total)
        Total = S.add(B, Total, V, Subtracted);
      else if (Subtracted)
        Total = S.isFloat() ? B.CreateFNeg(V) : B.CreateNeg(V);
      else
        Total = V;
    }
    B.CreateStore(Total, B.CreateInBoundsGEP(S.type(), Buffer, K));
  }
  for (auto [Phi, Own] : Phis)
    Own->addIncoming(Mapped(Phi->getIncomingValueForBlock(Blocks.back())),
                     Body);
  leaveLoop(B, K, 1, BlockLength, Body, To);
  return To;
}

BasicBlock *BlockScan::writeScan(BasicBlock *From, const Sum &S, Value *Buffer,
                                 Value *&Carried) {
  Function &F = *From->getParent();
  BasicBlock *Body = blockIn(F, "winnow.scan.body", Blocks.front());
  BasicBlock *To = blockIn(F, "winnow.scanned", Blocks.front());
  auto *Vector = FixedVectorType::get(S.type(), S.Lanes);
  IRBuilder<> B(From);
  Value *Start =
      B.CreateVectorSplat(S.Lanes, AtBlock.lookup(S.Phi), "winnow.sum");
  PHINode *K = enterLoop(B, From, Body);
  PHINode *Sum = B.CreatePHI(Vector, 2);
  Sum->addIncoming(Start, From);
  Value *At = B.CreateInBoundsGEP(S.type(), Buffer, K);
  Value *V = B.CreateLoad(Vector, At);
  // V[l] + V[l - Distance], with zeros from below. One of floats that changes
  // nothing is negative.
  Constant *Zero = S.isFloat() ? ConstantFP::getNegativeZero(Vector)
                               : Constant::getNullValue(Vector);
  for (unsigned Distance = 1; Distance < S.Lanes; Distance *= 2) {
    SmallVector<int, 64> Lanes;
    for (unsigned L = 0; L < S.Lanes; ++L)
      Lanes.push_back(int(L < Distance ? S.Lanes + L : L - Distance));
    V = S.add(B, V, B.CreateShuffleVector(V, Zero, Lanes));
  }
  // The chain from vector to vector is one addition.
  Value *All =
      B.CreateShuffleVector(V, SmallVector<int, 64>(S.Lanes, int(S.Lanes) - 1));
  B.CreateStore(S.add(B, V, Sum), At);
  Value *Next = S.add(B, Sum, All);
  Sum->addIncoming(Next, Body);
  leaveLoop(B, K, S.Lanes, BlockLength, Body, To);
  B.SetInsertPoint(To);
  Carried = B.CreateExtractElement(Next, uint64_t(0), "winnow.carried");
  return To;
}

BasicBlock *BlockScan::writeRest(BasicBlock *From, ValueToValueMapTy &Map) {
  Function &F = *From->getParent();
  BasicBlock *To = blockIn(F, "winnow.block.end", Blocks.front());
  SmallVector<BasicBlock *, 4> Copies;
  for (BasicBlock *BB : Blocks) {
    BasicBlock *Copy = CloneBasicBlock(BB, Map, ".rest", &F);
    Copy->moveBefore(To);
    Map[BB] = Copy;
    Copies.push_back(Copy);
  }
  remapInstructionsInBlocks(Copies, Map);
  BasicBlock *Header = Copies.front(), *Latch = Copies.back();
  IRBuilder<> B(From);
  B.CreateBr(Header);
  B.SetInsertPoint(Header, Header->begin());
  PHINode *K = B.CreatePHI(B.getInt64Ty(), 2, "winnow.k");
  K->addIncoming(B.getInt64(0), From);
  for (PHINode &Phi : Blocks.front()->phis()) {
    auto *Copy = cast<PHINode>(Map[&Phi]);
    int Entry = Copy->getBasicBlockIndex(Before);
    Copy->setIncomingBlock(unsigned(Entry), From);
    Copy->setIncomingValue(unsigned(Entry), AtBlock.lookup(&Phi));
  }
  for (auto [S, Buffer] : zip(Sums, Buffers)) {
    auto *Result = cast<Instruction>(Map[S.Result]);
    auto *Phi = cast<PHINode>(Map[S.Phi]);
    B.SetInsertPoint(Header, Header->getFirstInsertionPt());
    Value *Known =
        B.CreateLoad(S.type(), B.CreateInBoundsGEP(S.type(), Buffer, K));
    Result->replaceAllUsesWith(Known);
    Map[S.Result] = Known;
    Phi->replaceAllUsesWith(PoisonValue::get(S.type()));
    Phi->eraseFromParent();
    RecursivelyDeleteTriviallyDeadInstructions(Result);
  }
  Instruction *Branch = Latch->getTerminator();
  B.SetInsertPoint(Branch);
  leaveLoop(B, K, 1, BlockLength, Header, To);
  Branch->eraseFromParent();
  return To;
}

void BlockScan::rewrite() {
  BasicBlock *Header = Blocks.front();
  Function &F = *Header->getParent();
  // It may have moved with the loop, or another one may stand there now.
  for (BasicBlock *From : predecessors(Header))
    if (From != Blocks.back())
      Before = From;
  const DataLayout &DL = F.getParent()->getDataLayout();
  IRBuilder<> B(F.getContext());
  BasicBlock &Entry = F.getEntryBlock();
  for (const Sum &S : Sums) {
    B.SetInsertPoint(&Entry, Entry.getFirstInsertionPt());
    AllocaInst *Buffer =
        B.CreateAlloca(ArrayType::get(S.type(), BlockLength),
                       DL.getAllocaAddrSpace(), nullptr, "winnow.block");
    Buffer->setAlignment(Align(64));
    Buffers.push_back(Buffer);
  }
  BasicBlock *Start = blockIn(F, "winnow.block.start", Header);
  // Before the first block, and after each: is there another?
  auto More = [&](Value *Now) {
    Value *Left = B.CreateSub(*Bound, Now, "winnow.left");
    return B.CreateICmpUGT(Left,
                           ConstantInt::get(Left->getType(), BlockLength));
  };
  Instruction *Jump = Before->getTerminator();
  B.SetInsertPoint(Jump);
  Value *Any = More(Counter->getIncomingValueForBlock(Before));
  // The loop may be one of several that the block before leads to.
  BasicBlock *Choice = Before;
  if (Jump->getNumSuccessors() > 1) {
    Choice = blockIn(F, "winnow.choice", Header);
    Jump->replaceSuccessorWith(Header, Choice);
    for (PHINode &Phi : Header->phis())
      Phi.replaceIncomingBlockWith(Before, Choice);
    Before = Choice;
  } else {
    Jump->eraseFromParent();
  }
  B.SetInsertPoint(Choice);
  B.CreateCondBr(Any, Start, Header);
  B.SetInsertPoint(Start);
  for (PHINode &Phi : Header->phis()) {
    PHINode *Own = B.CreatePHI(Phi.getType(), 2);
    Own->addIncoming(Phi.getIncomingValueForBlock(Choice), Choice);
    AtBlock[&Phi] = Own;
  }
  BasicBlock *At = writeTerms(Start);
  DenseMap<PHINode *, Value *> Carried;
  for (auto [S, Buffer] : zip(Sums, Buffers))
    At = writeScan(At, S, Buffer, Carried[S.Phi]);
  ValueToValueMapTy Map;
  BasicBlock *End = writeRest(At, Map);
  B.SetInsertPoint(End);
  for (PHINode &Phi : Header->phis()) {
    Value *Later = Phi.getIncomingValueForBlock(Blocks.back());
    Value *Copy = Map.lookup(Later);
    Value *After = Carried.lookup(&Phi);
    if (!After)
      After = Copy ? Copy : Later;
    AtBlock.lookup(&Phi)->addIncoming(After, End);
    Phi.addIncoming(After, End);
  }
  Instruction *Back = B.CreateCondBr(More(Map.lookup(Next)), Start, Header);
  LLVMContext &C = F.getContext();
  MDNode *Done = MDNode::get(C, {MDString::get(C, DoneMarker),
                                 ConstantAsMetadata::get(B.getInt32(1))});
  MDNode *Self = MDNode::getDistinct(C, {nullptr, Done});
  Self->replaceOperandWith(0, Self);
  Back->setMetadata(LLVMContext::MD_loop, Self);
}

} // namespace winnow::emit
