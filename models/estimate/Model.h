//===- Model.h - Weights, ready to be asked ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A weight file, from a path or built in, with its predictor.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_ESTIMATE_MODEL_H
#define WINNOW_ESTIMATE_MODEL_H

#include "serve/Predictor.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace winnow::estimate {

/// Never changes: can be shared between threads.
class Model {
public:
  /// The file of \p Path, or the model that is built in where it is empty. An
  /// error names the file and what is wrong with it. Some ms.
  static llvm::Expected<std::unique_ptr<Model>> load(llvm::StringRef Path);

  /// The path, or "the built-in model".
  const std::string &name() const { return Name; }
  /// Without the tensors, which the predictor has.
  const weights::WeightFile &weights() const { return Weights; }
  const serve::Predictor &predictor() const { return Predictor; }

private:
  Model(std::string Name, weights::WeightFile W);

  std::string Name;
  weights::WeightFile Weights;
  serve::Predictor Predictor;
};

} // namespace winnow::estimate

#endif // WINNOW_ESTIMATE_MODEL_H
