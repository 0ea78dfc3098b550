//===- NodeValues.cpp - What the nodes of a plan compute ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of JobEmitter that goes through the tree, at one point x: the value
/// of each node from those of the nodes below.
///
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "emit/JobEmitter.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

/// The factors that a node multiplies itself.
static ArrayRef<unsigned> factorsAt(const Node &Of) {
  return Of.K == Node::Kind::Scale ? Of.Factors : Of.What.Factors;
}

std::unique_ptr<StatementWriter>
JobEmitter::wholeBody(StatementWriter::Mode M) {
  if (!Moved)
    return std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI, M);
  return std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI, M,
                                           partsOf(N));
}

StatementWriter &JobEmitter::body(unsigned K, bool Outside) {
  NodeState &State = States[K];
  std::unique_ptr<StatementWriter> &Writer =
      Outside ? State.Outside : State.Inside;
  if (Writer)
    return *Writer;
  const Node &Of = P.Nodes[K];
  StatementWriter::Mode M{P.InOrder, Outside};
  if (Of.What.Part == share::Sum::Whole) {
    Writer = wholeBody(M);
    return *Writer;
  }
  SmallVector<Value *, 4> Wanted;
  for (unsigned F : factorsAt(Of))
    Wanted.push_back(N.Products[Of.What.Part].Factors[F].V);
  Writer = std::make_unique<StatementWriter>(N, Fast.V, Fast.Expanded, A.LI, M,
                                             Wanted);
  return *Writer;
}

SmallVector<Value *, 4> JobEmitter::original(const Node &Of,
                                             ArrayRef<Value *> Y) {
  SmallVector<Value *, 4> Own(X.begin(), X.end());
  Own.append(Y.begin(), Y.end());
  return originalOf(Of, Own);
}

SmallVector<Value *, 4> JobEmitter::originalOf(const Node &Of,
                                               ArrayRef<Value *> Own) {
  SmallVector<Value *, 4> Z;
  for (const share::IntVector &Row : Of.What.Back) {
    Value *Sum = nullptr;
    for (auto [V, C] : zip(Own, Row)) {
      if (!C)
        continue;
      Value *Part = C == 1 ? V : B->CreateMul(V, B->getInt64(C));
      Sum = Sum ? B->CreateAdd(Sum, Part) : Part;
    }
    Z.push_back(Sum);
  }
  return Z;
}

SmallVector<Value *, 4> JobEmitter::factors(unsigned K, ArrayRef<Value *> Z,
                                            bool Outside) {
  const Node &Of = P.Nodes[K];
  if (factorsAt(Of).empty())
    return {};
  SmallVector<Value *, 4> Values = body(K, Outside).values(*B, Z);
  const ProductValue &Product = N.Products[Of.What.Part];
  Type *T = N.Accumulators[Product.Accumulator].Phis.front()->getType();
  if (T->isIntegerTy())
    for (auto [F, V] : zip(factorsAt(Of), Values))
      V = Product.Factors[F].Signed ? B->CreateSExt(V, T) : B->CreateZExt(V, T);
  return Values;
}

JobEmitter::Values
JobEmitter::inCells(Values From, function_ref<void(ArrayRef<Value *>)> Write) {
  Values Cells;
  for (Value *V : From) {
    Cells.push_back(slot(V->getType(), "sum"));
    B->CreateStore(V, Cells.back());
  }
  Write(Cells);
  for (auto [V, Cell] : zip(From, Cells))
    V = B->CreateLoad(V->getType(), Cell);
  return From;
}

JobEmitter::Values JobEmitter::overPoints(
    Values From, unsigned K,
    function_ref<void(ArrayRef<Value *>, ArrayRef<Value *>)> Statement) {
  return inCells(std::move(From), [&](ArrayRef<Value *> Cells) {
    auto Each = [&](ArrayRef<Value *> Y) { Statement(Y, Cells); };
    AstWriter(*B, Names, AstWriter::Statement(Each)).write(Loops[K]);
  });
}

static Arithmetic::Values load(IRBuilderBase &B, const Arithmetic &In,
                               ArrayRef<Value *> Cells) {
  Arithmetic::Values Out;
  for (auto [Cell, T] : zip(Cells, In.types()))
    Out.push_back(B.CreateLoad(T, Cell));
  return Out;
}

