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
  SetByOuter.resize(Params);
  for (const nest::Affine &Max : ArrayRef(MaxCounts).take_front(Outer))
    for (auto [Param, Coef] : Max.Param)
      SetByOuter[Param] = true;
  for (const nest::Affine &Max : ArrayRef(MaxCounts).drop_front(Outer))
    for (auto [Param, Coef] : Max.Param)
      Free |= !Grows && !SetByOuter[Param];
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

SmallVector<int64_t, 4> Sizing::parameters(Sizes S) const {
  // What no loop needs is as large as the loops are long: the length of a row.
  SmallVector<int64_t, 4> Values(Ranges.size(), int64_t(S.Trips));
  SmallVector<bool, 4> IsSet(Ranges.size(), false);
  unsigned Inner = MaxCounts.size() - Outer;
  double Length = std::round(std::pow(double(S.Terms), 1.0 / Inner));
  for (unsigned D = 0; D < MaxCounts.size(); ++D) {
    bool OfOuter = D < Outer || Grows;
    int64_t Wanted = OfOuter ? int64_t(S.Trips) : int64_t(Length);
    // Max = Constant + sum of Coef * parameter is to be Wanted - 1.
    int64_t Rest = Wanted - 1 - MaxCounts[D].Constant;
    std::optional<std::pair<unsigned, int64_t>> Unset;
    for (auto [Param, Coef] : MaxCounts[D].Param)
      if (!IsSet[Param] && !Unset)
        Unset = {Param, Coef};
      else
        Rest -= Coef * Values[Param];
    if (!Unset)
      continue;
    auto [Param, Coef] = *Unset;
    Values[Param] =
        std::clamp(Rest / Coef, Ranges[Param].first, Ranges[Param].second);
    IsSet[Param] = true;
  }
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
