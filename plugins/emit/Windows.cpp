//===- Windows.cpp - Windows that take nothing away -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of JobEmitter that writes chains of Window nodes (share/Window.h),
/// in the memory that WindowLayout.h describes.
///
/// A table, before the loop of its carrier:
/// \code
///   for (t...) table[t] = E(t)
///   for (s = 1; 2*s <= w; s *= 2) table[t] op= table[t + s]   for all t
///   table[t] op= table[t + w - s]
///   for (x...)  answer = table[lo(x)]
/// \endcode
/// A queue, in the place of the reduction:
/// \code
///   if (lo >= middle) {                              // turn the stacks
///     sum = 0; for (t = hi; t >= lo; t--) front[t - lo] = sum = E(t) op sum
///     base = lo; middle = end = hi + 1; running = 0
///   }
///   for (; end <= hi; end++) running = running op E(end)
///   answer = front[lo - base] op running
/// \endcode
/// A queue of rows, before the loop inside its carrier: the same on whole rows,
/// each of which is a table. They are computed once, in a ring that holds the
/// rows of the second stack as they are and those of the first as suffixes.
///
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "emit/JobEmitter.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include <functional>
#include <limits>

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

void JobEmitter::prepareWindows(Expansion &E, CarryMemory &Memory) {
  IRBuilder<> &Early = E.builder();
  Value *One = Early.getInt64(1);
  for (auto [L, State] : zip(Windows, WindowStates)) {
    State.Capacity = E.affine(L.Capacity, N);
    Memory.require(Early.CreateICmpSGE(State.Capacity, One));
    for (const Affine &Longest : L.Longest)
      Memory.require(Early.CreateICmpSGE(E.affine(Longest, N), One));
    for (const WindowLayout::Axis &A : L.Axes) {
      State.Firsts.push_back(E.affine(A.First, N));
      State.Counts.push_back(E.affine(A.Count, N));
    }
    SmallVector<Type *, 4> Types = arithmetic(P.Nodes[L.Top]).types();
    // All accumulators share their places, so one padding is for all.
    unsigned Padding = 0;
    Type *Largest = Types.front();
    for (Type *T : Types) {
      Padding = std::max(Padding, RowLoops::padding(T));
      if (T->getPrimitiveSizeInBits() > Largest->getPrimitiveSizeInBits())
        Largest = T;
    }
    if (!L.Axes.empty()) {
      requireSteadyConditions(E, Memory);
      State.Total = Memory.cells(State.Counts, Largest);
      State.Pitch = Early.CreateAdd(State.Total, Early.getInt64(Padding));
    }
    for (Type *T : Types) {
      WindowState::Memory &M = State.Memories.emplace_back();
      if (L.Axes.empty()) {
        M.Table = Memory.reserve({State.Capacity}, T).first;
        continue;
      }
      auto Row = [&, &State = State] {
        return Memory.reserve({State.Pitch}, T).first;
      };
      if (L.isQueue(P)) {
        M.Table = Memory.reserve({State.Capacity, State.Pitch}, T).first;
        M.Running = Row();
        M.Answers = Row();
      } else {
        M.Table = Row();
      }
      if (!inPlace() && !L.Passes.empty())
        M.Scratch = Row();
    }
  }
}

void JobEmitter::atEndOf(BasicBlock *Block, function_ref<void()> Write) {
  BasicBlock *Tail = SplitBlock(Block, Block->getTerminator());
  Block->getTerminator()->eraseFromParent();
  B->SetInsertPoint(Block);
  Write();
  B->CreateBr(Tail);
}

void JobEmitter::onlyIf(Value *Condition, function_ref<void()> Then,
                        function_ref<void()> Else) {
  BasicBlock *Here = B->GetInsertBlock(), *Next = Here->getNextNode();
  Function *F = Here->getParent();
  auto *First = BasicBlock::Create(F->getContext(), "then", F, Next);
  auto *Second = BasicBlock::Create(F->getContext(), "else", F, Next);
  auto *Done = BasicBlock::Create(F->getContext(), "fi", F, Next);
  B->CreateCondBr(Condition, First, Second);
  B->SetInsertPoint(First);
  Then();
  B->CreateBr(Done);
  B->SetInsertPoint(Second);
  Else();
  B->CreateBr(Done);
  B->SetInsertPoint(Done);
}

