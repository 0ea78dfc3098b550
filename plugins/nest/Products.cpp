//===- Products.cpp - A body as a sum of products -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Products.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/PatternMatch.h"
#include <algorithm>

using namespace llvm;
using namespace llvm::PatternMatch;

namespace winnow::nest {

namespace {

constexpr size_t MaxProducts = 8;
constexpr size_t MaxFactors = 4;

/// Takes what one accumulator is given apart.
class Expander {
public:
  Expander(const ReductionNest &N, unsigned Number, const Analyses &A,
           const GuardView &View)
      : N(N), Number(Number), Acc(N.Accumulators[Number]), A(A), View(View),
        Width(Acc.Phis.back()->getType()->isIntegerTy()
                  ? Acc.Phis.back()->getType()->getIntegerBitWidth()
                  : 64) {
    // Everything that depends on the accumulator.
    SmallVector<Instruction *> Work{Acc.Phis.back()};
    while (!Work.empty())
      for (User *U : Work.pop_back_val()->users())
        if (auto *I = dyn_cast<Instruction>(U);
            I && N.innermost().contains(I) && Carried.insert(I).second)
          Work.push_back(I);
  }

  /// \return nothing where it is no sum.
  std::optional<SmallVector<ProductValue, 2>> run() {
    if (!update(Acc.Update, one()))
      return std::nullopt;
    for (const ProductValue &P : Sum)
      for (const FactorValue &F : P.Factors)
        if (!isUnconditional(F.V))
          return std::nullopt;
    erase_if(Sum, [](const ProductValue &P) { return P.Coefficient.isZero(); });
    if (Sum.size() > MaxProducts)
      return std::nullopt;
    return std::move(Sum);
  }

private:
  enum class Widening { None, Sign, Zero };
  using Products = SmallVector<ProductValue, 2>;

  APInt one() const { return APInt(Width, 1); }

  /// Follows s + ... down to s, adding what else stands there to Sum.
  bool update(Value *V, const APInt &Sign) {
    V = View.resolve(V);
    if (V == Acc.Phis.back())
      return Sign.isOne();
    Value *L, *R, *X, *Y;
    if (match(V, m_CombineOr(m_Add(m_Value(L), m_Value(R)),
                             m_FAdd(m_Value(L), m_Value(R))))) {
      if (isCarried(L) == isCarried(R))
        return false;
      return isCarried(L) ? add(R, Sign) && update(L, Sign)
                          : add(L, Sign) && update(R, Sign);
    }
    if (match(V, m_CombineOr(m_Sub(m_Value(L), m_Value(R)),
                             m_FSub(m_Value(L), m_Value(R)))))
      return isCarried(L) && !isCarried(R) && add(R, -Sign) && update(L, Sign);
    if (match(V, m_Intrinsic<Intrinsic::fmuladd>(m_Value(X), m_Value(Y),
                                                 m_Value(L)))) {
      if (!isCarried(L) || isCarried(X) || isCarried(Y))
        return false;
      append(multiply(expand(X, Widening::None), expand(Y, Widening::None)),
             Sign);
      return update(L, Sign);
    }
    return false;
  }

  bool isCarried(Value *V) {
    auto *I = dyn_cast<Instruction>(View.resolve(V));
    return I && (I == Acc.Phis.back() || Carried.contains(I));
  }

  bool add(Value *V, const APInt &Sign) {
    append(expand(V, Widening::None), Sign);
    return Sum.size() <= MaxProducts;
  }

  void append(Products P, const APInt &Scale) {
    for (ProductValue &Each : P) {
      Each.Coefficient *= Scale;
      auto *Like = find_if(Sum, [&](const ProductValue &Known) {
        return sameFactors(Known, Each);
      });
      if (Like == Sum.end())
        Sum.push_back(std::move(Each));
      else
        Like->Coefficient += Each.Coefficient;
    }
  }

  /// x[i]*x[j] is x[j]*x[i]. Of floats each is left as it stands: coefficients
  /// are signs there.
  bool sameFactors(const ProductValue &L, const ProductValue &R) const {
    return Acc.Phis.back()->getType()->isIntegerTy() &&
           L.Factors.size() == R.Factors.size() &&
           std::is_permutation(L.Factors.begin(), L.Factors.end(),
                               R.Factors.begin(),
                               [](const FactorValue &X, const FactorValue &Y) {
                                 return X.V == Y.V && X.Signed == Y.Signed;
                               });
  }

  Products leaf(Value *V, Widening W) {
    ProductValue P{Number, one(), {{V, W == Widening::Sign}}};
    return {P};
  }

