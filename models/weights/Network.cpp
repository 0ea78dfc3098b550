//===- Network.cpp - The network, as formulas -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "weights/Network.h"

namespace winnow::weights {

std::vector<TensorShape> tensorsOf(const NetworkShape &Shape,
                                   size_t VocabularySize,
                                   const std::vector<std::string> &CPUs) {
  uint32_t H = Shape.Encoding, D = Shape.State, U = Shape.uses();
  uint32_t M = Shape.Hidden;
  std::vector<TensorShape> All = {
      {"TokenGates", uint32_t(VocabularySize), 4 * H},
      {"TokenRecurrent", H, 4 * H},
      {"EncodingScale", 1, H},
      {"EncodingShift", 1, H},
      {"NodeBias", 1, 4 * D},
      {"NodeInput", H, 4 * D},
      {"NodeRecurrent", D, 4 * D},
      {"EdgeShift", EdgeShifts, D},
      {"UseBias", 1, U},
      {"UseInput", H, U},
      {"UseState", D, U}};
  All.reserve(All.size() + 6 * CPUs.size());
  for (const std::string &CPU : CPUs) {
    All.push_back({CPU + ".HiddenBias", 1, M});
    All.push_back({CPU + ".Hidden", Shape.features(), M});
    All.push_back({CPU + ".SecondBias", 1, M});
    All.push_back({CPU + ".Second", M, M});
    All.push_back({CPU + ".OutBias", 1, 2});
    All.push_back({CPU + ".Out", M, 2});
  }
  return All;
}

std::string whyNot(const NetworkShape &Shape) {
  struct {
    const char *Name;
    uint32_t Value, Least, Most;
  } const Limits[] = {{"encoding", Shape.Encoding, 1, 1024},
                      {"state", Shape.State, 1, 1024},
                      {"pressure", Shape.Pressure, 1, 1024},
                      {"latency", Shape.Latency, 1, 1024},
                      {"hidden", Shape.Hidden, 1, 1024},
                      {"passes", Shape.Passes, 1, 4},
                      {"edges", Shape.Edges, 1, 3}};
  for (const auto &L : Limits)
    if (L.Value < L.Least || L.Value > L.Most)
      return std::string(L.Name) + " is " + std::to_string(L.Value) +
             ", and not " + std::to_string(L.Least) + " to " +
             std::to_string(L.Most);
  return "";
}

} // namespace winnow::weights