void JobEmitter::whileLess(AllocaInst *Counter, Value *End,
                           function_ref<void(Value *)> Body) {
  BasicBlock *Here = B->GetInsertBlock(), *Next = Here->getNextNode();
  Function *F = Here->getParent();
  auto *Header = BasicBlock::Create(F->getContext(), "window", F, Next);
  auto *Inside = BasicBlock::Create(F->getContext(), "window.body", F, Next);
  auto *Done = BasicBlock::Create(F->getContext(), "window.end", F, Next);
  B->CreateBr(Header);
  B->SetInsertPoint(Header);
  Value *At = B->CreateLoad(B->getInt64Ty(), Counter);
  B->CreateCondBr(B->CreateICmpSLT(At, End), Inside, Done);
  B->SetInsertPoint(Inside);
  Body(At);
  B->CreateStore(B->CreateNSWAdd(At, B->getInt64(1)), Counter);
  B->CreateBr(Header);
  B->SetInsertPoint(Done);
}

std::vector<JobEmitter::RowGroup> JobEmitter::rowGroups() {
  if (Moved)
    return {{Moved, 0, unsigned(Moved->types().size())}};
  std::vector<RowGroup> Groups;
  for (unsigned K = 0; K != N.Accumulators.size(); ++K) {
    if (Each.size() == K)
      Each.push_back(plainArithmetic(ArrayRef(N.Accumulators).slice(K, 1)));
    Groups.push_back({Each[K].get(), K, 1});
  }
  return Groups;
}

/// The address of element \p Index of each row, of the types in \p In.
static Arithmetic::Values elements(IRBuilderBase &B, const Arithmetic &In,
                                   ArrayRef<Value *> Rows, Value *Index) {
  Arithmetic::Values Addresses;
  for (auto [Row, T] : zip(Rows, In.types()))
    Addresses.push_back(B.CreateInBoundsGEP(T, Row, Index));
  return Addresses;
}

JobEmitter::Values JobEmitter::termsAt(const WindowLayout &L,
                                       WindowState &State, Value *T) {
  const Node &Leaf = P.Nodes[L.Leaf];
  Names["i" + std::to_string(N.Outer)] = T;
  return inCells(arithmetic(Leaf).identity(*B), [&](ArrayRef<Value *> Cells) {
    auto Term = [&](ArrayRef<Value *> Y) {
      SmallVector<Value *, 4> Own(X.begin(), X.end());
      Own.push_back(T);
      Own.append(Y.begin(), Y.end());
      addTerm(*State.Body, originalOf(Leaf, Own), Cells);
    };
    AstWriter(*B, Names, AstWriter::Statement(Term)).write(L.Fill);
  });
}

