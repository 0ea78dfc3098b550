//===- Dependences.cpp - Who waits for whom -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Dependences.h"
#include <algorithm>

namespace winnow::graph {

/// Roots of values: constants, then the address of the code, then one for what
/// each register holds first and for each value that is not understood.
enum : uint32_t { ConstantRoot, CodeRoot, FirstRoot };

void DependenceFinder::reset() {
  for (Producer &P : Producers)
    P = {Nobody, Use::None, false, 0};
  NextRoot = FirstRoot;
  for (Value &V : Values)
    V = {NextRoot++, 0};
  Values[Rip] = {CodeRoot, 0};
  Top = 0;
  StackAhead = false;
  Stores.clear();
  Lines.clear();
  Within.clear();
  Carried.clear();
  All.clear();
}

/// The x87's st(i) is another register after each push and pop.
Location DependenceFinder::turned(Location L) const {
  if (L < Stack0 || L >= Tile0)
    return L;
  return Location(Stack0 + ((unsigned(L - Stack0) + Top) & 7));
}

DependenceFinder::Store DependenceFinder::place(const MemoryOperand &M,
                                                int64_t CodeOffset) const {
  Store S;
  Value Base = {ConstantRoot, 0}, Index = {ConstantRoot, 0};
  if (M.Base != Nowhere)
    Base = Values[M.Base];
  if (M.Base == Rip)
    Base.Offset = CodeOffset;
  if (M.Index != Nowhere)
    Index = Values[M.Index];
  S.Base = Base.Root;
  S.Index = Index.Root;
  S.Scale = Index.Root == ConstantRoot ? 1 : M.Scale;
  // (%rax,%rbx) and (%rbx,%rax) are one place.
  if (S.Scale == 1 && S.Base < S.Index)
    std::swap(S.Base, S.Index);
  S.Segment = M.Segment;
  // Wraps, as addresses do.
  S.Start = int64_t(uint64_t(M.Displacement) + uint64_t(Base.Offset) +
                    uint64_t(Index.Offset) * M.Scale);
  S.End = int64_t(uint64_t(S.Start) + std::max<unsigned>(M.Width, 1));
  S.Step = Nobody;
  return S;
}

void DependenceFinder::add(uint32_t From, uint32_t To, uint32_t Size,
                           EdgeKind Kind, uint8_t DefOperand,
                           uint8_t UseOperand, bool Partial) {
  Dependence D;
  D.Between.Kind = Kind;
  D.DefOperand = DefOperand;
  D.UseOperand = UseOperand;
  D.Partial = Partial;
  D.Between.Carried = From < Size && To >= Size;
  // Inside the second iteration everything is as inside the first.
  if (From >= Size)
    return;
  D.Between.From = From;
  D.Between.To = D.Between.Carried ? To - Size : To;
  (D.Between.Carried ? Carried : Within).push_back(D);
}

double DependenceFinder::storeCycles() const {
  if (Lines.empty())
    return 0;
  // Two iterations, so that the last store can pair with the first.
  unsigned Cycles = 0;
  bool Paired = true;
  for (size_t I = 0; I < 2 * Lines.size(); ++I) {
    const auto &Line = Lines[I % Lines.size()];
    const auto &Before = Lines[(I + Lines.size() - 1) % Lines.size()];
    if (I > 0 && !Paired && Line == Before) {
      Paired = true;
    } else {
      ++Cycles;
      Paired = false;
    }
  }
  return Cycles / 2.0;
}

void DependenceFinder::changeValues(const Instruction &I) {
  const ValueChange &C = I.Change;
  Value New = {0, 0};
  switch (C.Kind) {
  case ValueChange::Unknown:
    break;
  case ValueChange::Add:
  case ValueChange::Copy:
    New = Values[C.From];
    New.Offset = int64_t(uint64_t(New.Offset) + uint64_t(C.Amount));
    break;
  case ValueChange::Constant:
    New = {ConstantRoot, C.Amount};
    break;
  }
  for (const Def &D : I.Defs)
    Values[D.Where] = {NextRoot++, 0};
  if (C.Kind != ValueChange::Unknown)
    Values[C.To] = New;
}

void DependenceFinder::step(const Instruction &I, uint32_t Step, uint32_t Size,
                            int64_t CodeOffset) {
  for (const Use &U : I.Uses)
    if (U.Where == Rsp && StackAhead && !I.is(StackEngine)) {
      StackAhead = false;
      if (Producers[Rsp].Delay < 255)
        ++Producers[Rsp].Delay;
    }
  for (const Use &U : I.Uses) {
    const Producer &P = Producers[turned(U.Where)];
    if (P.Step == Nobody || P.Step >= Size)
      continue;
    add(P.Step, Step, Size, U.Kind, P.Operand, U.Operand);
    bool Loops = Step >= Size;
    Dependence &D = (Loops ? Carried : Within).back();
    D.OfFlags = U.Where >= CarryFlag && U.Where <= OtherFlags;
    D.Delay = P.Delay;
  }
  for (const MemoryOperand &M : I.Memory) {
    if (!M.Load)
      continue;
    Store L = place(M, CodeOffset);
    for (auto S = Stores.rbegin(), E = Stores.rend(); S != E; ++S)
      if (S->Base == L.Base && S->Index == L.Index && S->Scale == L.Scale &&
          S->Segment == L.Segment && S->Start < L.End && L.Start < S->End) {
        add(S->Step, Step, Size, EdgeKind::Memory, Use::None, Use::None,
            L.Start < S->Start || L.End > S->End);
        break;
      }
  }
  for (const MemoryOperand &M : I.Memory) {
    if (!M.Store)
      continue;
    if (Stores.size() == MaxStores)
      Stores.erase(Stores.begin());
    Stores.push_back(place(M, CodeOffset));
    Store &S = Stores.back();
    S.Step = Step;
    if (Step < Size)
      Lines.emplace_back(uint64_t(S.Base) << 32 | S.Index, S.Start >> 6);
  }
  Top = (Top + 8 - unsigned(I.Pushes)) & 7;
  for (const Def &D : I.Defs) {
    Producer &P = Producers[turned(D.Where)];
    bool Merges = D.KeepsUpper && P.Wide;
    if (Merges)
      add(P.Step, Step, Size, EdgeKind::Merge, P.Operand, Use::None);
    P = {Step, D.Operand, D.Wide || Merges, 0};
    StackAhead &= D.Where != Rsp;
  }
  Top = (Top + unsigned(I.Pops)) & 7;
  StackAhead |= I.is(StackEngine);
  changeValues(I);
}

const std::vector<Dependence> &
DependenceFinder::find(const std::vector<const Instruction *> &Block) {
  reset();
  uint32_t Size = uint32_t(Block.size());
  for (uint32_t Iteration = 0; Iteration < 2; ++Iteration) {
    int64_t CodeOffset = 0;
    for (uint32_t I = 0; I < Size; ++I) {
      CodeOffset += Block[I]->Length;
      step(*Block[I], Iteration * Size + I, Size, CodeOffset);
    }
  }
  // Both lists are in order of the consumer.
  auto W = Within.begin();
  auto C = Carried.begin();
  for (uint32_t I = 0; I < Size; ++I) {
    for (; W != Within.end() && W->Between.To == I; ++W)
      All.push_back(*W);
    for (; C != Carried.end() && C->Between.To == I; ++C)
      All.push_back(*C);
  }
  return All;
}

} // namespace winnow::graph
