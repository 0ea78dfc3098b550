//===- Memory.cpp - Who writes what the body reads ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Memory.h"
#include "nest/Names.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace winnow::nest {

/// More comparisons than this cost more than a small nest.
static constexpr unsigned MaxChecks = 8;

bool MemoryRange::operator==(const MemoryRange &O) const {
  auto SameExtent = [](const Extent &X, const Extent &Y) {
    return X.Coef == Y.Coef && X.Max.Constant == Y.Max.Constant &&
           X.Max.Param == Y.Max.Param;
  };
  return Base == O.Base && Size == O.Size &&
         std::equal(Extents.begin(), Extents.end(), O.Extents.begin(),
                    O.Extents.end(), SameExtent);
}

namespace {

/// Alias queries that hold across iterations of one loop.
class CrossIterationAA {
public:
  CrossIterationAA(Loop &L, const Analyses &A) : L(L), AA(A.AA), SE(A.SE) {
    for (BasicBlock *BB : L.blocks())
      for (Instruction &I : *BB)
        HasScopes |= isa<NoAliasScopeDeclInst>(I);
  }

  bool mayWrite(Instruction *Writer, Instruction *Accessed) {
    std::optional<MemoryLocation> To = anywhere(Accessed);
    if (!To)
      return true;
    if (!isa<StoreInst>(Writer))
      return isModSet(AA.getModRefInfo(Writer, To));
    std::optional<MemoryLocation> From = anywhere(Writer);
    return !From || !AA.isNoAlias(*From, *To);
  }

private:
  /// Everything that \p I may access in any iteration; nothing where its
  /// pointer goes from object to object as the loop runs (swapped buffers),
  /// since AA answers for one iteration only.
  std::optional<MemoryLocation> anywhere(Instruction *I) const {
    MemoryLocation Loc = MemoryLocation::get(I);
    const Value *Object = getUnderlyingObject(Loc.Ptr);
    auto Wanders = [&](const Value *V) {
      auto *Inst = dyn_cast<Instruction>(V);
      return Inst && isa<PHINode, SelectInst>(Inst) && L.contains(Inst);
    };
    if (Wanders(Object)) {
      auto *Base = dyn_cast<SCEVUnknown>(
          SE.getPointerBase(SE.getSCEV(const_cast<Value *>(Loc.Ptr))));
      if (!Base || Wanders(Base->getValue()) ||
          Wanders(getUnderlyingObject(Base->getValue())))
        return std::nullopt;
      Loc.Ptr = Base->getValue();
    }
    if (HasScopes) // Such a scope holds for one iteration only.
      Loc.AATags.Scope = Loc.AATags.NoAlias = nullptr;
    return MemoryLocation(Loc.Ptr, LocationSize::beforeOrAfterPointer(),
                          Loc.AATags);
  }

