//===- FlowCounter.cpp - How often each block of a function runs ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/FlowCounter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/ProfDataUtils.h"
#include <algorithm>
#include <array>
#include <utility>

using namespace llvm;

namespace winnow::cost {

/// What LLVM's branch probabilities say of a loop, too.
static constexpr double StaysInLoop = 31.0 / 32;
/// Objects lie far apart, so that no check finds them to overlap.
static constexpr uint64_t ObjectDistance = uint64_t(1) << 40;

static bool isAllocation(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  return Callee && is_contained({"malloc", "calloc", "realloc", "free"},
                                Callee->getName());
}

FlowCounter::FlowCounter(const Function &F) : F(F) {
  for (const BasicBlock &BB : F)
    Indices[&BB] = unsigned(Indices.size());
  // Slot 0 is what is never known.
  Initial.emplace_back();
  DominatorTree DT(const_cast<Function &>(F));
  LoopInfo LI(DT);
  Nodes.resize(F.size());
  for (const BasicBlock &BB : F) {
    Node &N = Nodes[indexOf(&BB)];
    for (const Instruction &I : BB)
      addOp(N, I);
    addEnd(N, BB);
    const Loop *L = LI.getLoopFor(&BB);
    if (!L)
      continue;
    N.Header = indexOf(L->getHeader());
    if (L->getHeader() == &BB) {
      for (const BasicBlock *Member : L->blocks())
        N.Members.insert(indexOf(Member));
    }
    // A loop goes on, as far as nobody knows.
    const Instruction &End = *BB.getTerminator();
    if (N.Successors.size() != 2 || hasBranchWeightMD(End))
      continue;
    bool First = L->contains(End.getSuccessor(0));
    if (First != L->contains(End.getSuccessor(1)))
      N.Likely = First ? StaysInLoop : 1 - StaysInLoop;
  }
}

unsigned FlowCounter::slotOf(const Value &V) {
  if (!bitsOf(V.getType()))
    return 0;
  auto [Found, IsNew] = Slots.try_emplace(&V, unsigned(Initial.size()));
  if (!IsNew)
    return Found->second;
  unsigned Slot = Found->second;
  Number Value;
  if (isa<GlobalValue>(V))
    Value = ObjectDistance * (1000 + Slot);
  else if (isa<Constant>(V))
    Value = evaluate(V, [](const llvm::Value &) { return Number(); });
  Initial.push_back(Value);
  return Slot;
}

void FlowCounter::addOp(Node &N, const Instruction &I) {
  if (auto *P = dyn_cast<PHINode>(&I)) {
    if (!bitsOf(P->getType()))
      return;
    Phi New;
    New.Result = slotOf(*P);
    New.Bits = bitsOf(P->getType());
    for (unsigned K = 0; K < P->getNumIncomingValues(); ++K)
      New.Incoming.push_back(
          {indexOf(P->getIncomingBlock(K)), slotOf(*P->getIncomingValue(K))});
    N.Phis.push_back(std::move(New));
    return;
  }
  if (auto *Call = dyn_cast<CallBase>(&I); Call && !isa<IntrinsicInst>(I)) {
    if (isAllocation(*Call))
      ++N.Allocations;
    else
      ++N.Calls;
  }
  Op New;
  New.I = &I;
  if (const Value *Address = getLoadStorePointerOperand(&I)) {
    TypeSize Bytes = I.getDataLayout().getTypeStoreSize(getLoadStoreType(&I));
    New.MemoryBytes = Bytes.isScalable() ? 0 : unsigned(Bytes.getFixedValue());
    New.Operands.push_back(slotOf(*Address));
    New.Result = MemoryOps++;
    New.IsStore = isa<StoreInst>(I);
    N.Ops.push_back(std::move(New));
    return;
  }
  if (!bitsOf(I.getType()) || I.isTerminator())
    return;
  New.Result = slotOf(I);
  if (auto *GEP = dyn_cast<GEPOperator>(&I)) {
    std::optional<AddressSum> Sum = addressSum(*GEP);
    if (!Sum)
      return;
    New.Offset = Sum->Offset;
    New.Operands.push_back(slotOf(*GEP->getPointerOperand()));
    New.Scales.push_back({1, 64});
    for (auto [Part, Scale] : Sum->Parts) {
      New.Operands.push_back(slotOf(*Part));
      New.Scales.push_back({Scale, bitsOf(Part->getType())});
    }
  } else if (isa<AllocaInst>(I) ||
             (isa<CallBase>(I) && !isa<IntrinsicInst>(I))) {
    // Memory of its own; other results are not known.
    if (I.getType()->isPointerTy())
      Initial[New.Result] = ObjectDistance * (1000 + New.Result);
    return;
  } else {
    for (const Value *Operand : inputsOf(I))
      New.Operands.push_back(slotOf(*Operand));
  }
  N.Ops.push_back(std::move(New));
}

void FlowCounter::addEnd(Node &N, const BasicBlock &BB) {
  const Instruction &End = *BB.getTerminator();
  for (const BasicBlock *Next : successors(&BB))
    N.Successors.push_back(indexOf(Next));
  auto *Branch = dyn_cast<BranchInst>(&End);
  if (auto *Switch = dyn_cast<SwitchInst>(&End))
    N.Condition = slotOf(*Switch->getCondition());
  if (auto *Return = dyn_cast<ReturnInst>(&End);
      Return && Return->getReturnValue())
    N.Returned = slotOf(*Return->getReturnValue());
  if (!Branch || !Branch->isConditional())
    return;
  N.Condition = slotOf(*Branch->getCondition());
  uint64_t True = 0, False = 0;
  if (extractBranchWeights(*Branch, True, False) && True + False)
    N.Likely = double(True) / double(True + False);
  auto *Test = dyn_cast<ICmpInst>(Branch->getCondition());
  if (Test && is_contained(N.Successors, indexOf(&BB)) &&
      bitsOf(Test->getOperand(0)->getType())) {
    N.LoopTest = Test;
    N.TestLeft = slotOf(*Test->getOperand(0));
    N.TestRight = slotOf(*Test->getOperand(1));
  }
}

/// One run of a function.
struct FlowCounter::Run {
  Run(const FlowCounter &Of) : Of(Of), Slots(Of.Initial) {
    Counts.Blocks.resize(Of.Nodes.size());
    Leaning.resize(Of.Nodes.size());
    Touched.resize(Of.MemoryOps);
  }

