//===- JamEmitter.cpp - Rows side by side ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The group hangs beside the original loop, which sums a row wherever a group
/// may not be formed:
/// \code
///   header ► before ► long, and rows left? ──► the other rows' before
///     ▲                 │ no                     │ in the outputs
///     │                 ▼                        ▼
///     │              single ◄────────────────────┤
///     │                 ▼                        ▼
///     │              entries ► behind     entries of all rows
///     │                          │               ▼
///     └──────────────────────────┴──── behind of all rows
/// \endcode
/// A group is formed only where a row is left after it, so that it never has to
/// leave the loop. Where there are too few rows or entries for the largest
/// group, one of half as many may do, and so on. Where no group can be formed
/// at all, a copy of the loops that nothing was added to is faster:
/// \code
///   before the rows ──► few rows, or short ones? ──► the loops above
///                          └──────► copy ──────────────────┴──► exit
/// \endcode
///
//===----------------------------------------------------------------------===//

#include "emit/Versioning.h"
#include "sparse/IterationCopy.h"
#include "sparse/RowJam.h"
#include "sparse/TileEmitter.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace winnow::sparse {

namespace {

using Values = DenseMap<Value *, Value *>;

/// Less one, in the block before the entries: entries of a row, and rows from
/// the original's on.
struct Counts {
  Value *Last = nullptr, *RowsLeft = nullptr;
};

/// A group of one size.
class JamEmitter {
public:
  JamEmitter(const RowJam &Jam, const Counts &Number, unsigned Rows)
      : Jam(Jam), F(*Jam.Store->getFunction()), B(F.getContext()),
        Header(Jam.Entries->getHeader()), Rows(Rows), Last(Number.Last),
        RowsLeft(Number.RowsLeft) {
    B.SetCurrentDebugLocation(Jam.Store->getDebugLoc());
  }

  void run();

private:
  BasicBlock *block(const Twine &Name) {
    return BasicBlock::Create(F.getContext(), "winnow." + Name, &F, Header);
  }
  void splitOff();
  void startRows();
  void compareRanges();
  void sumTogether();
  /// The sums after some entries.
  Value *addEntries(Value *Sums, ArrayRef<SmallVector<Value *, 16>> Loaded);
  SmallVector<Value *, 16> loadTransposed(const RowJam::Operand &O,
                                          Value *First);
  Value *loadColumn(const RowJam::Operand &O, Value *Entry);
  /// Of values of the rows, one in each lane.
  Value *lanesOf(Value *V);
  Value *atEntry(Value *Address, const LoadInst &Load, Value *Entry);
  void finishRow(unsigned Row);
  /// To the original for one row \p When it holds.
  void giveUp(Value *When, bool Rare = true);

  /// \p V of row \p Row, outside the entries.
  Value *ofRow(unsigned Row, Value *V);
  /// In an entry of it; counters and the sum are in \p Entry.
  Value *ofEntry(unsigned Row, Value *V, Values &Entry);
  Value *copy(Instruction &I, function_ref<Value *(Value *)> Operand);
  Value *overlaps(Value *Low, Value *High);

  const RowJam &Jam;
  Function &F;
  IRBuilder<> B;
  BasicBlock *const Header;
  const unsigned Rows;
  Value *const Last, *const RowsLeft;

  BasicBlock *Before = nullptr, *Single = nullptr;
  SmallVector<Values, 8> Known;
  /// The bytes of the group's outputs, as numbers.
  Value *OutputLow = nullptr, *OutputBytes = nullptr;
  /// Where the rows' operands begin, and vectors of values of the rows.
  DenseMap<const LoadInst *, SmallVector<Value *, 16>> Begins;
  Values Vectors;
  SmallVector<Value *, 16> Sums;
};

} // namespace

