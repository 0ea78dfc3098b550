//===- Model.h - The network of Network.h, to be trained --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All parameters are one vector, of which the tensors are parts: an optimiser,
/// a checkpoint and an exchange between processes are then a few operations on
/// one tensor.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_NET_MODEL_H
#define WINNOW_TRAIN_NET_MODEL_H

#include "train/Options.h"
#include "train/net/Batch.h"
#include "weights/WeightFile.h"

namespace winnow::train {

/// What a head says about its labels of a batch.
struct Prediction {
  const HeadBatch *Head = nullptr;
  /// ln(cycles / B) and ln of its typical error, a row for each label.
  torch::Tensor LogRatio, LogScale;
};

class Model {
public:
  /// Starting values are those of \p Seed.
  Model(const weights::NetworkShape &Shape, size_t VocabularySize,
        const std::vector<std::string> &CPUs, uint64_t Seed,
        torch::Device Device);

  std::vector<Prediction> predict(const Batch &B) const;

  const weights::NetworkShape &shape() const { return Shape; }
  /// All parameters, and their gradients.
  torch::Tensor &values() { return Values; }
  torch::Tensor &gradients() { return Gradients; }
  /// In the order of weights::tensorsOf, on the CPU.
  std::vector<std::vector<float>> tensors() const;
  void setTensors(const std::vector<std::vector<float>> &All);

  /// From now on only heads have gradients.
  void freezeTrunk();
  /// 1 for each parameter that is learnt: of the heads for which \p Heads is
  /// true, and of the trunk unless it is frozen. 0 for the others.
  torch::Tensor learnt(const std::vector<bool> &Heads) const;

  /// Bounds is the caller's affair: batches hold them.
  Ablation Without;

private:
  const torch::Tensor &operator[](const char *Name) const;

  weights::NetworkShape Shape;
  std::vector<weights::TensorShape> Shapes;
  std::vector<torch::Tensor> Parts;
  torch::Tensor Values, Gradients;
  size_t FirstOfHeads = 0;
  bool Frozen = false;
};

} // namespace winnow::train

#endif // WINNOW_TRAIN_NET_MODEL_H
