//===- Stores.cpp - Stores beside a reduction -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Stores.h"
#include "nest/Guards.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/LoopIterator.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace winnow::nest {

namespace {

/// Follows a stored value down to what it reads. Nothing of the outer iteration
/// is opaque here: a value that cannot be followed may differ each time.
class ValueReader {
public:
  ValueReader(const ElementWrite &W, const Analyses &A) : W(W), A(A) {}

  std::optional<TermSet> run() {
    push(W.Store->getValueOperand());
    while (!Work.empty())
      if (!visit(Work.pop_back_val()))
        return std::nullopt;
    return std::move(Out);
  }

private:
  void push(Value *V) {
    if (isa<Instruction>(V) && Seen.insert(V).second)
      Work.push_back(cast<Instruction>(V));
  }

  bool visit(Instruction *I) {
    if (!W.Loops.front()->contains(I))
      return true;
    if (A.SE.isSCEVable(I->getType()))
      if (auto Form = linearForm(A.SE.getSCEV(I), W.Loops, A.SE))
        if (auto R = rowsOf(*Form)) {
          Out.Kernel.append(R->begin(), R->end());
          return true;
        }
    if (auto *Load = dyn_cast<LoadInst>(I)) {
      auto Form =
          linearForm(A.SE.getSCEV(Load->getPointerOperand()), W.Loops, A.SE);
      auto Formal = Form ? rowsOf(*Form) : std::nullopt;
      if (!Load->isSimple())
        return false;
      if (Formal) {
        Out.Loads.push_back({Load, Form, *Formal});
      } else {
        push(Load->getPointerOperand());
        Out.Loads.push_back({Load, std::nullopt, {}});
      }
      return true;
    }
    auto *Call = dyn_cast<CallBase>(I);
    if (Call ? Call->isConvergent() || !Call->doesNotAccessMemory() ||
                   Call->mayThrow() || !Call->willReturn()
             : !isa<BinaryOperator, UnaryOperator, CastInst, CmpInst,
                    SelectInst, GetElementPtrInst>(I))
      return false;
    for (Value *Op : I->operands())
      push(Op);
    return true;
  }

  const ElementWrite &W;
  const Analyses &A;
  TermSet Out;
  SmallPtrSet<Value *, 16> Seen;
  SmallVector<Instruction *, 16> Work;
};

} // namespace

StoreReader::StoreReader(const ReductionNest &N, const Analyses &A,
                         AffineSpace &Space)
    : N(N), A(A), Space(Space) {
  LoopBlocksRPO Blocks(&N.root());
  Blocks.perform(&A.LI);
  if (containsIrreducibleCFG<const BasicBlock *>(Blocks, A.LI))
    return;
  for (const BasicBlock *BB : Blocks)
    Order.try_emplace(BB, Order.size());
}

std::optional<ElementWrite> StoreReader::read(StoreInst *Store,
                                              const LoadInst *Load) {
  const DataLayout &DL = Store->getDataLayout();
  TypeSize Size = DL.getTypeStoreSize(Store->getValueOperand()->getType());
  if (Size.isScalable() || Size != DL.getTypeStoreSize(Load->getType()))
    return std::nullopt;
  ElementWrite W;
  W.Store = Store;
  // The store of an accumulator is sunk behind the loop.
  Loop *Inside =
      N.top().contains(Store) ? &N.host() : A.LI.getLoopFor(Store->getParent());
  for (Loop *L = Inside; L && N.root().contains(L); L = L->getParentLoop()) {
    if (!Space.maxCount(*L))
      return std::nullopt;
    W.Loops.insert(W.Loops.begin(), L);
  }
  while (W.Common < N.Outer && W.Common < W.Loops.size() &&
         W.Loops[W.Common] == N.Dims[W.Common])
    ++W.Common;
  findPlace(W);
  // Outside the host it is before or behind all iterations of a loop.
  if (W.Common < N.Outer && W.Where == share::Write::Position::Unknown)
    return std::nullopt;
  Value *ToPtr = Store->getPointerOperand();
  Value *FromPtr = const_cast<Value *>(Load->getPointerOperand());
  std::optional<Element> To = flatElement(ToPtr, Space, A.SE);
  std::optional<Element> From = flatElement(FromPtr, Space, A.SE);
  if (!To && !From && W.Common == N.Outer && W.Loops.size() == N.Outer) {
    To = rowElement(ToPtr, N.Dims, Space, A.SE);
    From = rowElement(FromPtr, N.Dims, Space, A.SE);
  }
  int64_t Bytes = Size.getFixedValue();
  if (!To || !From || !To->isLike(*From) || !elementText(*To, Bytes, Space) ||
      !elementText(*From, Bytes, Space))
    return std::nullopt;
  for (const Affine *Of : {&To->Offset, &To->Row})
    for (auto [D, Coef] : enumerate(Of->Dim))
      if (Coef && none_of(W.Loops, [&, Dim = unsigned(D)](Loop *L) {
            return Space.indexOf(*L) == Dim;
          }))
        return std::nullopt;
  W.To = *To;
  return W;
}

void StoreReader::findPlace(ElementWrite &W) const {
  using Position = share::Write::Position;
  const BasicBlock *Top = N.Dims[W.Common]->getHeader();
  if (N.top().contains(W.Store)) {
    W.Where = Position::After;
    W.Rank = Order.lookup(Top);
    return;
  }
  // A block of the loop around both, or the header of the first own loop.
  const BasicBlock *Own = W.Common < W.Loops.size()
                              ? W.Loops[W.Common]->getHeader()
                              : W.Store->getParent();
  if (!Order.empty()) {
    W.Rank = Order.lookup(Own);
    W.Where = W.Rank < Order.lookup(Top) ? Position::Before : Position::After;
  } else if (A.DT.dominates(Top, W.Store->getParent())) {
    W.Where = Position::After;
  } else if (A.DT.dominates(W.Store->getParent(),
                            N.Dims[W.Common]->getLoopPreheader())) {
    W.Where = Position::Before;
  }
}

/// Whether the store runs at all points of its loops that meet the conditions,
/// and at no others.
bool StoreReader::runsExactly(ElementWrite &W) const {
  for (Loop *L : W.Loops)
    if (!L->isLoopSimplifyForm() || !L->getExitBlock() ||
        L->getExitingBlock() != L->getLoopLatch())
      return false;
  return constraintsOn(*W.Store->getParent(), N.root(), Space, A, W.Conditions);
}

void StoreReader::readValue(ElementWrite &W) const {
  bool Again = false;
  auto Moves = [](const Affine &With, unsigned D) {
    return D < With.Dim.size() && With.Dim[D] != 0;
  };
  for (unsigned D = 0; D != W.Common; ++D)
    Again |= !Moves(W.To.Offset, D) && !Moves(W.To.Row, D);
  if (!Again || Order.empty() || N.top().contains(W.Store) || !runsExactly(W))
    return;
  W.Value = ValueReader(W, A).run();
}

} // namespace winnow::nest