Value *JamEmitter::copy(Instruction &I,
                        function_ref<Value *(Value *)> Operand) {
  Instruction *Copy = I.clone();
  // Scopes speak of the order that the rows had.
  Copy->setMetadata(LLVMContext::MD_alias_scope, nullptr);
  Copy->setMetadata(LLVMContext::MD_noalias, nullptr);
  for (Use &U : Copy->operands())
    U.set(Operand(U));
  B.Insert(Copy, I.getName());
  return Copy;
}

Value *JamEmitter::ofRow(unsigned Row, Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Jam.Rows->contains(I))
    return V;
  if (Value *Done = Known[Row].lookup(V))
    return Done;
  if (Value *From = Jam.joined(V))
    return ofRow(Row, From);
  // The first row's are there already.
  if (Row == 0 && is_contained(Jam.Body.Before, I->getParent()))
    return V;
  assert(!isa<PHINode>(I) && "a counter without a value");
  Value *Copy = copy(*I, [&](Value *Operand) { return ofRow(Row, Operand); });
  Known[Row][V] = Copy;
  return Copy;
}

Value *JamEmitter::ofEntry(unsigned Row, Value *V, Values &Entry) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Jam.Entries->contains(I))
    return ofRow(Row, V);
  if (Value *Done = Entry.lookup(V))
    return Done;
  Value *Copy =
      copy(*I, [&](Value *Operand) { return ofEntry(Row, Operand, Entry); });
  Entry[V] = Copy;
  return Copy;
}

void JamEmitter::giveUp(Value *When, bool Rare) {
  BasicBlock *Rest = block("group");
  B.CreateCondBr(When, Single, Rest,
                 Rare ? MDBuilder(F.getContext()).createUnlikelyBranchWeights()
                      : nullptr);
  B.SetInsertPoint(Rest);
}

/// For where no group can be formed.
static void keepCopy(const RowJam &Jam, const Analyses &A) {
  Loop &Root = *Jam.Rows;
  SCEVExpander Expander(A.SE, "winnow.jam", /*PreserveLCSSA=*/false);
  Instruction *Outside = Root.getLoopPreheader()->getTerminator();
  if (!Root.hasDedicatedExits() ||
      !Expander.isSafeToExpandAt(Jam.LastEntry, Outside) ||
      !Expander.isSafeToExpandAt(Jam.LastRow, Outside))
    return;
  formLCSSA(Root, A.DT, &A.LI, &A.SE);
  emit::TwoVersions V;
  emit::splitPreheader(Root, V, A.LI, A.DT);
  emit::copyLoop(Root, V, A.LI, A.DT);
  addStringMetadataToLoop(A.LI.getLoopFor(V.fast(Jam.Entries->getHeader())),
                          DoneMarker, 1);
  Instruction *At = V.Before->getTerminator();
  IRBuilder<> B(At);
  auto Less = [&](const SCEV *Last, unsigned Least) {
    Type *I64 = B.getInt64Ty();
    Value *N = Expander.expandCodeFor(A.SE.getNoopOrZeroExtend(Last, I64), I64,
                                      At->getIterator());
    B.SetInsertPoint(At);
    // The loops might never have looked at what is poison.
    return B.CreateFreeze(B.CreateICmpULT(N, B.getInt64(Least)));
  };
  Value *Few = Less(Jam.LastRow, FewestRows);
  Value *Short = Less(Jam.LastEntry, FewestRows - 1);
  emit::connect(V, B.CreateOr(Few, Short), B.getTrue());
}

/// Everything that scalar evolution knows is asked for before a block changes.
static Counts count(const RowJam &Jam, const Analyses &A) {
  SCEVExpander Expander(A.SE, "winnow.jam");
  Instruction *At = Jam.Entries->getLoopPreheader()->getTerminator();
  Type *I64 = Type::getInt64Ty(At->getContext());
  Counts C;
  C.Last = Expander.expandCodeFor(A.SE.getNoopOrZeroExtend(Jam.LastEntry, I64),
                                  I64, At->getIterator());
  const SCEV *LastRow = A.SE.getNoopOrZeroExtend(Jam.LastRow, I64);
  const SCEV *Left = A.SE.getAddRecExpr(LastRow, A.SE.getMinusOne(I64),
                                        Jam.Rows, SCEV::FlagAnyWrap);
  C.RowsLeft = Expander.expandCodeFor(Left, I64, At->getIterator());
  return C;
}

