//===- RandomModel.h - Weights by chance ------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers of the size that training leaves, from a seed: what they predict
// means nothing, but every term counts.
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SERVE_RANDOMMODEL_H
#define WINNOW_UNITTESTS_SERVE_RANDOMMODEL_H

#include "weights/WeightFile.h"
#include <cmath>
#include <random>

namespace winnow::serve::test {

/// The same on every host, unlike std::uniform_real_distribution.
inline float uniform(std::mt19937 &Random, float Low, float High) {
  return Low + (High - Low) * (float(Random() >> 8) * 0x1p-24F);
}

inline weights::WeightFile randomModel(const weights::NetworkShape &Shape,
                                       const graph::Vocabulary &Words,
                                       const std::vector<std::string> &CPUs,
                                       uint32_t Seed) {
  weights::WeightFile W;
  W.Shape = Shape;
  W.Notes = "random weights";
  W.Words = Words;
  for (const std::string &CPU : CPUs)
    W.Heads.push_back({CPU, 0, 0, 1});
  std::mt19937 Random(Seed);
  for (const weights::TensorShape &T :
       weights::tensorsOf(Shape, Words.size(), CPUs)) {
    std::vector<float> &Values = W.Tensors.emplace_back(T.size());
    // As torch starts: sums of many terms stay around 1.
    float Size = T.Rows > 1 ? 1 / std::sqrt(float(T.Rows)) : 0.5F;
    if (T.Name == "TokenGates")
      Size = 1;
    for (float &Value : Values)
      Value = uniform(Random, -Size, Size) + (T.Name == "EncodingScale");
  }
  return W;
}

} // namespace winnow::serve::test

#endif // WINNOW_UNITTESTS_SERVE_RANDOMMODEL_H