  Products multiply(const Products &L, const Products &R) {
    Products Out;
    for (const ProductValue &X : L)
      for (const ProductValue &Y : R) {
        ProductValue P = X;
        P.Coefficient *= Y.Coefficient;
        P.Factors.append(Y.Factors.begin(), Y.Factors.end());
        Out.push_back(std::move(P));
      }
    return Out;
  }

  static bool tooLarge(const Products &P) {
    return P.size() > MaxProducts || any_of(P, [](const ProductValue &Each) {
             return Each.Factors.size() > MaxFactors;
           });
  }

  /// \p V, widened to the accumulator's type by \p W.
  Products expand(Value *V, Widening W, unsigned Depth = 0) {
    V = View.resolveFor(N.top(), V, A.LI);
    auto *I = dyn_cast<Instruction>(V);
    if (auto *C = dyn_cast<ConstantInt>(V)) {
      APInt Value = C->getValue();
      return {{Number,
               W == Widening::Sign ? Value.sext(Width) : Value.zext(Width),
               {}}};
    }
    // A loop around the reduction leaves its values alone.
    if (!I || !N.top().contains(I) || Depth > 8)
      return leaf(V, W);
    if (isa<SExtInst>(I) && W != Widening::Zero)
      return expand(I->getOperand(0), Widening::Sign, Depth + 1);
    if (isa<ZExtInst>(I))
      return expand(I->getOperand(0), Widening::Zero, Depth + 1);
    Value *L, *R;
    if (match(I, m_FMul(m_Value(L), m_Value(R))) ||
        (match(I, m_Mul(m_Value(L), m_Value(R))) && cannotWrap(I, W)))
      return either(multiply(expand(L, W, Depth + 1), expand(R, W, Depth + 1)),
                    V, W);
    Value *X;
    if (match(I, m_FNeg(m_Value(X)))) {
      Products P = expand(X, W, Depth + 1);
      for (ProductValue &Each : P)
        Each.Coefficient = -Each.Coefficient;
      return P;
    }
    const APInt *Shift;
    if (match(I, m_Shl(m_Value(X), m_APInt(Shift))) && cannotWrap(I, W) &&
        Shift->ult(Width)) {
      Products P = expand(X, W, Depth + 1);
      for (ProductValue &Each : P)
        Each.Coefficient <<= unsigned(Shift->getZExtValue());
      return P;
    }
    bool Adds = match(I, m_Add(m_Value(L), m_Value(R)));
    if ((Adds || match(I, m_Sub(m_Value(L), m_Value(R)))) && cannotWrap(I, W)) {
      Products P = expand(L, W, Depth + 1);
      for (ProductValue &Each : expand(R, W, Depth + 1)) {
        if (!Adds)
          Each.Coefficient = -Each.Coefficient;
        P.push_back(std::move(Each));
      }
      return either(std::move(P), V, W);
    }
    return leaf(V, W);
  }

  /// \p P, unless it has grown too large to be shared part by part.
  Products either(Products P, Value *V, Widening W) {
    return tooLarge(P) ? leaf(V, W) : P;
  }

  /// The extension of the result is the result on extended operands.
  static bool cannotWrap(Instruction *I, Widening W) {
    if (W == Widening::None)
      return true;
    auto *O = cast<OverflowingBinaryOperator>(I);
    return W == Widening::Sign ? O->hasNoSignedWrap() : O->hasNoUnsignedWrap();
  }

  bool isUnconditional(Value *V) const {
    auto *I = dyn_cast<Instruction>(V);
    return !I || !N.innermost().contains(I) ||
           A.DT.dominates(I->getParent(), N.innermost().getLoopLatch());
  }

  const ReductionNest &N;
  unsigned Number;
  const Accumulator &Acc;
  const Analyses &A;
  const GuardView &View;
  unsigned Width;
  SmallPtrSet<Instruction *, 8> Carried;
  Products Sum;
};

} // namespace

void findProducts(ReductionNest &N, const Analyses &A, const GuardView &View) {
  SmallVector<ProductValue, 2> All;
  for (auto [Number, Acc] : enumerate(N.Accumulators)) {
    bool IsSum = Acc.Kind == RecurKind::Add || Acc.Kind == RecurKind::Sub ||
                 Acc.Kind == RecurKind::AddChainWithSubs ||
                 Acc.Kind == RecurKind::FAdd || Acc.Kind == RecurKind::FMulAdd;
    if (!IsSum || Acc.Phis.back()->getType()->isVectorTy())
      return;
    auto Own = Expander(N, Number, A, View).run();
    if (!Own)
      return;
    All.append(Own->begin(), Own->end());
  }
  if (All.size() <= MaxProducts)
    N.Products = std::move(All);
}

} // namespace winnow::nest