void JamEmitter::splitOff() {
  Before = Jam.Entries->getLoopPreheader();
  Instruction *At = Before->getTerminator();
  Single = block("single");
  Header->replacePhiUsesWith(Before, Single);
  B.SetInsertPoint(At);
  Value *Group = B.CreateAnd(B.CreateICmpUGE(Last, B.getInt64(Rows - 1)),
                             B.CreateICmpUGE(RowsLeft, B.getInt64(Rows)));
  BasicBlock *Start = block("rows");
  B.CreateCondBr(Group, Start, Single);
  At->eraseFromParent();
  B.SetInsertPoint(Single);
  B.CreateBr(Header);
  B.SetInsertPoint(Start);
}

/// What comes before the entries, of all rows but the first.
void JamEmitter::startRows() {
  Known.resize(Rows);
  BasicBlock *Latch = Jam.Rows->getLoopLatch();
  for (unsigned Row = 1; Row != Rows; ++Row) {
    for (PHINode &Phi : Jam.Rows->getHeader()->phis())
      Known[Row][&Phi] = ofRow(Row - 1, Phi.getIncomingValueForBlock(Latch));
    for (BasicBlock *BB : Jam.Body.Before) {
      for (Instruction &I : *BB)
        if (!isa<PHINode>(I) && !I.isTerminator() && !I.isDebugOrPseudoInst() &&
            !isa<IntrinsicInst>(I))
          ofRow(Row, &I);
      auto *Test = find_if(Jam.Body.Tests, [&](const LoopBody::Test &T) {
        return T.Branch->getParent() == BB;
      });
      if (Test == Jam.Body.Tests.end())
        continue;
      Value *Condition = ofRow(Row, Test->Branch->getCondition());
      giveUp(Test->On == 0 ? B.CreateNot(Condition) : Condition,
             /*Rare=*/false);
    }
  }
}

/// Whether the bytes from \p Low to \p High (excluded) meet the outputs.
Value *JamEmitter::overlaps(Value *Low, Value *High) {
  return B.CreateAnd(B.CreateICmpULT(Low, B.CreateAdd(OutputLow, OutputBytes)),
                     B.CreateICmpULT(OutputLow, High));
}

