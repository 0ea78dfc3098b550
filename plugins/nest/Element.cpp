//===- Element.cpp - Array elements that people and isl can name ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Element.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;

namespace winnow::nest {

/// \p Base as Rows * Length + Rest.
static bool splitBase(const SCEV *Base, const SCEV *Length, int64_t &Rows,
                      SmallVectorImpl<const SCEV *> &Rest) {
  SmallVector<const SCEV *, 4> Addends{Base};
  if (auto *Add = dyn_cast<SCEVAddExpr>(Base))
    Addends.assign(Add->operands().begin(), Add->operands().end());
  for (const SCEV *A : Addends) {
    std::optional<std::pair<int64_t, const SCEV *>> Multiple = multipleOf(A);
    if (!Multiple)
      return false;
    if (Multiple->second == Length)
      Rows += Multiple->first;
    else
      Rest.push_back(A);
  }
  return true;
}

static const SCEV *objectOf(const SCEV *Address, ScalarEvolution &SE) {
  const SCEV *Object = SE.getPointerBase(Address);
  return isa<SCEVCouldNotCompute>(Object) ? nullptr : Object;
}

std::optional<Element> flatElement(Value *Address, AffineSpace &Space,
                                   ScalarEvolution &SE) {
  const SCEV *S = SE.getSCEV(Address);
  Element E;
  E.Object = objectOf(S, SE);
  if (!E.Object)
    return std::nullopt;
  std::optional<Affine> Offset = Space.get(SE.removePointerBase(S));
  if (!Offset)
    return std::nullopt;
  E.Offset = *Offset;
  return E;
}

// The program runs through the rows one after the other, inside an object of
// less than 2^47 bytes, and the check before the loop bounds Length: no address
// on the way can wrap around.
std::optional<Element> rowElement(Value *Address, ArrayRef<Loop *> Dims,
                                  AffineSpace &Space, ScalarEvolution &SE) {
  const SCEV *S = SE.getSCEV(Address);
  const SCEV *Object = objectOf(S, SE);
  if (!Object)
    return std::nullopt;
  std::optional<LinearForm> F = linearForm(SE.removePointerBase(S), Dims, SE);
  std::optional<Rows> Split = F ? rowsOf(*F) : std::nullopt;
  if (!Split)
    return std::nullopt;
  Element E;
  E.Object = Object;
  E.Row.Dim.assign(Dims.size(), 0);
  E.Offset.Dim.assign(Dims.size(), 0);
  for (const Row &R : *Split) {
    if (R.Of && E.Length)
      return std::nullopt;
    if (R.Of)
      E.Length = R.Of;
    ArrayRef<int64_t> Coef = R.Coef;
    (R.Of ? E.Row : E.Offset).Dim.assign(Coef.begin(), Coef.end());
  }
  SmallVector<const SCEV *, 4> Rest;
  if (!E.Length || !splitBase(F->Base, E.Length, E.Row.Constant, Rest))
    return std::nullopt;
  std::optional<Affine> Length = Space.get(E.Length);
  if (!Length)
    return std::nullopt;
  E.RowLength = *Length;
  if (!Rest.empty()) {
    std::optional<Affine> More = Space.get(SE.getAddExpr(Rest));
    if (!More)
      return std::nullopt;
    E.Offset.add(*More, 1);
  }
  return E;
}

/// \p A over \p Size, unless that is no whole number.
static std::optional<Affine> inElements(Affine A, int64_t Size) {
  bool Whole = true;
  auto Divide = [&](int64_t &V) {
    Whole &= V % Size == 0;
    V /= Size;
  };
  Divide(A.Constant);
  for (int64_t &C : A.Dim)
    Divide(C);
  for (auto &P : A.Param)
    Divide(P.second);
  return Whole ? std::optional(A) : std::nullopt;
}

std::optional<std::string> elementText(const Element &E, int64_t Size,
                                       const AffineSpace &Space) {
  std::optional<Affine> Offset = inElements(E.Offset, Size);
  std::optional<Affine> Row = inElements(E.Row, Size);
  if (!Offset || !Row)
    return std::nullopt;
  return (E.Length ? Space.text(*Row) + ", " : "") + Space.text(*Offset);
}

std::string sameElement(const Element &L, const Element &R, int64_t Size,
                        const AffineSpace &Space) {
  auto Equal = [&](const Affine &X, const Affine &Y) {
    std::optional<Affine> From = inElements(X, Size), To = inElements(Y, Size);
    return From && To ? Space.text(*From) + " = " + Space.text(*To) : "false";
  };
  return Equal(L.Offset, R.Offset) +
         (L.Length ? " and " + Equal(L.Row, R.Row) : "");
}

std::string outsideOfRow(const Element &E, int64_t Size,
                         const AffineSpace &Space) {
  std::optional<Affine> Offset = inElements(E.Offset, Size);
  if (!E.Length || !Offset)
    return "";
  std::string Place = Space.text(*Offset);
  return "(" + Place + " < 0 or " + Place + " >= " + Space.text(E.RowLength) +
         ")";
}

} // namespace winnow::nest
