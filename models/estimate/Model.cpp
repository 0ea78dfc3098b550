//===- Model.cpp - Weights, ready to be asked -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "estimate/Model.h"
#include "pretrained/Pretrained.h"

using namespace llvm;

namespace winnow::estimate {

Model::Model(std::string Name, weights::WeightFile W)
    : Name(std::move(Name)), Weights(std::move(W)), Predictor(Weights) {
  Weights.Tensors.clear();
  Weights.Tensors.shrink_to_fit();
}

Expected<std::unique_ptr<Model>> Model::load(StringRef Path) {
  std::string Name = Path.str(), Reason;
  std::optional<weights::WeightFile> W;
  if (!Path.empty()) {
    W = weights::readWeights(Name, Reason);
  } else {
    Name = "the built-in model";
    std::string_view Bytes = pretrained::weights();
    if (Bytes.empty())
      return createStringError(
          "no model is built in: name a weight file with --model");
    W = weights::parse(Bytes, Reason);
    if (!W)
      Reason = Name + ": " + Reason;
  }
  if (!W)
    return createStringError(Reason);
  return std::unique_ptr<Model>(new Model(std::move(Name), std::move(*W)));
}

} // namespace winnow::estimate