  Loop &L;
  AAResults &AA;
  ScalarEvolution &SE;
  bool HasScopes = false;
};

/// What \p I accesses, in bytes; nothing for a scalable vector.
std::optional<uint64_t> sizeOf(Instruction *I) {
  LocationSize Size = MemoryLocation::get(I).Size;
  if (!Size.hasValue() || Size.isScalable())
    return std::nullopt;
  return Size.getValue().getFixedValue();
}

/// The bytes that \p I accesses over all loops around it inside the root.
std::optional<MemoryRange> rangeOf(const ReductionNest &N, Instruction *I,
                                   const Analyses &A, AffineSpace &Space) {
  SmallVector<Loop *, 4> Around;
  for (Loop *L = A.LI.getLoopFor(I->getParent()); L && N.root().contains(L);
       L = L->getParentLoop())
    Around.insert(Around.begin(), L);
  Value *Ptr = getLoadStorePointerOperand(I);
  // Pointers into different address spaces cannot be compared.
  if (Around.empty() || !Ptr || Ptr->getType()->getPointerAddressSpace() != 0)
    return std::nullopt;
  std::optional<LinearForm> F = linearForm(A.SE.getSCEV(Ptr), Around, A.SE);
  if (!F)
    return std::nullopt;
  MemoryRange R;
  R.Base = F->Base;
  R.Size = sizeOf(I).value_or(0);
  for (auto [L, Coef] : zip(Around, F->Coef)) {
    if (Coef->isZero())
      continue;
    std::optional<Affine> Max = Space.maxCount(*L);
    if (!Max)
      return std::nullopt;
    R.Extents.push_back({Coef, *Max});
  }
  return R.Size ? std::optional(R) : std::nullopt;
}

std::string nameOf(const Value *Pointer) {
  std::string Name = sourceName(*getUnderlyingObject(Pointer));
  return Name.empty() ? "memory" : Name;
}

/// Only a pointer parameter can be declared restrict, and not against itself.
bool takesRestrict(const Value *Pointer, const Value *Against) {
  const Value *Object = getUnderlyingObject(Pointer);
  return isa<Argument>(Object) &&
         (!Against || Object != getUnderlyingObject(Against));
}

Refusal mayAlias(Instruction *Writer, const LoadInst *Load) {
  std::string Term = nameOf(Load->getPointerOperand());
  if (auto *Call = dyn_cast<CallBase>(Writer)) {
    const Function *Callee = Call->getCalledFunction();
    std::string Who = Callee ? "call to " + Callee->getName().str()
                      : Call->isInlineAsm() ? "inline assembly"
                                            : "call to a function pointer";
    return {"CallMayWrite",
            "the " + Who + " in the outer loop may change " + Term,
            takesRestrict(Load->getPointerOperand(), nullptr)
                ? "declare " + Term + " restrict, or the function pure or const"
                : "declare the function pure or const"};
  }
  if (!isa<StoreInst>(Writer))
    return {"CallMayWrite",
            "an atomic operation in the outer loop may change " + Term, ""};
  std::string Out = nameOf(getLoadStorePointerOperand(Writer));
  const Value *To = getLoadStorePointerOperand(Writer);
  return {"MayAlias", Out + " may alias " + Term + ", and no check can tell",
          takesRestrict(To, Load->getPointerOperand())
              ? "add restrict to " + Out
              : ""};
}

bool addCheck(ReductionNest &N, const MemoryRange &Stored,
              const MemoryRange &Loaded) {
  // Both hold what stands there: no run would ever pass the check.
  if (Stored.Base == Loaded.Base)
    return false;
  for (const DisjointCheck &C : N.Checks)
    if ((C.Stored == Stored && C.Loaded == Loaded) ||
        (C.Stored == Loaded && C.Loaded == Stored))
      return true;
  N.Checks.push_back({Stored, Loaded});
  return N.Checks.size() <= MaxChecks;
}

/// Compares what the root loop writes with what terms and values read.
class MemoryChecker {
public:
  MemoryChecker(ReductionNest &N, const Analyses &A, AffineSpace &Space,
                SmallVectorImpl<ElementWrite> &Writes)
      : N(N), A(A), Space(Space), Writes(Writes), AA(N.root(), A) {}

  std::optional<Refusal> rootLoop() {
    for (BasicBlock *BB : N.root().blocks())
      for (Instruction &I : *BB) {
        N.MayLeave |= I.mayThrow() || !I.willReturn();
        if (auto *Call = dyn_cast<CallBase>(&I); Call && Call->isConvergent())
          return Refusal{"Convergent",
                         "a call in the outer loop must not be made dependent "
                         "on a condition",
                         "", true};
        if (I.mayWriteToMemory() && !isa<AssumeInst>(I) &&
            !isa<NoAliasScopeDeclInst>(I) && !I.isLifetimeStartOrEnd())
          Writers.push_back(&I);
      }
    return std::nullopt;
  }

  /// Finds out how each writer is kept apart from \p Loads.
  std::optional<Refusal> keepApart(ArrayRef<TermLoad> Loads) {
    for (Instruction *I : Writers)
      for (const TermLoad &T : Loads)
        if (std::optional<Refusal> R = keepApart(I, T))
          return R;
    return std::nullopt;
  }

  /// Finds the values of all writes, and in turn the writes of what these read.
  /// A value that something else may change is unknown.
  void readValues() {
    for (size_t K = 0; K != Writes.size(); ++K) {
      if (!Reader)
        return;
      Reader->readValue(Writes[K]);
      if (!Writes[K].Value)
        continue;
      size_t KnownWrites = Writes.size(), KnownChecks = N.Checks.size();
      SmallVector<TermLoad, 4> Loads = Writes[K].Value->Loads;
      if (!keepApart(Loads))
        continue;
      Writes.truncate(KnownWrites);
      N.Checks.truncate(KnownChecks);
      Writes[K].Value.reset();
    }
    for (ElementWrite &W : Writes)
      if (W.Value && !readsInTime(W))
        W.Value.reset();
  }

private:
  std::optional<Refusal> keepApart(Instruction *I, const TermLoad &T) {
    if (!AA.mayWrite(I, T.Load))
      return std::nullopt;
    auto *Store = dyn_cast<StoreInst>(I);
    if (!Store || !Store->isSimple())
      return mayAlias(I, T.Load);
    if (!Reader)
      Reader.emplace(N, A, Space);
    if (auto W = Reader->read(Store, T.Load)) {
      if (none_of(Writes, [&](auto &K) { return K.Store == Store; }))
        Writes.push_back(*W);
      return std::nullopt;
    }
    std::optional<MemoryRange> To = rangeOf(N, Store, A, Space);
    std::optional<MemoryRange> From =
        To && T.Address ? rangeOf(N, T.Load, A, Space) : std::nullopt;
    if (!From || !addCheck(N, *To, *From))
      return mayAlias(I, T.Load);
    return std::nullopt;
  }