static void store(IRBuilderBase &B, const Arithmetic::Values &What,
                  ArrayRef<Value *> Cells) {
  for (auto [Cell, V] : zip(Cells, What))
    B.CreateStore(V, Cell);
}

/// Adds \p What to the sum in \p Cells.
static void append(IRBuilderBase &B, const Arithmetic &In,
                   ArrayRef<Value *> Cells, const Arithmetic::Values &What) {
  store(B, In.add(B, load(B, In, Cells), What), Cells);
}

void JobEmitter::addTerm(StatementWriter &Body, ArrayRef<Value *> Z,
                         ArrayRef<Value *> Cells) {
  if (!Moved)
    return Body.write(*B, Z, Cells);
  append(*B, *Moved, Cells, Moved->term(*B, Body.values(*B, Z)));
}

JobEmitter::Values JobEmitter::withTerms(Values From, unsigned K,
                                         bool Outside) {
  const Node &Of = P.Nodes[K];
  if (Of.What.isCount())
    return counted(std::move(From), K);
  return overPoints(
      std::move(From), K, [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
        auto Z = original(Of, Y);
        if (Of.What.Part == share::Sum::Whole)
          return addTerm(body(K, Outside), Z, Cells);
        const Arithmetic &In = arithmetic(Of);
        append(*B, In, Cells, In.term(*B, factors(K, Z, Outside)));
      });
}

JobEmitter::Values JobEmitter::counted(Values From, unsigned K) {
  const Node &Of = P.Nodes[K];
  const Arithmetic &In = arithmetic(Of);
  Type *T = N.Accumulators[N.Products[Of.What.Part].Accumulator]
                .Phis.front()
                ->getType();
  return inCells(std::move(From), [&](ArrayRef<Value *> Cells) {
    auto Each = [&](Value *Times) {
      Value *Count = T->isIntegerTy() ? B->CreateZExtOrTrunc(Times, T)
                                      : B->CreateSIToFP(Times, T);
      append(*B, In, Cells, In.term(*B, {Count}));
    };
    AstWriter(*B, Names, AstWriter::Repetition(Each)).write(Loops[K]);
  });
}

JobEmitter::Values JobEmitter::repeated(unsigned K) {
  const Node &Of = P.Nodes[K];
  const Arithmetic &In = arithmetic(Of);
  Value *Count =
      inCells({B->getInt64(0)}, [&](ArrayRef<Value *> Cells) {
        auto Each = [&](Value *Times) {
          Value *Old = B->CreateLoad(B->getInt64Ty(), Cells[0]);
          B->CreateStore(B->CreateAdd(Old, Times), Cells[0]);
        };
        AstWriter(*B, Names, AstWriter::Repetition(Each)).write(Loops[K]);
      }).front();
  return inCells(In.identity(*B), [&](ArrayRef<Value *> Sum) {
    BasicBlock *Next = B->GetInsertBlock()->getNextNode();
    Function *F = B->GetInsertBlock()->getParent();
    auto Block = [&](const char *Name) {
      return BasicBlock::Create(F->getContext(), Name, F, Next);
    };
    BasicBlock *Some = Block("repeat"), *Doubling = Block("repeat.doubling"),
               *Done = Block("repeat.done");
    B->CreateCondBr(B->CreateICmpSGT(Count, B->getInt64(0)), Some, Done);
    B->SetInsertPoint(Some);
    // Any point will do, one that has no term as well: the term is the same.
    SmallVector<Value *, 4> Y(Of.What.Forms.size() - Of.What.Outer,
                              B->getInt64(0));
    Values Power = inCells(In.identity(*B), [&](ArrayRef<Value *> Cells) {
      body(K, /*Outside=*/true).write(*B, original(Of, Y), Cells);
    });
    inCells(Power, [&](ArrayRef<Value *> Powers) {
      inCells({Count}, [&](ArrayRef<Value *> Left) {
        B->CreateBr(Doubling);
        B->SetInsertPoint(Doubling);
        Value *Times = B->CreateLoad(B->getInt64Ty(), Left[0]);
        Value *Odd = B->CreateTrunc(Times, B->getInt1Ty());
        Values Old = load(*B, In, Sum), Base = load(*B, In, Powers);
        Values New = In.add(*B, Old, Base);
        for (auto [To, From] : zip(New, Old))
          To = B->CreateSelect(Odd, To, From);
        store(*B, New, Sum);
        store(*B, In.add(*B, Base, Base), Powers);
        Value *Half = B->CreateLShr(Times, uint64_t(1));
        B->CreateStore(Half, Left[0]);
        B->CreateCondBr(B->CreateICmpEQ(Half, B->getInt64(0)), Done, Doubling);
        B->SetInsertPoint(Done);
      });
    });
  });
}

