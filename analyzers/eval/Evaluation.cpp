//===- Evaluation.cpp - Predictions against measurements ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "eval/Evaluation.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <algorithm>
#include <cmath>
#include <map>

using namespace llvm;

namespace winnow::eval {

unsigned HeatMap::binOf(double Cycles) {
  double Bin = (std::log2(Cycles) - LowestLog2) * BinsPerDoubling;
  return unsigned(std::clamp(Bin, 0.0, double(Bins - 1)));
}

static Group groupOf(std::string Name, ArrayRef<const Sample *> Samples) {
  Group G;
  G.Name = std::move(Name);
  for (unsigned P = 0; P < Predictors; ++P) {
    std::vector<metrics::Pair> Pairs;
    Pairs.reserve(Samples.size());
    for (const Sample *S : Samples)
      if (S->Predicted[P] > 0)
        Pairs.push_back({S->Predicted[P], S->Measured});
    G.Of[P] = metrics::score(std::move(Pairs));
  }
  return G;
}

/// "3", "5-8": long blocks are few.
static std::pair<unsigned, std::string> lengthOf(unsigned Instructions) {
  if (Instructions <= 4)
    return {Instructions, std::to_string(Instructions)};
  unsigned Low = 5, High = 8;
  for (; Instructions > High; High *= 2)
    Low = High + 1;
  return {Low, std::to_string(Low) + "-" + std::to_string(High)};
}

Evaluation evaluate(ArrayRef<Sample> Samples) {
  Evaluation E;
  std::vector<const Sample *> All, WithoutAlias;
  std::map<std::pair<unsigned, std::string>, std::vector<const Sample *>>
      ByLength;
  std::map<std::string, std::vector<const Sample *>> ByClass;
  size_t Half = 0, NineTenths = 0, Answered = 0;
  for (const Sample &S : Samples) {
    All.push_back(&S);
    E.HasAlias |= S.MayAlias;
    if (!S.MayAlias)
      WithoutAlias.push_back(&S);
    ByLength[lengthOf(S.Instructions)].push_back(&S);
    ByClass[S.Class].push_back(&S);
    if (S.Predicted[Model] <= 0)
      continue;
    ++Answered;
    ++E.Map.Counts[HeatMap::binOf(S.Measured) * HeatMap::Bins +
                   HeatMap::binOf(S.Predicted[Model])];
    // Shares of a Laplace distribution of scale Error.
    double Off = std::fabs(std::log(S.Measured / S.Predicted[Model]));
    Half += Off <= S.Error * std::log(2.0);
    NineTenths += Off <= S.Error * std::log(10.0);
  }
  if (Answered) {
    E.WithinHalf = double(Half) / double(Answered);
    E.WithinNineTenths = double(NineTenths) / double(Answered);
  }
  E.All = groupOf("all", All);
  E.WithoutAlias = groupOf("without may-alias", WithoutAlias);
  for (const auto &[Length, Members] : ByLength)
    E.ByLength.push_back(groupOf(Length.second, Members));
  for (const auto &[Class, Members] : ByClass)
    E.ByClass.push_back(groupOf(Class, Members));
  return E;
}

} // namespace winnow::eval