void JobEmitter::makeRow(const WindowLayout &L, WindowState &State,
                         ArrayRef<Value *> Rows, Value *T) {
  const Node &Leaf = P.Nodes[L.Leaf], &Top = P.Nodes[L.Top];
  const Arithmetic &In = arithmetic(Leaf);
  // Sums go from one table to the other with each pass, and end in the row.
  Values Filled(Rows.begin(), Rows.end());
  if (!inPlace() && L.Passes.size() % 2)
    for (auto [To, M] : zip(Filled, State.Memories))
      To = M.Scratch;
  Values Identity = In.identity(*B);
  if (L.Accumulates)
    for (const RowGroup &G : rowGroups())
      RowLoops(*B, *G.In).fill(G.of(Filled), G.of(Identity), State.Total);
  if (T)
    Names["i" + std::to_string(Top.Carrier + 1)] = T;
  auto Term = [&](ArrayRef<Value *> Y) {
    // The dimensions of the leaf; a carrier's counter may be any.
    SmallVector<Value *, 4> Own(Leaf.What.Forms.size(), B->getInt64(0));
    for (unsigned D = 0; D != Top.Carrier + (T ? 1 : 0); ++D)
      Own[D] = X[D];
    unsigned Next = N.Outer;
    if (T)
      Own[Next++] = T;
    Value *Index = nullptr;
    for (auto [A, Axis] : enumerate(L.Axes)) {
      Own[Axis.Window ? Next++ : Axis.Dim] = Y[A];
      Value *Place = B->CreateSub(Y[A], State.Firsts[A]);
      Index = Index ? B->CreateAdd(B->CreateMul(Index, State.Counts[A]), Place)
                    : Place;
    }
    for (Value *V : Y.drop_front(L.Axes.size()))
      Own[Next++] = V;
    Values From = Identity, At = elements(*B, In, Filled, Index);
    if (L.Accumulates)
      for (auto [V, Cell] : zip(From, At))
        V = B->CreateLoad(V->getType(), Cell);
    Values Sum = inCells(From, [&](ArrayRef<Value *> Cells) {
      addTerm(*State.Body, originalOf(Leaf, Own), Cells);
    });
    for (auto [V, Cell] : zip(Sum, At))
      B->CreateStore(V, Cell);
  };
  AstWriter(*B, Names, AstWriter::Statement(Term)).write(L.Fill);

  Values Scratch;
  for (const WindowState::Memory &M : State.Memories)
    Scratch.push_back(M.Scratch);
  for (const RowGroup &G : rowGroups()) {
    RowLoops Loop(*B, *G.In);
    Values From = G.of(Filled);
    Values Other = G.of(From == G.of(Rows) ? ArrayRef<Value *>(Scratch) : Rows);
    for (const WindowLayout::Pass &Pass : L.Passes) {
      Value *Stride = B->getInt64(1);
      for (unsigned A = Pass.Axis + 1; A != L.Axes.size(); ++A)
        Stride = B->CreateMul(Stride, State.Counts[A]);
      auto Slide = [&](ArrayRef<Value *> Y) {
        Value *Width = B->CreateAdd(Y.front(), B->getInt64(1), "width");
        if (inPlace())
          Loop.doubleInPlace(From, State.Total, Stride, Width);
        else
          Loop.doubleInto(Other, From, State.Total, Stride, Width);
      };
      AstWriter(*B, Names, AstWriter::Statement(Slide)).write(Pass.Width);
      if (!inPlace())
        std::swap(From, Other);
    }
  }
}

void JobEmitter::makeWindows(Value *Block) {
  StringMap<Value *> Outside = Names;
  for (size_t Number = 0; Number != Windows.size(); ++Number) {
    const WindowLayout &L = Windows[Number];
    WindowState &State = WindowStates[Number];
    const Node &Top = P.Nodes[L.Top];
    bool Ahead = !L.Axes.empty();
    State.Body = wholeBody({false, Ahead, Ahead});
    B->SetInsertPoint(Fast.V.FastPreheader->getTerminator());
    for (WindowState::Memory &M : State.Memories)
      for (Value **Offset : {&M.Table, &M.Running, &M.Answers, &M.Scratch})
        if (*Offset)
          *Offset = B->CreatePtrAdd(Block, *Offset, "window.memory");
    BasicBlock *Entry = Fast.V.fast(N.Dims[Top.Carrier]->getLoopPreheader());
    if (L.isQueue(P)) {
      B->SetInsertPoint(Entry->getTerminator());
      makeQueue(L, State);
      if (Ahead)
        atEndOf(Fast.V.fast(N.Dims[Top.Carrier + 1]->getLoopPreheader()),
                [&] { updateRows(L, State); });
      continue;
    }
    atEndOf(Entry, [&] {
      SmallVector<Value *, 2> Rows;
      for (WindowState::Memory &M : State.Memories)
        Rows.push_back(M.Table);
      makeRow(L, State, Rows, nullptr);
    });
  }
  Names = std::move(Outside);
}

void JobEmitter::makeQueue(const WindowLayout &L, WindowState &State) {
  Type *I64 = B->getInt64Ty();
  Value *Nothing = B->getInt64(std::numeric_limits<int64_t>::min());
  for (AllocaInst **Slot : {&State.Base, &State.Middle, &State.End}) {
    *Slot = slot(I64, "window.bound");
    B->CreateStore(Nothing, *Slot);
  }
  if (!L.Axes.empty())
    return;
  for (Value *V : arithmetic(P.Nodes[L.Top]).identity(*B)) {
    AllocaInst *Running = slot(V->getType(), "window.running");
    B->CreateStore(V, Running);
    State.Running.push_back(Running);
  }
}