void JamEmitter::compareRanges() {
  Type *I64 = B.getInt64Ty();
  const DataLayout &DL = F.getDataLayout();
  auto SizeOf = [&](Type *Ty) {
    return int64_t(DL.getTypeStoreSize(Ty).getFixedValue());
  };
  const int64_t Span = Jam.StoreStep * int64_t(Rows - 1);
  OutputLow = B.CreatePtrToInt(ofRow(0, Jam.Store->getPointerOperand()), I64);
  OutputLow = B.CreateAdd(OutputLow, B.getInt64(std::min<int64_t>(Span, 0)));
  OutputBytes = B.getInt64(std::abs(Span) +
                           SizeOf(Jam.Store->getValueOperand()->getType()));
  // The first row reads before anything is stored in the original as well.
  Value *Any = B.getFalse();
  auto Begin = [&](LoadInst *Load, unsigned Row) {
    Values First;
    for (PHINode &Phi : Header->phis())
      if (&Phi != Jam.Sum)
        First[&Phi] = ofRow(Row, Phi.getIncomingValueForBlock(Single));
    return B.CreatePtrToInt(ofEntry(Row, Load->getPointerOperand(), First),
                            I64);
  };
  for (LoadInst *Load : Jam.Once)
    for (unsigned Row = 1; Row != Rows; ++Row) {
      Value *Low = Begin(Load, Row);
      Value *High = B.CreateAdd(Low, B.getInt64(SizeOf(Load->getType())));
      Any = B.CreateOr(Any, overlaps(Low, High));
    }
  for (auto [Load, Moves] : Jam.Each) {
    Value *Bytes = B.CreateMul(B.CreateAdd(Last, B.getInt64(1)),
                               B.getInt64(SizeOf(Load->getType())));
    if (Moves == RowJam::Movement::Any) {
      for (unsigned Row = 1; Row != Rows; ++Row) {
        Value *Low = Begin(Load, Row);
        Any = B.CreateOr(Any, overlaps(Low, B.CreateAdd(Low, Bytes)));
      }
      continue;
    }
    Value *Low = Begin(Load, 1), *High = Low;
    if (Moves == RowJam::Movement::Even) {
      // All rows lie between the first and the last, unless addresses wrap.
      High = Begin(Load, Rows - 1);
      Value *Far = B.CreateBinaryIntrinsic(
          Intrinsic::abs, B.CreateSub(Begin(Load, 2), Low), B.getFalse());
      Any =
          B.CreateOr(Any, B.CreateICmpUGE(Far, B.getInt64(uint64_t(1) << 40)));
    }
    Value *First = B.CreateBinaryIntrinsic(Intrinsic::umin, Low, High);
    Value *Final = B.CreateBinaryIntrinsic(Intrinsic::umax, Low, High);
    Any = B.CreateOr(Any, overlaps(First, B.CreateAdd(Final, Bytes)));
  }
  if (!isa<Constant>(Any))
    giveUp(Any);
}

Value *JamEmitter::lanesOf(Value *V) {
  if (Value *Done = Vectors.lookup(V))
    return Done;
  auto *I = dyn_cast<Instruction>(V);
  Value *Vector = nullptr;
  if (!I || !Jam.Rows->contains(I)) {
    Vector = B.CreateVectorSplat(Rows, V);
  } else {
    Vector = PoisonValue::get(FixedVectorType::get(V->getType(), Rows));
    for (unsigned Row = 0; Row != Rows; ++Row)
      Vector = B.CreateInsertElement(Vector, ofRow(Row, V), uint64_t(Row));
  }
  return Vectors[V] = Vector;
}

Value *JamEmitter::atEntry(Value *Address, const LoadInst &Load, Value *Entry) {
  return B.CreateGEP(Load.getType(), Address, Entry);
}

/// What the rows hold in one entry after another: vectors along the rows,
/// turned by halves that are exchanged.
/// \code
///   a0 a1 a2 a3      a0 b0 a2 b2      a0 b0 c0 d0
///   b0 b1 b2 b3  ->  a1 b1 a3 b3  ->  a1 b1 c1 d1
///   c0 c1 c2 c3      c0 d0 c2 d2      a2 b2 c2 d2
///   d0 d1 d2 d3      c1 d1 c3 d3      a3 b3 c3 d3
/// \endcode
SmallVector<Value *, 16> JamEmitter::loadTransposed(const RowJam::Operand &O,
                                                    Value *First) {
  auto *Ty = FixedVectorType::get(O.Load->getType(), Rows);
  auto Load = [&](Value *Begin) {
    return B.CreateAlignedLoad(Ty, atEntry(Begin, *O.Load, First),
                               O.Load->getAlign());
  };
  SmallVector<Value *, 16> Turned;
  if (O.Shared) {
    Value *All = Load(Begins[O.Load][0]);
    for (unsigned N = 0; N != Rows; ++N)
      Turned.push_back(
          B.CreateShuffleVector(All, SmallVector<int, 16>(Rows, int(N))));
    return Turned;
  }
  for (Value *Begin : Begins[O.Load])
    Turned.push_back(Load(Begin));
  for (unsigned Half = 1; Half != Rows; Half *= 2) {
    SmallVector<int, 16> Low, High;
    for (unsigned Lane = 0; Lane != Rows; ++Lane) {
      const bool Second = Lane & Half;
      Low.push_back(int(Second ? Rows + Lane - Half : Lane));
      High.push_back(int(Second ? Rows + Lane : Lane + Half));
    }
    for (unsigned Row = 0; Row != Rows; ++Row) {
      if (Row & Half)
        continue;
      Value *X = Turned[Row], *Y = Turned[Row + Half];
      Turned[Row] = B.CreateShuffleVector(X, Y, Low);
      Turned[Row + Half] = B.CreateShuffleVector(X, Y, High);
    }
  }
  return Turned;
}