  /// What \p W reads of written objects it reads when it stores, and not, say,
  /// in an iteration before.
  bool readsInTime(const ElementWrite &W) const {
    return all_of(W.Value->Loads, [&](const TermLoad &T) {
      if (T.Load->getParent() == W.Store->getParent())
        return true;
      const SCEV *Object =
          A.SE.getPointerBase(A.SE.getSCEV(T.Load->getPointerOperand()));
      return none_of(Writes, [&](const ElementWrite &Other) {
        return Other.To.Object == Object;
      });
    });
  }

  ReductionNest &N;
  const Analyses &A;
  AffineSpace &Space;
  SmallVectorImpl<ElementWrite> &Writes;
  CrossIterationAA AA;
  SmallVector<Instruction *, 8> Writers;
  /// Made when there is something to read.
  std::optional<StoreReader> Reader;
};

} // namespace

std::optional<Refusal> checkMemory(ReductionNest &N, const TermSet &Terms,
                                   const Analyses &A, AffineSpace &Space,
                                   SmallVectorImpl<ElementWrite> &Writes) {
  MemoryChecker Checker(N, A, Space, Writes);
  if (std::optional<Refusal> R = Checker.rootLoop())
    return R;
  if (std::optional<Refusal> R = Checker.keepApart(Terms.Loads))
    return R;
  Checker.readValues();
  return std::nullopt;
}

bool isUnchanged(const ReductionNest &N, LoadInst &Load, const Analyses &A) {
  CrossIterationAA AA(N.root(), A);
  for (BasicBlock *BB : N.root().blocks())
    for (Instruction &I : *BB)
      if (I.mayWriteToMemory() && !isa<AssumeInst>(I) &&
          !isa<NoAliasScopeDeclInst>(I) && !I.isLifetimeStartOrEnd() &&
          AA.mayWrite(&I, &Load))
        return false;
  return true;
}

bool hostIsReversible(ReductionNest &N, const Analyses &A, AffineSpace &Space) {
  Loop &Host = N.host();
  for (PHINode &Phi : Host.getHeader()->phis())
    if (!A.SE.isSCEVable(Phi.getType()) ||
        !linearForm(A.SE.getSCEV(&Phi), N.Dims, A.SE))
      return false;
  // What the last iteration leaves behind would be what the first one did.
  for (BasicBlock *BB : Host.blocks())
    for (Instruction &I : *BB)
      for (User *U : I.users())
        if (!Host.contains(cast<Instruction>(U)))
          return false;

  size_t Known = N.Checks.size();
  auto No = [&] {
    N.Checks.truncate(Known);
    return false;
  };
  CrossIterationAA AA(Host, A);
  SmallVector<Instruction *, 8> Accesses;
  for (BasicBlock *BB : Host.blocks())
    for (Instruction &I : *BB) {
      if (I.mayThrow() || !I.willReturn())
        return No();
      if (isa<AssumeInst>(I) || isa<NoAliasScopeDeclInst>(I) ||
          I.isLifetimeStartOrEnd() || !I.mayReadOrWriteMemory())
        continue;
      bool Simple = isa<LoadInst>(I)
                        ? cast<LoadInst>(I).isSimple()
                        : isa<StoreInst>(I) && cast<StoreInst>(I).isSimple();
      if (!Simple)
        return No();
      Accesses.push_back(&I);
    }
  unsigned D = N.Outer - 1;
  for (Instruction *W : Accesses) {
    if (!isa<StoreInst>(W))
      continue;
    auto WForm =
        linearForm(A.SE.getSCEV(getLoadStorePointerOperand(W)), N.Dims, A.SE);
    for (Instruction *I : Accesses) {
      if (!AA.mayWrite(W, I))
        continue;
      // One element per iteration, and the same one for both accesses.
      auto Form =
          linearForm(A.SE.getSCEV(getLoadStorePointerOperand(I)), N.Dims, A.SE);
      auto OwnElement = [&](const LinearForm &F) {
        auto *Stride = dyn_cast<SCEVConstant>(F.Coef[D]);
        auto WSize = sizeOf(W), ISize = sizeOf(I);
        return Stride && WSize && ISize &&
               Stride->getAPInt().abs().uge(std::max(*WSize, *ISize)) &&
               all_of(ArrayRef(F.Coef).drop_front(N.Outer),
                      [](const SCEV *C) { return C->isZero(); });
      };
      if (WForm && Form && WForm->Base == Form->Base &&
          WForm->Coef == Form->Coef && OwnElement(*WForm))
        continue;
      auto To = rangeOf(N, W, A, Space);
      auto From = To ? rangeOf(N, I, A, Space) : std::nullopt;
      if (W == I || !From || !addCheck(N, *To, *From))
        return No();
    }
  }
  return true;
}

} // namespace winnow::nest