JobEmitter::Values JobEmitter::onto(Values From, unsigned K, bool Outside) {
  const Node &Of = P.Nodes[K];
  const Arithmetic &In = arithmetic(Of);
  switch (Of.K) {
  case Node::Kind::Terms:
    return withTerms(std::move(From), K, Outside);
  case Node::Kind::Scale: {
    Values Inner = onto(In.identity(*B), Of.Below[0], Outside);
    return overPoints(std::move(From), K,
                      [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
                        auto Factors = factors(K, original(Of, Y), Outside);
                        append(*B, In, Cells, In.scale(*B, Inner, Factors));
                      });
  }
  case Node::Kind::Loops:
    return overPoints(
        std::move(From), K, [&](ArrayRef<Value *> Y, ArrayRef<Value *> Cells) {
          size_t Depth = X.size();
          for (Value *V : Y) {
            Names["i" + std::to_string(X.size())] = V;
            X.push_back(V);
          }
          Values Inner = load(*B, In, Cells);
          store(*B, onto(std::move(Inner), Of.Below[0], Outside), Cells);
          X.truncate(Depth);
        });
  case Node::Kind::Carry:
    return In.add(*B, From, carried(K, Outside));
  case Node::Kind::Repeat:
    return In.add(*B, From, repeated(K));
  case Node::Kind::Window:
    return In.add(*B, From, slid(K));
  case Node::Kind::Buckets:
    return In.add(*B, From, lookedUp(K));
  case Node::Kind::Pieces:
    for (unsigned Piece : Of.Below)
      From = onto(std::move(From), Piece, Outside);
    return From;
  case Node::Kind::Split:
    break;
  }
  llvm_unreachable("only the root is taken apart");
}

JobEmitter::Values JobEmitter::carried(unsigned K, bool Outside) {
  const Node &Of = P.Nodes[K];
  NodeState &State = States[K];
  const Arithmetic &In = arithmetic(Of);
  Values Sum;
  for (Carry &Kept : State.Carries)
    Sum.push_back(Kept.load(*B, X));
  Sum = onto(std::move(Sum), Of.Below[0], Outside);
  if (Of.termsLeave()) {
    Sum = In.takeAway(*B, Sum,
                      onto(In.identity(*B), Of.Below[1], /*Outside=*/true));
    Sum = accurate(std::move(Sum), K, Outside);
  }
  for (auto [V, Kept] : zip(Sum, State.Carries))
    Kept.store(*B, X, V);
  return Sum;
}

JobEmitter::Values JobEmitter::accurate(Values Sum, unsigned K, bool Outside) {
  const Arithmetic &In = arithmetic(P.Nodes[K]);
  Value *Accurate = In.isAccurate(*B, Sum);
  if (!Accurate)
    return Sum;
  Values Cells;
  for (Value *V : Sum) {
    Cells.push_back(slot(V->getType(), "sum"));
    B->CreateStore(V, Cells.back());
  }
  BasicBlock *Next = B->GetInsertBlock()->getNextNode();
  Function *F = Next->getParent();
  auto *Afresh = BasicBlock::Create(F->getContext(), "afresh", F, Next);
  auto *Known = BasicBlock::Create(F->getContext(), "accurate", F, Next);
  B->CreateCondBr(Accurate, Known, Afresh,
                  MDBuilder(F->getContext()).createLikelyBranchWeights());
  B->SetInsertPoint(Afresh);
  store(*B, withTerms(In.identity(*B), K, Outside), Cells);
  B->CreateBr(Known);
  B->SetInsertPoint(Known);
  for (auto [V, Cell] : zip(Sum, Cells))
    V = B->CreateLoad(V->getType(), Cell);
  return Sum;
}

} // namespace winnow::emit