/// What the rows hold in one entry.
Value *JamEmitter::loadColumn(const RowJam::Operand &O, Value *Entry) {
  auto Load = [&](Value *Begin) {
    return B.CreateAlignedLoad(
        O.Load->getType(), atEntry(Begin, *O.Load, Entry), O.Load->getAlign());
  };
  if (O.Shared)
    return B.CreateVectorSplat(Rows, Load(Begins[O.Load][0]));
  Value *Column =
      PoisonValue::get(FixedVectorType::get(O.Load->getType(), Rows));
  for (unsigned Row = 0; Row != Rows; ++Row)
    Column =
        B.CreateInsertElement(Column, Load(Begins[O.Load][Row]), uint64_t(Row));
  return Column;
}

/// \p Loaded: of each operand, one vector for each entry.
Value *JamEmitter::addEntries(Value *Sums,
                              ArrayRef<SmallVector<Value *, 16>> Loaded) {
  for (unsigned N = 0; N != Loaded[0].size(); ++N) {
    Values Wide;
    Wide[Jam.Sum] = Sums;
    for (unsigned O = 0; O != Loaded.size(); ++O)
      Wide[Jam.Operands[O].Load] = Loaded[O][N];
    auto Widen = [&](auto &Self, Value *V) -> Value * {
      auto *I = dyn_cast<Instruction>(V);
      if (!I || !Jam.Entries->contains(I))
        return lanesOf(V);
      if (Value *Done = Wide.lookup(V))
        return Done;
      Value *Result = widen(
          B, *I, Rows, [&](Value *Operand) { return Self(Self, Operand); },
          [&](Value *Operand) { return Operand; });
      return Wide[V] = Result;
    };
    Sums = Widen(Widen, Jam.Next);
  }
  return Sums;
}

