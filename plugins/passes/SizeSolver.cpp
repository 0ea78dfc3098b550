//===- SizeSolver.cpp - Values that make loops so long --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "passes/SizeSolver.h"
#include "llvm/IR/Instructions.h"
#include <algorithm>

using namespace llvm;

namespace winnow {

/// Where pointers are that lengths are distances from; and how far a value is
/// moved to see what depends on it, behind the bend of a maximum.
static constexpr int64_t FarAway = int64_t(1) << 45, Step = int64_t(1) << 20;
static constexpr unsigned MaxDepth = 8;

SizeSolver::Term SizeSolver::read(const SCEV *S) {
  Term T;
  T.Kind = S->getSCEVType();
  if (auto *C = dyn_cast<SCEVConstant>(S)) {
    if (C->getAPInt().getSignificantBits() <= 64)
      T.Constant = C->getAPInt().getSExtValue();
    else
      T.Kind = scCouldNotCompute;
    return T;
  }
  if (auto *U = dyn_cast<SCEVUnknown>(S)) {
    T.Leaf = U->getValue();
    return T;
  }
  for (const SCEV *Operand : S->operands())
    T.Operands.push_back(read(Operand));
  return T;
}

void SizeSolver::collectLeaves(const Value &V,
                               SmallVectorImpl<const Value *> &Into,
                               unsigned Depth) {
  auto *I = dyn_cast<Instruction>(&V);
  bool IsComputed =
      I && Depth < MaxDepth &&
      isa<BinaryOperator, CastInst, SelectInst, FreezeInst, GetElementPtrInst>(
          I);
  if (IsComputed) {
    for (const Value *Operand : I->operands())
      collectLeaves(*Operand, Into, Depth + 1);
  } else if (!isa<Constant>(V) && cost::bitsOf(V.getType()) > 1 &&
             !is_contained(Into, &V)) {
    Into.push_back(&V);
  }
}

void SizeSolver::collectLeaves(const Term &T,
                               SmallVectorImpl<const Value *> &Into) {
  if (T.Leaf)
    collectLeaves(*T.Leaf, Into, 0);
  for (const Term &Operand : T.Operands)
    collectLeaves(Operand, Into);
}

SizeSolver::SizeSolver(ArrayRef<nest::Parameter> Parameters) {
  for (const nest::Parameter &P : Parameters) {
    Terms.push_back(read(P.Value));
    collectLeaves(Terms.back(), Leaves.emplace_back());
  }
}

std::optional<double> SizeSolver::evaluate(const Term &T, const Values &At) {
  if (T.Kind == scConstant)
    return double(T.Constant);
  if (T.Leaf) {
    cost::Number N = cost::evaluate(*T.Leaf, [&](const Value &V) {
      auto Known = At.find(&V);
      return Known == At.end() ? cost::Number()
                               : cost::truncated(uint64_t(Known->second),
                                                 cost::bitsOf(V.getType()));
    });
    if (!N)
      return std::nullopt;
    return double(cost::asSigned(*N, cost::bitsOf(T.Leaf->getType())));
  }
  std::optional<double> Result;
  for (const Term &Operand : T.Operands) {
    std::optional<double> V = evaluate(Operand, At);
    if (!V)
      return std::nullopt;
    if (!Result) {
      Result = V;
      continue;
    }
    switch (T.Kind) {
    case scAddExpr:
      *Result += *V;
      break;
    case scMulExpr:
      *Result *= *V;
      break;
    case scUDivExpr:
      *Result /= *V;
      break;
    case scSMaxExpr:
    case scUMaxExpr:
      *Result = std::max(*Result, *V);
      break;
    case scSMinExpr:
    case scUMinExpr:
    case scSequentialUMinExpr:
      *Result = std::min(*Result, *V);
      break;
    default:
      return std::nullopt;
    }
  }
  return Result;
}

bool SizeSolver::solveFor(const Term &T, const Value *Leaf, int64_t Wanted,
                          Values &At) {
  int64_t Base = Leaf->getType()->isPointerTy() ? FarAway : 0;
  At[Leaf] = Base + Step;
  std::optional<double> Near = evaluate(T, At);
  At[Leaf] = Base + 2 * Step;
  std::optional<double> Far = evaluate(T, At);
  At.erase(Leaf);
  if (!Near || !Far || *Far <= *Near)
    return false;
  double Slope = (*Far - *Near) / double(Step);
  At[Leaf] = Base + Step + int64_t((double(Wanted) - *Near) / Slope);
  return true;
}

cost::Versions::Pins SizeSolver::solve(ArrayRef<int64_t> Wanted) const {
  Values At;
  SmallVector<bool, 4> Done(Terms.size(), false);
  // Those with the fewest values that are still open first.
  for (unsigned Open = 1; Open <= 3; ++Open)
    for (unsigned K = 0; K < Terms.size(); ++K) {
      SmallVector<const Value *, 4> Integers, Pointers;
      for (const Value *Leaf : Leaves[K])
        if (!At.contains(Leaf))
          (Leaf->getType()->isPointerTy() ? Pointers : Integers)
              .push_back(Leaf);
      auto &Choice = Integers.empty() ? Pointers : Integers;
      if (Done[K] || Choice.empty() ||
          (!Integers.empty() && Integers.size() > Open))
        continue;
      Done[K] = true;
      // The others are what this one counts from.
      for (const Value *Leaf : Pointers)
        At[Leaf] = FarAway;
      for (const Value *Leaf : Integers)
        At[Leaf] = 8;
      for (const Value *Leaf : Choice)
        if (solveFor(Terms[K], Leaf, Wanted[K], At))
          break;
    }
  return {At.begin(), At.end()};
}

} // namespace winnow
