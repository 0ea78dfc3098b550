//===- Outline.cpp - The rewritten loop in its own function ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/Outline.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/CodeExtractor.h"

using namespace llvm;

namespace winnow::emit {

/// The blocks from \p First to the common exit, \p First ahead.
static SmallVector<BasicBlock *> blocksFrom(BasicBlock *First,
                                            const TwoVersions &V) {
  BasicBlock *Exit = V.FastExit->getSingleSuccessor();
  SetVector<BasicBlock *> Blocks;
  Blocks.insert(First);
  for (size_t I = 0; I != Blocks.size(); ++I)
    for (BasicBlock *Next : successors(Blocks[I]))
      if (Next != V.OriginalPreheader && Next != Exit)
        Blocks.insert(Next);
  return {Blocks.begin(), Blocks.end()};
}

namespace {

/// Computes what a region needs inside it, where that is as good as passing it:
/// of a[j] the loop knows more than of some pointer.
class InputSinker {
public:
  explicit InputSinker(ArrayRef<BasicBlock *> Region)
      : Inside(Region.begin(), Region.end()),
        At(Region.front()->getFirstInsertionPt()) {
    for (BasicBlock *BB : Region)
      for (Instruction &I : *BB)
        sinkOperands(I, MaxDepth);
  }

private:
  static constexpr unsigned MaxDepth = 8;

  void sinkOperands(Instruction &I, unsigned Depth) {
    for (Use &U : I.operands())
      if (auto *Def = dyn_cast<Instruction>(U))
        if (Depth && !Inside.contains(Def->getParent()) &&
            (isa<CastInst, CmpInst, GetElementPtrInst, BinaryOperator>(Def)))
          U.set(copyOf(*Def, Depth - 1));
  }

  /// Behind the copies of its own operands.
  Instruction *copyOf(Instruction &Def, unsigned Depth) {
    if (Instruction *Known = Copies.lookup(&Def))
      return Known;
    Instruction *Copy = Def.clone();
    Copy->setName(Def.getName());
    sinkOperands(*Copy, Depth);
    Copy->insertBefore(At);
    return Copies[&Def] = Copy;
  }

  SmallPtrSet<BasicBlock *, 16> Inside;
  BasicBlock::iterator At;
  DenseMap<Instruction *, Instruction *> Copies;
};

} // namespace

/// Whether no other of the call's pointers can lead to what \p Own points to.
static bool staysAlone(const Argument &Own, const CallBase &Call) {
  // Else a pointer that the loop reads from memory could be a copy of it.
  if (!Own.hasNoCaptureAttr())
    return false;
  return all_of(Call.args(), [&](const Use &Passed) {
    if (Passed.get() == &Own || !Passed->getType()->isPointerTy())
      return true;
    const Value *Object = getUnderlyingObject(Passed);
    return Object != &Own && (isa<Argument, AllocaInst, GlobalObject>(Object));
  });
}

/// What is known of an argument of the original function holds for the same
/// argument here as well.
static void keepAttributes(const CallBase &Call) {
  Function &Own = *Call.getCalledFunction();
  for (Argument &A : Own.args()) {
    auto *Old = dyn_cast<Argument>(Call.getArgOperand(A.getArgNo()));
    if (!Old)
      continue;
    for (auto Kind :
         {Attribute::NonNull, Attribute::NoUndef, Attribute::Alignment,
          Attribute::Dereferenceable, Attribute::ReadOnly, Attribute::WriteOnly,
          Attribute::Captures})
      if (Old->hasAttribute(Kind))
        A.addAttr(Old->getAttribute(Kind));
    if (Old->hasNoAliasAttr() && staysAlone(*Old, Call))
      A.addAttr(Attribute::NoAlias);
  }
}

/// Moves \p Region, which is entered at its first block.
static CallBase *extract(ArrayRef<BasicBlock *> Region, Function &F,
                         DominatorTree &DT, AssumptionCache &AC) {
  InputSinker Sink(Region);
  CodeExtractor Extractor(Region, &DT, /*AggregateArgs=*/false,
                          /*BFI=*/nullptr, /*BPI=*/nullptr, &AC,
                          /*AllowVarArgs=*/false, /*AllowAlloca=*/false,
                          /*AllocationBlock=*/nullptr, "winnow");
  if (!Extractor.isEligible())
    return nullptr;
  Function *Own = Extractor.extractCodeRegion(CodeExtractorAnalysisCache(F));
  if (!Own)
    return nullptr;
  auto *Call = cast<CallBase>(Own->user_back());
  keepAttributes(*Call);
  Own->addFnAttr(Attribute::NoInline);
  Own->addFnAttr(OutlinedAttribute);
  return Call;
}

Function *outline(const TwoVersions &V, bool Allocates, DominatorTree &DT,
                  AssumptionCache &AC) {
  Function &F = *V.Before->getParent();
  // What may still go to the original is moved only where it is long: a call
  // that comes back has all that the original needs saved around it.
  BasicBlock *First = Allocates ? V.Check : V.FastPreheader;
  CallBase *Call = extract(blocksFrom(First, V), F, DT, AC);
  if (!Call)
    return nullptr;
  Function *Own = Call->getCalledFunction();
  // A linker that drops the one drops the other.
  Own->setComdat(F.getComdat());
  return Own;
}

CallBase *outlineLoop(Loop &L, DominatorTree &DT, AssumptionCache &AC) {
  // What is computed for the loop goes into a block before it.
  SmallVector<BasicBlock *> Region = {
      SplitEdge(L.getLoopPreheader(), L.getHeader(), &DT)};
  append_range(Region, L.blocks());
  return extract(Region, *L.getHeader()->getParent(), DT, AC);
}

} // namespace winnow::emit
