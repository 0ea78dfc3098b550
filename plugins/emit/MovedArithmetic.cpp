//===- MovedArithmetic.cpp - Sums about a point of their own --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/MovedArithmetic.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using Values = Arithmetic::Values;

namespace {

/// Only the sign of a zero is free: anything else would undo the differences.
class Exactly {
public:
  explicit Exactly(IRBuilderBase &B) : Guard(B) {
    FastMathFlags Flags;
    Flags.setNoSignedZeros();
    B.setFastMathFlags(Flags);
  }

private:
  IRBuilderBase::FastMathFlagGuard Guard;
};

Value *number(IRBuilderBase &B, double Of) {
  return ConstantFP::get(B.getDoubleTy(), Of);
}

Value *widened(IRBuilderBase &B, Value *V) {
  return B.CreateFPExt(V, B.getDoubleTy());
}

} // namespace

SmallVector<Type *, 4> MovedArithmetic::types() const {
  size_t Count = 0;
  for (const DifferenceProduct &P : Bodies)
    Count += P.isSquare() ? 4 : 6;
  Type *T = Sums.front().Phis.front()->getType();
  return SmallVector<Type *, 4>(Count, Type::getDoubleTy(T->getContext()));
}

Values MovedArithmetic::identity(IRBuilderBase &B) const {
  return Values(types().size(), number(B, 0));
}

SmallVector<MovedArithmetic::State, 2>
MovedArithmetic::read(const Values &V) const {
  SmallVector<State, 2> States;
  size_t At = 0;
  for (const DifferenceProduct &P : Bodies) {
    bool Square = P.isSquare();
    size_t Y = Square ? At + 1 : At + 3;
    States.push_back(
        {V[At], {V[At + 1], V[Y]}, {V[At + 2], V[Y + 1]}, V[Y + 2]});
    At = Y + 3;
  }
  return States;
}

void MovedArithmetic::append(Values &To, const State &S, bool Square) const {
  To.append({S.Count, S.Point[0], S.Linear[0]});
  if (!Square)
    To.append({S.Point[1], S.Linear[1]});
  To.push_back(S.Product);
}

MovedArithmetic::State
MovedArithmetic::moved(IRBuilderBase &B, const State &S,
                       const std::array<Value *, 2> &By) {
  State To = S;
  for (unsigned K : {0, 1})
    To.Linear[K] = B.CreateFAdd(S.Linear[K], B.CreateFMul(S.Count, By[K]));
  To.Product =
      B.CreateFAdd(S.Product, B.CreateFAdd(B.CreateFMul(By[1], S.Linear[0]),
                                           B.CreateFMul(By[0], To.Linear[1])));
  return To;
}

Values MovedArithmetic::add(IRBuilderBase &B, const Values &L,
                            const Values &R) const {
  Exactly Flags(B);
  Values Out;
  for (auto [P, X, Y] : zip(Bodies, read(L), read(R))) {
    State Sum = X;
    Value *Empty =
        B.CreateFCmpOEQ(X.Count, ConstantFP::get(X.Count->getType(), 0));
    std::array<Value *, 2> By;
    for (unsigned K : {0, 1}) {
      Sum.Point[K] = B.CreateSelect(Empty, Y.Point[K], X.Point[K]);
      By[K] = B.CreateFSub(Y.Point[K], Sum.Point[K]);
    }
    State Other = moved(B, Y, By);
    Sum.Count = B.CreateFAdd(X.Count, Other.Count);
    for (unsigned K : {0, 1})
      Sum.Linear[K] = B.CreateFAdd(X.Linear[K], Other.Linear[K]);
    Sum.Product = B.CreateFAdd(X.Product, Other.Product);
    append(Out, Sum, P.isSquare());
  }
  return Out;
}

Values MovedArithmetic::term(IRBuilderBase &B,
                             ArrayRef<Value *> Factors) const {
  Exactly Flags(B);
  Values Out;
  for (const DifferenceProduct &P : Bodies) {
    bool Square = P.isSquare();
    Value *X = widened(B, Factors.front());
    Value *Y = Square ? X : widened(B, Factors[1]);
    Value *Zero = number(B, 0);
    append(Out, {number(B, 1), {X, Y}, {Zero, Zero}, Zero}, Square);
    Factors = Factors.drop_front(Square ? 1 : 2);
  }
  return Out;
}

Values MovedArithmetic::takeAway(IRBuilderBase &, const Values &,
                                 const Values &) const {
  llvm_unreachable("sums of differences are never taken away");
}

Values MovedArithmetic::scale(IRBuilderBase &, const Values &,
                              ArrayRef<Value *>) const {
  llvm_unreachable("a body taken whole has no factors");
}

Values MovedArithmetic::result(IRBuilderBase &, const Values &) const {
  llvm_unreachable("a sum of differences has to be moved");
}

Values MovedArithmetic::movedTo(IRBuilderBase &B, const Values &V,
                                ArrayRef<Value *> Points) const {
  Exactly Flags(B);
  Values Out;
  for (auto [Acc, P, S] : zip(Sums, Bodies, read(V))) {
    std::array<Value *, 2> By;
    for (unsigned K : {0, 1}) {
      Value *To = Points[K] ? widened(B, Points[K]) : number(B, 0);
      By[K] = (K ? P.R : P.L).Plus ? B.CreateFAdd(S.Point[K], To)
                                   : B.CreateFSub(S.Point[K], To);
    }
    Points = Points.drop_front(2);
    Value *Sum = moved(B, S, By).Product;
    // Rounding must not make a root of it fail.
    if (P.isSquare())
      Sum =
          B.CreateSelect(B.CreateFCmpOLT(Sum, number(B, 0)), number(B, 0), Sum);
    if (P.Negative)
      Sum = B.CreateFNeg(Sum);
    // Where nothing is added up the point may be anything.
    Sum = B.CreateSelect(B.CreateFCmpOEQ(S.Count, number(B, 0)), number(B, 0),
                         Sum);
    Out.push_back(B.CreateFPTrunc(Sum, Acc.Phis.front()->getType()));
  }
  return Out;
}

} // namespace winnow::emit