void JobEmitter::updateRows(const WindowLayout &L, WindowState &State) {
  Type *I64 = B->getInt64Ty();
  Value *One = B->getInt64(1);
  const Arithmetic &In = arithmetic(P.Nodes[L.Top]);
  Values Identity = In.identity(*B), Table, Running, Answers;
  for (const WindowState::Memory &M : State.Memories) {
    Table.push_back(M.Table);
    Running.push_back(M.Running);
    Answers.push_back(M.Answers);
  }
  auto Row = [&](Value *T) {
    // Of the coordinates in one interval no two have the same place.
    Value *Place = B->CreateSRem(T, State.Capacity);
    Place = B->CreateSelect(B->CreateICmpSLT(Place, B->getInt64(0)),
                            B->CreateAdd(Place, State.Capacity), Place);
    return elements(*B, In, Table, B->CreateMul(Place, State.Pitch));
  };
  const std::vector<RowGroup> Groups = rowGroups();
  AllocaInst *Empty = slot(B->getInt1Ty(), "window.empty");
  B->CreateStore(B->getTrue(), Empty);
  auto Update = [&](ArrayRef<Value *> Bounds) {
    B->CreateStore(B->getFalse(), Empty);
    Value *Low = Bounds[0], *Behind = B->CreateNSWAdd(Bounds[1], One);
    // What has been skipped is never read.
    Value *End = B->CreateLoad(I64, State.End);
    B->CreateStore(B->CreateBinaryIntrinsic(Intrinsic::smax, End, Low),
                   State.End);
    Value *Middle = B->CreateLoad(I64, State.Middle);
    Value *Turns = B->CreateICmpSGE(Low, Middle);
    whileLess(State.End, Behind, [&](Value *T) {
      Values New = Row(T);
      makeRow(L, State, New, T);
      onlyIf(
          Turns, [] {},
          [&] {
            for (const RowGroup &G : Groups)
              RowLoops(*B, *G.In).combine(G.of(Running), G.of(Running),
                                          G.of(New), State.Total);
          });
    });
    onlyIf(
        Turns,
        [&] {
          // From the last row but one down to the first.
          AllocaInst *Back = slot(I64, "window.back");
          B->CreateStore(B->CreateNSWAdd(Low, One), Back);
          whileLess(Back, Behind, [&](Value *Counter) {
            Value *T = B->CreateSub(B->CreateAdd(Low, Bounds[1]), Counter);
            Values Here = Row(T), Next = Row(B->CreateNSWAdd(T, One));
            for (const RowGroup &G : Groups)
              RowLoops(*B, *G.In).combineInFront(G.of(Here), G.of(Here),
                                                 G.of(Next), State.Total);
          });
          B->CreateStore(Behind, State.Middle);
          Values First = Row(Low);
          for (const RowGroup &G : Groups) {
            RowLoops Loop(*B, *G.In);
            Loop.fill(G.of(Running), G.of(Identity), State.Total);
            Loop.copy(G.of(Answers), G.of(First), State.Total);
          }
        },
        [&] {
          Values First = Row(Low);
          for (const RowGroup &G : Groups)
            RowLoops(*B, *G.In).combine(G.of(Answers), G.of(First),
                                        G.of(Running), State.Total);
        });
  };
  AstWriter(*B, Names, AstWriter::Statement(Update)).write(Loops[L.Top]);
  onlyIf(
      B->CreateLoad(B->getInt1Ty(), Empty),
      [&] {
        for (const RowGroup &G : Groups)
          RowLoops(*B, *G.In).fill(G.of(Answers), G.of(Identity), State.Total);
      },
      [] {});
}

