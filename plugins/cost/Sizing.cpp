//===- Sizing.cpp - The loops of a nest, made so long ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Sizing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace winnow::cost {

/// j <= i: a dimension of the reduction and an outer one in one constraint.
static bool growsWithOuter(const nest::ReductionNest &N) {
  isl::basic_set Hull = N.Equation.Domain.simple_hull();
  isl_constraint_list *List = isl_basic_set_get_constraint_list(Hull.get());
  bool Found = false;
  for (int K = 0, E = isl_constraint_list_n_constraint(List); K < E; ++K) {
    isl_constraint *C = isl_constraint_list_get_constraint(List, K);
    bool Outer = isl_constraint_involves_dims(C, isl_dim_set, 0, N.Outer) ==
                 isl_bool_true;
    bool Inner =
        isl_constraint_involves_dims(C, isl_dim_set, N.Outer,
                                     N.Dims.size() - N.Outer) == isl_bool_true;
    Found |= Outer && Inner;
    isl_constraint_free(C);
  }
  isl_constraint_list_free(List);
  return Found;
}

Sizing::Sizing(const nest::ReductionNest &N)
    : Outer(N.Outer), Grows(growsWithOuter(N)),
      MaxCounts(N.MaxCounts.begin(), N.MaxCounts.end()) {
  for (const nest::Parameter &P : N.Parameters)
    Ranges.push_back({P.Min, P.Max});
  size_t Params = Ranges.size();
  for (const nest::Affine &Max : MaxCounts)
    for (auto [Param, Coef] : Max.Param)
      Params = std::max<size_t>(Params, Param + 1);
  Ranges.resize(Params, {INT64_MIN, INT64_MAX});
  auto IsInner = [&](unsigned Param) {
    return any_of(
        ArrayRef(MaxCounts).drop_front(Outer), [&](const nest::Affine &Max) {
          return any_of(Max.Param,
                        [&](const auto &P) { return P.first == Param; });
        });
  };
  SmallVector<bool, 4> Taken(Params, false);
  for (const nest::Affine &Max : ArrayRef(MaxCounts).take_front(Outer)) {
    // One that the reduction does not depend on, if there is any.
    std::optional<unsigned> &Chosen = Own.emplace_back();
    for (auto [Param, Coef] : Max.Param)
      if (!Chosen || (IsInner(*Chosen) && !IsInner(Param)))
        Chosen = Param;
    if (Chosen)
      Taken[*Chosen] = true;
  }
  for (const nest::Affine &Max : ArrayRef(MaxCounts).drop_front(Outer))
    for (auto [Param, Coef] : Max.Param)
      Free |= !Grows && !Taken[Param];
}

std::optional<uint64_t> Sizing::constantTerms() const {
  uint64_t Terms = 1;
  for (const nest::Affine &Max : ArrayRef(MaxCounts).drop_front(Outer)) {
    if (!Max.isConstant())
      return std::nullopt;
    Terms *= uint64_t(std::max<int64_t>(Max.Constant + 1, 0));
  }
  return Terms;
}

void Sizing::solve(unsigned D, unsigned Param, int64_t Count,
                   SmallVectorImpl<int64_t> &Values) const {
  // Max = Constant + sum of Coef * parameter is to be Count - 1.
  int64_t Rest = Count - 1 - MaxCounts[D].Constant, Own = 1;
  for (auto [Other, Coef] : MaxCounts[D].Param)
    if (Other == Param)
      Own = Coef;
    else
      Rest -= Coef * Values[Other];
  Values[Param] =
      std::clamp(Rest / Own, Ranges[Param].first, Ranges[Param].second);
}

SmallVector<int64_t, 4> Sizing::parameters(Sizes S) const {
  // What no loop needs is as large as the loops are long: the length of a row.
  SmallVector<int64_t, 4> Values(Ranges.size(), int64_t(S.Trips));
  unsigned Inner = MaxCounts.size() - Outer;
  double Length = std::round(std::pow(double(S.Terms), 1.0 / Inner));
  auto IsOwn = [&](unsigned Param) { return is_contained(Own, Param); };
  if (!Grows)
    for (unsigned D = Outer; D < MaxCounts.size(); ++D)
      for (auto [Param, Coef] : MaxCounts[D].Param)
        if (!IsOwn(Param))
          solve(D, Param, int64_t(Length), Values);
  for (unsigned D = 0; D < Outer; ++D)
    if (Own[D])
      solve(D, *Own[D], int64_t(S.Trips), Values);
  return Values;
}

double Sizing::count(unsigned D, ArrayRef<int64_t> Parameters) const {
  double Count = double(MaxCounts[D].Constant) + 1;
  for (auto [Param, Coef] : MaxCounts[D].Param)
    Count += double(Coef) * double(Parameters[Param]);
  return std::max(Count, 0.0);
}

double Sizing::answers(Sizes S) const {
  SmallVector<int64_t, 4> Values = parameters(S);
  double Product = 1;
  for (unsigned D = 0; D < Outer; ++D)
    Product *= count(D, Values);
  return Product;
}

double Sizing::terms(Sizes S) const {
  SmallVector<int64_t, 4> Values = parameters(S);
  double Product = 1;
  for (unsigned D = Outer; D < MaxCounts.size(); ++D)
    Product *= count(D, Values) / (Grows ? 2 : 1);
  return Product;
}

} // namespace winnow::cost
