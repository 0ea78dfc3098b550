//===- Estimator.cpp - Code in, cycles out --------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "estimate/Estimator.h"

using namespace llvm;

namespace winnow::estimate {

Estimator::Estimator(const Model &M, size_t Head, const block::Decoder &D)
    : M(M), Head(Head), Table(D), Builder(Table, M.weights().Words),
      Memory(M.predictor()) {}

Expected<std::unique_ptr<Estimator>>
Estimator::create(const Model &M, StringRef CPU, const block::Decoder &D) {
  std::optional<size_t> Head = M.weights().findHead(CPU);
  if (!Head) {
    std::string Known;
    for (const weights::Head &H : M.weights().Heads)
      Known += (Known.empty() ? "" : ", ") + H.CPU;
    return createStringError(M.name() + ": knows " + Known + ", and not " +
                             CPU + "; --cpu=NAME chooses another");
  }
  std::unique_ptr<Estimator> E(new Estimator(M, *Head, D));
  Expected<std::unique_ptr<bounds::Machine>> Made =
      bounds::Machine::create(CPU, E->Table);
  if (!Made)
    return Made.takeError();
  E->Machine = std::move(*Made);
  E->Finder = std::make_unique<bounds::BoundsFinder>(*E->Machine);
  return E;
}

Expected<Estimate> Estimator::estimate(const block::BasicBlock &B) {
  if (B.empty())
    return createStringError("no instruction");
  Expected<ArrayRef<const graph::Known *>> Known = Table.look(B);
  if (!Known)
    return Known.takeError();
  graph::BlockGraph G = Builder.build(*Known);
  Estimate E;
  E.Limits = Finder->find(*Known, Builder.dependences());
  std::array<float, bounds::Bottlenecks> Limits;
  for (unsigned I = 0; I < bounds::Bottlenecks; ++I)
    Limits[I] = float(E.Limits.Of[I].Value);
  serve::Prediction P = M.predictor().predict(
      {G, uint32_t(B.Bytes.size()), Limits, E.Limits.Chain}, Head, Memory);
  E.Predicted = {P.Cycles};
  E.Error = P.Error;
  return E;
}

} // namespace winnow::estimate