JobEmitter::Values JobEmitter::slidInTable(const WindowLayout &L,
                                           WindowState &State) {
  // The place of the answer in its row: x itself, or where its interval begins.
  Values Out = arithmetic(P.Nodes[L.Top]).identity(*B);
  return inCells(Out, [&](ArrayRef<Value *> Cells) {
    std::function<void(unsigned, Value *)> Along = [&](unsigned A, Value *At) {
      if (A == L.Axes.size()) {
        for (auto [M, Cell, V] : zip(State.Memories, Cells, Out)) {
          Value *From = B->CreateInBoundsGEP(
              V->getType(), L.isQueue(P) ? M.Answers : M.Table, At);
          B->CreateStore(B->CreateLoad(V->getType(), From), Cell);
        }
        return;
      }
      auto Step = [&](Value *Place) {
        Place = B->CreateSub(Place, State.Firsts[A]);
        Along(A + 1, At ? B->CreateAdd(B->CreateMul(At, State.Counts[A]), Place)
                        : Place);
      };
      const WindowLayout::Axis &Axis = L.Axes[A];
      if (!Axis.Window)
        return Step(X[Axis.Dim]);
      auto Begin = [&](ArrayRef<Value *> Bounds) { Step(Bounds.front()); };
      AstWriter(*B, Names, AstWriter::Statement(Begin))
          .write(Loops[*Axis.Window]);
    };
    Along(0, nullptr);
  });
}

JobEmitter::Values JobEmitter::slidInQueue(const WindowLayout &L,
                                           WindowState &State, Value *Low,
                                           Value *High) {
  Type *I64 = B->getInt64Ty();
  Value *One = B->getInt64(1);
  const Arithmetic &In = arithmetic(P.Nodes[L.Top]);
  Value *Behind = B->CreateNSWAdd(High, One);
  auto Front = [&](unsigned K, Value *Index) {
    return B->CreateInBoundsGEP(In.types()[K], State.Memories[K].Table, Index);
  };
  onlyIf(
      B->CreateICmpSGE(Low, B->CreateLoad(I64, State.Middle)),
      [&] {
        Values Sums = In.identity(*B);
        inCells(Sums, [&](ArrayRef<Value *> Cells) {
          AllocaInst *Counter = slot(I64, "window.back");
          B->CreateStore(Low, Counter);
          whileLess(Counter, Behind, [&](Value *At) {
            Value *T = B->CreateSub(B->CreateAdd(Low, High), At);
            Values Sum;
            for (auto [Cell, V] : zip(Cells, Sums))
              Sum.push_back(B->CreateLoad(V->getType(), Cell));
            Sum = In.addInFront(*B, termsAt(L, State, T), Sum);
            for (auto [K, V] : enumerate(Sum)) {
              B->CreateStore(V, Cells[K]);
              B->CreateStore(V, Front(K, B->CreateSub(T, Low)));
            }
          });
        });
        B->CreateStore(Low, State.Base);
        B->CreateStore(Behind, State.Middle);
        B->CreateStore(Behind, State.End);
        for (auto [Cell, V] : zip(State.Running, In.identity(*B)))
          B->CreateStore(V, Cell);
      },
      [&] {
        whileLess(State.End, Behind, [&](Value *T) {
          Values Old;
          for (auto [Cell, V] : zip(State.Running, In.types()))
            Old.push_back(B->CreateLoad(V, Cell));
          for (auto [Cell, V] :
               zip(State.Running, In.add(*B, Old, termsAt(L, State, T))))
            B->CreateStore(V, Cell);
        });
      });
  Value *Index = B->CreateSub(Low, B->CreateLoad(I64, State.Base));
  Values First, Rest;
  for (auto [K, T] : enumerate(In.types())) {
    First.push_back(B->CreateLoad(T, Front(K, Index)));
    Rest.push_back(B->CreateLoad(T, State.Running[K]));
  }
  return In.add(*B, First, Rest);
}

JobEmitter::Values JobEmitter::slid(unsigned K) {
  for (auto [L, State] : zip(Windows, WindowStates)) {
    if (L.Top != K)
      continue;
    if (!L.Axes.empty())
      return slidInTable(L, State);
    return inCells(
        arithmetic(P.Nodes[K]).identity(*B),
        [&, &L = L, &State = State](ArrayRef<Value *> Cells) {
          auto Slide = [&](ArrayRef<Value *> Bounds) {
            Values Sum = slidInQueue(L, State, Bounds[0], Bounds[1]);
            for (auto [Cell, V] : zip(Cells, Sum))
              B->CreateStore(V, Cell);
          };
          AstWriter(*B, Names, AstWriter::Statement(Slide)).write(Loops[K]);
        });
  }
  llvm_unreachable("every chain has a layout");
}

} // namespace winnow::emit