  void follow(uint64_t MaxSteps);
  void enter(const Node &N, unsigned From);
  void execute(const Node &N, double Times);
  std::optional<unsigned> next(const Node &N, unsigned Index);
  /// How many more iterations of the loop of one block \p N need not be run,
  /// since what it counts is linear.
  uint64_t skippable(const Node &N, unsigned Index);
  void skip(const Node &N, uint64_t Times);
  void touch(const Op &O, double Times);
  double footprint() const;
  void findForwarding();

  const FlowCounter &Of;
  std::vector<Number> Slots;
  FlowCounts Counts;
  /// What unknown branches owe to their less likely successor.
  std::vector<double> Leaning;
  /// By memory instruction: the addresses that it has used, from - to.
  std::vector<std::pair<uint64_t, uint64_t>> Touched;
  /// The phis and the test of the loop of one block that is being run, in this
  /// iteration and the two before; and how many of them there were.
  std::array<std::vector<Number>, 3> Last;
  unsigned Seen = 0;
};

void FlowCounter::Run::enter(const Node &N, unsigned From) {
  SmallVector<Number, 8> New;
  for (const Phi &P : N.Phis) {
    auto *In = find_if(P.Incoming, [&](auto &I) { return I.first == From; });
    New.push_back(In == P.Incoming.end() ? std::nullopt : Slots[In->second]);
  }
  for (auto [P, V] : zip(N.Phis, New))
    Slots[P.Result] = V;
}

void FlowCounter::Run::touch(const Op &O, double Times) {
  Counts.BytesMoved += Times * O.MemoryBytes;
  Number Address = Slots[O.Operands[0]];
  if (!Address)
    return;
  auto &[From, To] = Touched[O.Result];
  From = To ? std::min(From, *Address) : *Address;
  To = std::max(To, *Address + O.MemoryBytes);
}

void FlowCounter::Run::execute(const Node &N, double Times) {
  Counts.Calls += Times * N.Calls;
  Counts.Allocations += Times * N.Allocations;
  SmallVector<Number, 4> Operands;
  for (const Op &O : N.Ops) {
    if (O.MemoryBytes) {
      touch(O, Times);
      continue;
    }
    if (!O.Scales.empty()) {
      uint64_t Address = uint64_t(O.Offset);
      bool Known = true;
      for (auto [Slot, Scale] : zip(O.Operands, O.Scales)) {
        Number V = Slots[Slot];
        Known &= V.has_value();
        if (V)
          Address +=
              uint64_t(asSigned(*V, Scale.second)) * uint64_t(Scale.first);
      }
      Slots[O.Result] = Known ? Number(Address) : std::nullopt;
      continue;
    }
    Operands.clear();
    for (unsigned Slot : O.Operands)
      Operands.push_back(Slots[Slot]);
    Slots[O.Result] = O.Result ? fold(*O.I, Operands) : std::nullopt;
  }
}

std::optional<unsigned> FlowCounter::Run::next(const Node &N, unsigned Index) {
  if (N.Successors.empty())
    return std::nullopt;
  if (N.Successors.size() == 1)
    return N.Successors[0];
  const Instruction &End = *std::next(Of.F.begin(), Index)->getTerminator();
  Number Condition = N.Condition ? Slots[N.Condition] : std::nullopt;
  if (auto *Switch = dyn_cast<SwitchInst>(&End)) {
    if (Condition)
      for (auto Case : Switch->cases())
        if (Case.getCaseValue()->getZExtValue() == *Condition)
          return N.Successors[Case.getSuccessorIndex()];
    return N.Successors[0];
  }
  if (!isa<BranchInst>(End))
    return N.Successors[0];
  if (Condition)
    return N.Successors[*Condition ? 0 : 1];
  // The likely one, until the other has become due.
  unsigned Likely = N.Likely >= 0.5 ? 0 : 1;
  double &Owed = Leaning[Index];
  Owed += std::min(N.Likely, 1 - N.Likely);
  if (Owed < 1 - 1e-9)
    return N.Successors[Likely];
  Owed -= 1;
  return N.Successors[1 - Likely];
}

/// How many times more \p Stays holds, as far as it holds without a gap; at
/// most some 2^31.
static uint64_t longestStay(function_ref<bool(uint64_t)> Stays) {
  uint64_t Low = 0, High = 1;
  while (High < (uint64_t(1) << 31) && Stays(High)) {
    Low = High;
    High *= 2;
  }
  while (High - Low > 1) {
    uint64_t Middle = Low + (High - Low) / 2;
    (Stays(Middle) ? Low : High) = Middle;
  }
  return Low;
}

uint64_t FlowCounter::Run::skippable(const Node &N, unsigned Index) {
  std::vector<Number> Now;
  Now.reserve(N.Phis.size() + 2);
  for (const Phi &P : N.Phis)
    Now.push_back(Slots[P.Result]);
  Now.push_back(Slots[N.TestLeft]);
  Now.push_back(Slots[N.TestRight]);
  Last[2] = std::exchange(Last[1], std::exchange(Last[0], std::move(Now)));
  if (++Seen < 3)
    return 0;
  for (unsigned K = 0; K < Last[0].size(); ++K) {
    const Number &A = Last[2][K], &B = Last[1][K], &C = Last[0][K];
    if (A.has_value() != C.has_value() || B.has_value() != C.has_value() ||
        (A && *B - *A != *C - *B))
      return 0;
  }
  size_t Left = N.Phis.size(), Right = Left + 1;
  if (!Last[0][Left] || !Last[0][Right])
    return 0;
  unsigned Bits = bitsOf(N.LoopTest->getOperand(0)->getType());
  uint64_t L = *Last[0][Left], R = *Last[0][Right];
  uint64_t StepL = L - *Last[1][Left], StepR = R - *Last[1][Right];
  if (N.LoopTest->isEquality()) {
    // Equal in so many iterations; if that is not met exactly, it is run.
    int64_t Gap = asSigned(truncated(R - L, Bits), Bits);
    int64_t Step = asSigned(truncated(StepL - StepR, Bits), Bits);
    if (Step == 0 || (Step != -1 && Gap % Step != 0))
      return 0;
    int64_t Iterations = Step == -1 ? -Gap : Gap / Step;
    return Iterations > 2 ? uint64_t(Iterations) - 2 : 0;
  }
  uint64_t Longest = longestStay([&](uint64_t K) {
    APInt A(Bits, truncated(L + K * StepL, Bits));
    APInt B(Bits, truncated(R + K * StepR, Bits));
    bool Holds = ICmpInst::compare(A, B, N.LoopTest->getPredicate());
    return N.Successors[Holds ? 0 : 1] == Index;
  });
  return Longest > 1 ? Longest - 1 : 0;
}

void FlowCounter::Run::skip(const Node &N, uint64_t Times) {
  for (unsigned K = 0; K < N.Phis.size(); ++K)
    if (Number &V = Slots[N.Phis[K].Result])
      V = truncated(*V + Times * (*V - *Last[1][K]), N.Phis[K].Bits);
  execute(N, double(Times));
  Seen = 0;
}

double FlowCounter::Run::footprint() const {
  std::vector<std::pair<uint64_t, uint64_t>> Ranges = Touched;
  sort(Ranges);
  uint64_t Sum = 0, End = 0;
  for (auto [From, To] : Ranges) {
    From = std::max(From, End);
    if (To > From)
      Sum += To - From;
    End = std::max(End, To);
  }
  return double(Sum);
}

void FlowCounter::Run::findForwarding() {
  std::vector<std::pair<uint64_t, uint64_t>> Stored;
  auto ForEach = [&](auto Do) {
    for (unsigned I = 0; I < Of.Nodes.size(); ++I)
      for (const Op &O : Of.Nodes[I].Ops)
        if (O.MemoryBytes && Touched[O.Result].second)
          Do(I, O, Touched[O.Result]);
  };
  ForEach([&](unsigned, const Op &O, auto Range) {
    if (O.IsStore)
      Stored.push_back(Range);
  });
  ForEach([&](unsigned Block, const Op &O, auto Range) {
    if (!O.IsStore)
      Counts.Blocks[Block].ReadsStored |= any_of(Stored, [&](auto Other) {
        return Range.first < Other.second && Other.first < Range.second;
      });
  });
}

void FlowCounter::Run::follow(uint64_t MaxSteps) {
  unsigned Now = 0, From = ~0U;
  uint64_t Steps = 0;
  for (;;) {
    const Node &N = Of.Nodes[Now];
    enter(N, From);
    execute(N, 1);
    BlockCount &Count = Counts.Blocks[Now];
    Count.Visits += 1;
    Count.Entries += N.Header == Now && !N.Members.contains(From);
    Steps += N.Ops.size() + N.Phis.size() + 2;
    std::optional<unsigned> Next = next(N, Now);
    if (!Next) {
      Counts.Complete = true;
      Counts.Returned = Slots[N.Returned];
      break;
    }
    if (Steps > MaxSteps)
      break;
    if (*Next != Now || From != Now)
      Seen = 0;
    if (*Next == Now && N.LoopTest)
      if (uint64_t Times = skippable(N, Now)) {
        skip(N, Times);
        Count.Visits += double(Times);
        Next = next(N, Now);
      }
    From = Now;
    Now = *Next;
  }
  Counts.Footprint = footprint();
  findForwarding();
}

FlowCounts FlowCounter::run(ArrayRef<Number> Arguments,
                            uint64_t MaxSteps) const {
  Run R(*this);
  for (auto [A, V] : zip(F.args(), Arguments)) {
    auto Slot = Slots.find(&A);
    if (Slot != Slots.end() && V)
      R.Slots[Slot->second] = truncated(*V, bitsOf(A.getType()));
  }
  R.follow(MaxSteps);
  return std::move(R.Counts);
}

} // namespace winnow::cost