/// As many entries at a time as rows, then one by one.
void JamEmitter::sumTogether() {
  for (const RowJam::Operand &O : Jam.Operands)
    for (unsigned Row = 0; Row != (O.Shared ? 1 : Rows); ++Row) {
      Values First;
      for (PHINode &Phi : Header->phis())
        if (&Phi != Jam.Sum)
          First[&Phi] = ofRow(Row, Phi.getIncomingValueForBlock(Single));
      Begins[O.Load].push_back(
          ofEntry(Row, O.Load->getPointerOperand(), First));
    }
  // Vectors of the rows' values are made once.
  for (Instruction &I : *Header)
    for (Value *Operand : I.operands()) {
      auto *Of = dyn_cast<Instruction>(Operand);
      if (!isa<PHINode>(I) && !I.getType()->isPointerTy() &&
          VectorType::isValidElementType(Operand->getType()) &&
          !Operand->getType()->isPointerTy() && isLanewise(I) &&
          !(Of && Jam.Entries->contains(Of)) && !isa<Function>(Operand))
        lanesOf(Operand);
    }
  Value *Start = lanesOf(Jam.Start);
  Value *Count = B.CreateAdd(Last, B.getInt64(1));
  Value *Whole = B.CreateAnd(Count, B.getInt64(~uint64_t(Rows - 1)));

  BasicBlock *From = B.GetInsertBlock();
  BasicBlock *Block = block("together"), *Left = block("left"),
             *One = block("one"), *Done = block("summed");
  B.CreateBr(Block);
  B.SetInsertPoint(Block);
  PHINode *Entry = B.CreatePHI(B.getInt64Ty(), 2);
  PHINode *Before = B.CreatePHI(Start->getType(), 2, "winnow.sum");
  SmallVector<SmallVector<Value *, 16>, 2> Loaded;
  Loaded.reserve(Jam.Operands.size());
  for (const RowJam::Operand &O : Jam.Operands)
    Loaded.push_back(loadTransposed(O, Entry));
  Value *After = addEntries(Before, Loaded);
  Value *Next = B.CreateNUWAdd(Entry, B.getInt64(Rows));
  Entry->addIncoming(B.getInt64(0), From);
  Entry->addIncoming(Next, Block);
  Before->addIncoming(Start, From);
  Before->addIncoming(After, Block);
  auto Repeat = [&](Value *Again, BasicBlock *To, BasicBlock *Exit) {
    B.CreateCondBr(Again, To, Exit)
        ->setMetadata(LLVMContext::MD_loop, finishedLoop(F.getContext(), 1));
  };
  Repeat(B.CreateICmpULT(Next, Whole), Block, Left);

  B.SetInsertPoint(Left);
  B.CreateCondBr(B.CreateICmpULT(Whole, Count), One, Done);
  B.SetInsertPoint(One);
  PHINode *OneEntry = B.CreatePHI(B.getInt64Ty(), 2);
  PHINode *OneBefore = B.CreatePHI(Start->getType(), 2, "winnow.sum");
  Loaded.clear();
  for (const RowJam::Operand &O : Jam.Operands)
    Loaded.push_back({loadColumn(O, OneEntry)});
  Value *OneAfter = addEntries(OneBefore, Loaded);
  Value *OneNext = B.CreateNUWAdd(OneEntry, B.getInt64(1));
  OneEntry->addIncoming(Whole, Left);
  OneEntry->addIncoming(OneNext, One);
  OneBefore->addIncoming(After, Left);
  OneBefore->addIncoming(OneAfter, One);
  Repeat(B.CreateICmpULT(OneNext, Count), One, Done);

  B.SetInsertPoint(Done);
  PHINode *Sum = B.CreatePHI(Start->getType(), 2, "winnow.sum");
  Sum->addIncoming(After, Left);
  Sum->addIncoming(OneAfter, One);
  for (unsigned Row = 0; Row != Rows; ++Row)
    Sums.push_back(B.CreateExtractElement(Sum, uint64_t(Row)));
}

void JamEmitter::finishRow(unsigned Row) {
  Known[Row][Jam.Next] = Sums[Row];
  for (BasicBlock *BB : Jam.Body.Behind)
    for (Instruction &I : *BB)
      if (!isa<PHINode>(I) && !I.isTerminator() && !I.isDebugOrPseudoInst() &&
          !(isa<IntrinsicInst>(I) &&
            cast<IntrinsicInst>(I).isAssumeLikeIntrinsic()))
        ofRow(Row, &I);
}

void JamEmitter::run() {
  splitOff();
  startRows();
  compareRanges();
  sumTogether();
  for (unsigned Row = 0; Row != Rows; ++Row)
    finishRow(Row);
  BasicBlock *Top = Jam.Rows->getHeader(), *Latch = Jam.Rows->getLoopLatch();
  SmallVector<Value *, 4> Next;
  for (PHINode &Phi : Top->phis())
    Next.push_back(ofRow(Rows - 1, Phi.getIncomingValueForBlock(Latch)));
  for (auto [Phi, Value] : zip(Top->phis(), Next))
    Phi.addIncoming(Value, B.GetInsertBlock());
  B.CreateBr(Top);
}

void emitRowJam(const RowJam &Jam, const Analyses &A) {
  keepCopy(Jam, A);
  const Counts Number = count(Jam, A);
  for (unsigned Rows = Jam.Lanes; Rows >= FewestRows; Rows /= 2)
    JamEmitter(Jam, Number, Rows).run();
  addStringMetadataToLoop(Jam.Entries, DoneMarker, 1);
}

} // namespace winnow::sparse
