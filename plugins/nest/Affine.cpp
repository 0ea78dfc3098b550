//===- Affine.cpp - Integer meaning of a SCEV, for isl --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/Affine.h"
#include "nest/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/ConstantRange.h"

using namespace llvm;

namespace winnow::nest {

/// Far above any trip count or array size, and small enough that sums and
/// small multiples of such values stay inside 64 bits.
static constexpr int64_t ParamLimit = int64_t(1) << 47;
/// Coefficients beyond this are no loop strides.
static constexpr int64_t CoefLimit = int64_t(1) << 13;
static constexpr __int128 ValueLimit = __int128(1) << 62;

bool Affine::isConstant() const {
  return Param.empty() && all_of(Dim, [](int64_t C) { return C == 0; });
}

void Affine::add(const Affine &Other, int64_t Scale) {
  Constant += Scale * Other.Constant;
  if (Dim.size() < Other.Dim.size())
    Dim.resize(Other.Dim.size(), 0);
  for (auto [Mine, Theirs] : zip(Dim, Other.Dim))
    Mine += Scale * Theirs;
  for (auto [Id, Coef] : Other.Param) {
    auto *It = lower_bound(Param, std::pair<unsigned, int64_t>(Id, INT64_MIN));
    if (It == Param.end() || It->first != Id)
      It = Param.insert(It, {Id, 0});
    It->second += Scale * Coef;
    if (It->second == 0)
      Param.erase(It);
  }
  Min += Scale * (Scale > 0 ? Other.Min : Other.Max);
  Max += Scale * (Scale > 0 ? Other.Max : Other.Min);
}

bool AffineSpace::upperBounds(const SCEV *Count,
                              SmallVectorImpl<Affine> &Uppers) {
  std::optional<Affine> A = get(Count);
  if (auto *Min = dyn_cast<SCEVNAryExpr>(Count);
      !A && Min &&
      (isa<SCEVUMinExpr, SCEVSMinExpr, SCEVSequentialUMinExpr>(Count)))
    return all_of(Min->operands(), [&](const SCEV *Op) {
      size_t Known = Uppers.size();
      // A negative operand of umin would count as a large one.
      return upperBounds(Op, Uppers) &&
             all_of(ArrayRef(Uppers).drop_front(Known),
                    [](const Affine &A) { return A.Min >= 0; });
    });
  if (!A)
    return false;
  // The count is unsigned. Of 64 bits, a negative one would mean 2^63
  // iterations; of fewer, the loop must be known to mean it.
  if (A->Min < 0 && Count->getType()->getIntegerBitWidth() < 64 &&
      !SE.isKnownNonNegative(Count))
    return false;
  Uppers.push_back(*A);
  return true;
}

Affine AffineSpace::extreme(const Affine &A, bool Greatest) const {
  Affine Out = A;
  Out.Dim.resize(Loops.size(), 0);
  // From the inside outwards, since a bound is over the counters around it.
  for (unsigned D = Loops.size(); D-- > 0;) {
    int64_t C = Out.Dim[D];
    Out.Dim[D] = 0;
    if ((C > 0) == Greatest && C != 0)
      Out.add(Bounds[D], C);
  }
  Out.Min = Out.Max = Out.Constant;
  for (auto [Id, C] : Out.Param) {
    Out.Min += C * __int128(C > 0 ? Params[Id].Min : Params[Id].Max);
    Out.Max += C * __int128(C > 0 ? Params[Id].Max : Params[Id].Min);
  }
  return Out;
}

Affine AffineSpace::refined(Affine A) const {
  A.Min = std::max(A.Min, extreme(A, /*Greatest=*/false).Min);
  A.Max = std::min(A.Max, extreme(A, /*Greatest=*/true).Max);
  return A;
}

std::optional<Affine> AffineSpace::minMax(const SCEVNAryExpr *S) {
  bool IsMin = isa<SCEVSMinExpr, SCEVUMinExpr, SCEVSequentialUMinExpr>(S);
  bool Unsigned = !isa<SCEVSMinExpr, SCEVSMaxExpr>(S);
  std::optional<Affine> Chosen;
  for (const SCEV *Op : S->operands()) {
    std::optional<Affine> A = compute(Op);
    if (!A || (Unsigned && A->Min < 0))
      return std::nullopt;
    if (!Chosen) {
      Chosen = A;
      continue;
    }
    // Which of the two it is must be the same everywhere.
    Affine More = *A, Less = *Chosen;
    More.add(*Chosen, -1);
    Less.add(*A, -1);
    bool Greater = isNonNegative(More);
    if (!Greater && !isNonNegative(Less))
      return std::nullopt;
    if (Greater != IsMin)
      Chosen = A;
  }
  return Chosen;
}

bool AffineSpace::isNonNegative(const Affine &A) const {
  Affine Least = extreme(A, /*Greatest=*/false);
  if (Least.Min >= 0)
    return true;
  if (!Entered)
    return false;
  // `for (j = i; j < i + w; j++)` is entered only where w > 0.
  __int128 Min = Least.Constant;
  for (auto [Id, C] : Least.Param) {
    const Parameter &P = Params[Id];
    ConstantRange Known =
        SE.getSignedRange(SE.applyLoopGuards(P.Value, Entered));
    int64_t Low = P.Min, High = P.Max;
    if (!Known.isEmptySet()) {
      Low = std::max(Low, Known.getSignedMin().getSExtValue());
      High = std::min(High, Known.getSignedMax().getSExtValue());
    }
    Min += C * __int128(C > 0 ? Low : High);
  }
  return Min >= 0;
}

SmallVector<Affine, 2> AffineSpace::addLoop(Loop &L) {
  SmallVector<Affine, 2> Uppers;
  const SCEV *Count = SE.getBackedgeTakenCount(&L);
  Entered = &L;
  bool Known = !isa<SCEVCouldNotCompute>(Count) && upperBounds(Count, Uppers);
  Entered = nullptr;
  if (!Known)
    return {};
  Affine Max = extreme(Uppers.front(), /*Greatest=*/true);
  // LLVM may know a smaller constant bound than the parameters tell.
  const SCEV *Constant = SE.getConstantMaxBackedgeTakenCount(&L);
  if (auto *C = dyn_cast<SCEVConstant>(Constant))
    if (C->getAPInt().getActiveBits() < 63)
      Max.Max = std::min<__int128>(Max.Max, C->getAPInt().getZExtValue());
  Max.Max = std::max<__int128>(Max.Max, 0);
  Loops.push_back(&L);
  Bounds.push_back(Uppers.front());
  MaxCounts.push_back(Max);
  AllBounds.push_back(Uppers);
  return Uppers;
}

std::optional<unsigned> AffineSpace::indexOf(const Loop &L) const {
  auto *It = find(Loops, &L);
  if (It == Loops.end())
    return std::nullopt;
  return It - Loops.begin();
}

ArrayRef<Affine> AffineSpace::boundsOf(const Loop &L) const {
  return AllBounds[*indexOf(L)];
}

std::optional<Affine> AffineSpace::maxCount(Loop &L) {
  auto *It = find(Loops, &L);
  if (It == Loops.end()) {
    if (L.getParentLoop() && Root.contains(L.getParentLoop()) &&
        !maxCount(*L.getParentLoop()))
      return std::nullopt;
    if (addLoop(L).empty())
      return std::nullopt;
    return MaxCounts.back();
  }
  return MaxCounts[It - Loops.begin()];
}

Affine AffineSpace::constant(int64_t C) const {
  Affine A;
  A.Constant = C;
  A.Dim.assign(Loops.size(), 0);
  A.Min = A.Max = C;
  return A;
}

std::optional<Affine> AffineSpace::get(const SCEV *S) {
  if (!S->getType()->isIntegerTy() || S->getType()->getIntegerBitWidth() > 64)
    return std::nullopt;
  // A failed attempt must not leave parameters that nothing needs.
  size_t Known = Params.size();
  std::optional<Affine> A = compute(S);
  if (!A)
    Params.truncate(Known);
  return A;
}

std::optional<Affine> AffineSpace::unlessWrapping(const SCEV *S, Affine A,
                                                  bool NoSignedWrap) {
  A = refined(std::move(A));
  unsigned Width = S->getType()->getIntegerBitWidth();
  __int128 Limit = std::min(ValueLimit, __int128(1) << (Width - 1));
  auto TooBig = [](int64_t C) { return C > CoefLimit || C < -CoefLimit; };
  if (any_of(A.Dim, TooBig) ||
      any_of(A.Param, [&](auto &P) { return TooBig(P.second); }))
    return std::nullopt;
  if (A.Min >= -Limit && A.Max < Limit)
    return A;
  if (NoSignedWrap && A.Min >= -ValueLimit && A.Max < ValueLimit) {
    A.Min = std::max(A.Min, -Limit);
    A.Max = std::min(A.Max, Limit - 1);
    return A;
  }
  return std::nullopt;
}

std::optional<Affine> AffineSpace::compute(const SCEV *S) {
  bool Invariant = SE.isLoopInvariant(S, &Root);
  size_t Known = Params.size();
  auto OrLeaf = [&](std::optional<Affine> A) {
    if (A || !Invariant)
      return A;
    Params.truncate(Known);
    return leaf(S);
  };
  switch (S->getSCEVType()) {
  case scConstant: {
    std::optional<int64_t> V = cast<SCEVConstant>(S)->getAPInt().trySExtValue();
    if (!V || *V > ParamLimit || *V < -ParamLimit)
      return std::nullopt;
    return constant(*V);
  }
  case scAddRecExpr: {
    auto *AR = cast<SCEVAddRecExpr>(S);
    auto *It = find(Loops, AR->getLoop());
    if (It == Loops.end())
      return OrLeaf(std::nullopt);
    auto *Step = dyn_cast<SCEVConstant>(AR->getStepRecurrence(SE));
    std::optional<Affine> A = compute(AR->getStart());
    if (!A || !Step || !AR->isAffine() || Step->getAPInt().abs().ugt(CoefLimit))
      return std::nullopt;
    unsigned D = It - Loops.begin();
    Affine Counter = constant(0);
    Counter.Dim[D] = 1;
    Counter.Max = MaxCounts[D].Max;
    A->add(Counter, Step->getAPInt().getSExtValue());
    return unlessWrapping(S, *A, AR->hasNoSignedWrap());
  }
  case scAddExpr: {
    Affine Sum = constant(0);
    for (const SCEV *Op : cast<SCEVAddExpr>(S)->operands()) {
      std::optional<Affine> A = compute(Op);
      if (!A)
        return OrLeaf(std::nullopt);
      Sum.add(*A, 1);
    }
    return OrLeaf(
        unlessWrapping(S, Sum, cast<SCEVAddExpr>(S)->hasNoSignedWrap()));
  }
  case scMulExpr: {
    auto *Mul = cast<SCEVMulExpr>(S);
    auto *C = dyn_cast<SCEVConstant>(Mul->getOperand(0));
    if (!C || Mul->getNumOperands() != 2 || C->getAPInt().abs().ugt(CoefLimit))
      return OrLeaf(std::nullopt);
    std::optional<Affine> A = compute(Mul->getOperand(1));
    if (!A)
      return OrLeaf(std::nullopt);
    Affine Scaled = constant(0);
    Scaled.add(*A, C->getAPInt().getSExtValue());
    return OrLeaf(unlessWrapping(S, Scaled, Mul->hasNoSignedWrap()));
  }
  case scSignExtend:
    return OrLeaf(compute(cast<SCEVSignExtendExpr>(S)->getOperand()));
  case scZeroExtend: {
    // A negative value would become a large one.
    const SCEV *Op = cast<SCEVZeroExtendExpr>(S)->getOperand();
    std::optional<Affine> A = compute(Op);
    if (A && (A->Min >= 0 || SE.isKnownNonNegative(Op))) {
      A->Min = std::max<__int128>(A->Min, 0);
      return A;
    }
    // The count of `for (j = 0; j < w; j++)` is w only where w > 0. As a number
    // of its own it would be billions where the loop does not run.
    if (A && Entered &&
        (isNonNegative(*A) ||
         SE.isLoopEntryGuardedByCond(Entered, CmpInst::ICMP_SGE, Op,
                                     SE.getZero(Op->getType()))))
      return A;
    return OrLeaf(std::nullopt);
  }
  case scTruncate: {
    std::optional<Affine> A = compute(cast<SCEVTruncateExpr>(S)->getOperand());
    return OrLeaf(A ? unlessWrapping(S, *A, false) : std::nullopt);
  }
  case scUDivExpr: {
    // Only where the division is exact: a pointer difference over its element.
    auto *Div = cast<SCEVUDivExpr>(S);
    auto *C = dyn_cast<SCEVConstant>(Div->getRHS());
    std::optional<Affine> A = C ? compute(Div->getLHS()) : std::nullopt;
    if (!A || A->Min < 0 || C->getAPInt().ugt(CoefLimit) || C->isZero())
      return OrLeaf(std::nullopt);
    int64_t By = C->getAPInt().getZExtValue();
    auto Divides = [By](int64_t V) { return V % By == 0; };
    if (!Divides(A->Constant) || !all_of(A->Dim, Divides) ||
        !all_of(A->Param, [&](auto &P) { return Divides(P.second); }))
      return OrLeaf(std::nullopt);
    A->Constant /= By;
    for (int64_t &D : A->Dim)
      D /= By;
    for (auto &P : A->Param)
      P.second /= By;
    A->Min /= By;
    A->Max /= By;
    return A;
  }
  case scSMinExpr:
  case scSMaxExpr:
  case scUMinExpr:
  case scUMaxExpr:
  case scSequentialUMinExpr:
    return OrLeaf(Invariant ? std::nullopt : minMax(cast<SCEVNAryExpr>(S)));
  default:
    return OrLeaf(std::nullopt);
  }
}

std::optional<Affine> AffineSpace::leaf(const SCEV *S) {
  auto *It = find_if(Params, [&](const Parameter &P) { return P.Value == S; });
  if (It == Params.end()) {
    Parameter P;
    P.Id = freshName(S);
    P.Value = S;
    ConstantRange Known = SE.getSignedRange(S).intersectWith(
        SE.getSignedRange(SE.applyLoopGuards(S, &Root)));
    if (Known.isEmptySet())
      Known = SE.getSignedRange(S);
    int64_t Min = Known.getSignedMin().getSExtValue();
    int64_t Max = Known.getSignedMax().getSExtValue();
    P.Min = std::clamp(Min, -ParamLimit, ParamLimit);
    P.Max = std::clamp(Max, -ParamLimit, ParamLimit);
    P.NeedsCheck = P.Min != Min || P.Max != Max;
    Params.push_back(P);
    It = &Params.back();
  }
  Affine A = constant(0);
  A.Param.push_back({unsigned(It - Params.begin()), 1});
  A.Min = It->Min;
  A.Max = It->Max;
  return A;
}

std::string AffineSpace::freshName(const SCEV *S) const {
  const SCEV *Core = S;
  while (auto *Cast = dyn_cast<SCEVCastExpr>(Core))
    Core = Cast->getOperand();
  std::string Name;
  if (auto *U = dyn_cast<SCEVUnknown>(Core))
    Name = sourceName(*U->getValue());
  // Counters are called i0, i1, ...; isl has words of its own.
  unsigned Number;
  StringRef Rest = Name;
  bool Counter = Rest.consume_front("i") && !Rest.getAsInteger(10, Number);
  static constexpr StringLiteral Words[] = {
      "and",    "or",      "not",   "exists", "mod", "floor",
      "floord", "ceil",    "ceild", "min",    "max", "true",
      "false",  "implies", "rat",   "infty",  "NaN", "lexmin"};
  static constexpr StringLiteral Letters[] = {"N", "M", "K", "L", "P", "Q"};
  if (Name.empty() || isDigit(Name[0]))
    Name = Params.size() < std::size(Letters)
               ? Letters[Params.size()].str()
               : "P" + std::to_string(Params.size());
  if (Counter || is_contained(Words, StringRef(Name)))
    Name += "_";
  auto Taken = [&](const std::string &Candidate) {
    return any_of(Params, [&](auto &P) { return P.Id == Candidate; });
  };
  std::string Unique = Name;
  for (unsigned K = 2; Taken(Unique); ++K)
    Unique = Name + "_" + std::to_string(K);
  return Unique;
}

std::string AffineSpace::text(const Affine &A) const {
  std::string Out;
  auto Term = [&](int64_t C, const std::string &What) {
    if (C == 0)
      return;
    Out += C < 0 ? " - " : " + ";
    uint64_t Abs = C < 0 ? -uint64_t(C) : uint64_t(C);
    if (What.empty())
      Out += std::to_string(Abs);
    else
      Out += (Abs == 1 ? "" : std::to_string(Abs) + "*") + What;
  };
  for (auto [D, C] : enumerate(A.Dim))
    Term(C, "i" + std::to_string(D));
  for (auto [Id, C] : A.Param)
    Term(C, Params[Id].Id);
  Term(A.Constant, "");
  // No sign before the first term, unless it is a minus.
  StringRef Text = Out;
  if (Text.consume_front(" + "))
    return Text.str();
  return Text.empty() ? "0" : "0" + Out;
}

std::string AffineSpace::dims(unsigned N) const {
  std::string Out;
  for (unsigned D = 0; D < N; ++D)
    Out += (D ? ", i" : "i") + std::to_string(D);
  return Out;
}

std::string AffineSpace::isl(const std::string &Body) const {
  std::string Out = "[";
  for (auto [K, P] : enumerate(Params))
    Out += (K ? ", " : "") + P.Id;
  return Out + "] -> { " + Body + " }";
}

} // namespace winnow::nest
